package io.tidegate.cli;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Draws a simulation as SVG: above, the synthetic share of each run over the records that came, with its limit as a dashed
 * line; below, how many of each thousand accepted words are different, as means over parts of the stream. Black and colours
 * that colour-blind readers tell apart (Okabe and Ito, "Color Universal Design", 2008), on white.
 */
final class SimulationPicture {

    /** Runs that are told apart, by colour. */
    static final int MOST_RUNS = 8;

    private static final List<String> COLOURS =
            List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#7F7F7F");

    private static final int WIDTH = 960;
    private static final int LEFT = 80;
    private static final int RIGHT = 740;
    private static final int TOP = 84;
    private static final int PANEL = 250;
    private static final int BETWEEN = 70;
    private static final int BOTTOM = 64;
    private static final int LEGEND = RIGHT + 24;
    private static final int LINE = 22;
    private static final int HEIGHT = TOP + PANEL + BETWEEN + PANEL + BOTTOM;
    private static final int MOST_TICKS = 6;
    private static final int MEANS = 40;

    private final Svg svg = new Svg(WIDTH, HEIGHT);
    private final long records;

    /** An area with axes: the records to the right, a share upwards, from the least percent to the most. */
    private record Panel(int top, int least, int most, int step) {

        private double y(double share) {
            return top + PANEL * (most - 100 * share) / (most - least);
        }

        private int bottom() {
            return top + PANEL;
        }
    }

    private SimulationPicture(long records) {
        this.records = Math.max(1, records);
    }

    /**
     * Draws runs over the same stream.
     *
     * @param source what was simulated
     * @param runs at least one, and at most {@value #MOST_RUNS}
     */
    static String svg(String source, List<Scenario> runs) {
        return new SimulationPicture(runs.get(0).records()).draw(source, runs);
    }

    private String draw(String source, List<Scenario> runs) {
        Panel shares = new Panel(TOP, 0, 100, 20);
        List<List<Curve.Point>> vocabularies =
                runs.stream().map(run -> means(run.vocabularyCurve().points())).toList();
        Panel words = around(TOP + PANEL + BETWEEN, vocabularies);
        svg.title("Synthetic share under different limits: " + source);
        svg.text(LEFT, 30, "start", "font-size=\"18\" font-weight=\"bold\"", "Synthetic share under different limits");
        svg.text(LEFT, 50, "start", "fill=\"#555555\"", source);
        axes(shares, "synthetic share of what was accepted");
        axes(
                words,
                String.format(
                        Locale.ROOT,
                        "different words of each %,d accepted, in order (distinct-1)",
                        Scenario.SEGMENT_WORDS));
        svg.text((LEFT + RIGHT) / 2, words.bottom() + 44, "middle", "", "records that came");
        for (int i = 0; i < runs.size(); i++) {
            Scenario run = runs.get(i);
            String colour = COLOURS.get(i);
            if (run.limit().isPresent()) {
                double y = shares.y(run.limit().getAsDouble());
                svg.line(LEFT, y, RIGHT, y, "stroke=\"" + colour + "\" stroke-dasharray=\"6 4\"");
            }
            curve(shares, run.shareCurve().points(), colour);
            curve(words, vocabularies.get(i), colour);
        }
        legend(runs);
        return svg.toString();
    }

    private void axes(Panel panel, String title) {
        svg.text(LEFT, panel.top() - 10, "start", "", title);
        for (int percent = panel.least(); percent <= panel.most(); percent += panel.step()) {
            double y = panel.y(percent / 100.0);
            svg.line(LEFT, y, RIGHT, y, "stroke=\"" + (percent == panel.least() ? "#222222" : "#E0E0E0") + "\"");
            svg.text(LEFT - 8, y + 4, "end", "", percent + " %");
        }
        svg.line(LEFT, panel.top(), LEFT, panel.bottom(), "stroke=\"#222222\"");
        long step = step(records);
        for (long at = 0; at <= records; at += step) {
            svg.line(x(at), panel.bottom(), x(at), panel.bottom() + 5, "stroke=\"#222222\"");
            svg.text(x(at), panel.bottom() + 20, "middle", "", String.format(Locale.ROOT, "%,d", at));
        }
    }

    /** The least of 1, 2, 5, 10, 20, … that makes no more than six steps of a length. */
    static long step(long length) {
        for (long power = 1; ; power *= 10) {
            for (long step : new long[] {power, 2 * power, 5 * power}) {
                if (length / step <= MOST_TICKS) {
                    return step;
                }
            }
        }
    }

    /** A curve that jumps about, as the means over equal parts of the stream. */
    private List<Curve.Point> means(List<Curve.Point> points) {
        Map<Long, List<Curve.Point>> parts = points.stream()
                .collect(Collectors.groupingBy(
                        point -> (point.at() - 1) * MEANS / records, TreeMap::new, Collectors.toList()));
        return parts.values().stream()
                .map(part -> new Curve.Point(
                        Math.round(part.stream()
                                .mapToLong(Curve.Point::at)
                                .average()
                                .orElseThrow()),
                        part.stream().mapToDouble(Curve.Point::value).average().orElseThrow()))
                .toList();
    }

    /** An area that the curves fill; from 0 to 100 % where there are none. */
    private static Panel around(int top, List<List<Curve.Point>> curves) {
        DoubleSummaryStatistics shares = curves.stream()
                .flatMap(List::stream)
                .mapToDouble(Curve.Point::value)
                .summaryStatistics();
        if (shares.getCount() == 0) {
            return new Panel(top, 0, 100, 20);
        }
        int least = (int) Math.floor(100 * shares.getMin());
        int most = (int) Math.ceil(100 * shares.getMax());
        int step = (int) step(most - least);
        return new Panel(top, least / step * step, (most / step + 1) * step, step);
    }

    private void curve(Panel panel, List<Curve.Point> curve, String colour) {
        String points = curve.stream()
                .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x(point.at()), panel.y(point.value())))
                .distinct()
                .collect(Collectors.joining(" "));
        svg.add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linejoin=\"round\"/>",
                points, colour);
    }

    private void legend(List<Scenario> runs) {
        svg.text(LEGEND, TOP + 4, "start", "font-weight=\"bold\"", "max share");
        for (int i = 0; i < runs.size(); i++) {
            int y = TOP + (i + 1) * LINE;
            svg.line(LEGEND, y, LEGEND + 28, y, "stroke=\"" + COLOURS.get(i) + "\" stroke-width=\"3\"");
            svg.text(LEGEND + 36, y + 4, "start", "", runs.get(i).name());
        }
        int y = TOP + (runs.size() + 1) * LINE;
        svg.line(LEGEND, y, LEGEND + 28, y, "stroke=\"#222222\" stroke-dasharray=\"6 4\"");
        svg.text(LEGEND + 36, y + 4, "start", "", "the limit");
    }

    private double x(long at) {
        return LEFT + (double) (RIGHT - LEFT) * at / records;
    }
}
