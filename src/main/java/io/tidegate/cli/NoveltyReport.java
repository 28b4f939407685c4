package io.tidegate.cli;

import io.tidegate.novelty.Accuracy;
import io.tidegate.novelty.Accuracy.Band;
import io.tidegate.novelty.NoveltyEvaluation.Unrelated;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured of the near-duplicate judgement: sections of figures, printed as tables or as JSON. */
final class NoveltyReport {

    private static final String COUNT = "%,.0f";
    private static final String SHARE = "%.2f %%";
    private static final String SIMILARITY = "%.4f";
    private static final String DIFFERENCE = "%+.4f";

    private final Map<String, Section> sections = new LinkedHashMap<>();

    /** A figure that isn't there is NaN. */
    private record Figure(String key, String label, String format, double value) {

        String shown() {
            double scaled = format.equals(SHARE) ? 100 * value : value;
            return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, scaled);
        }

        Number number() {
            return format.equals(COUNT) ? (Number) (long) value : (Number) value;
        }
    }

    private record Section(String title, List<Band> bands, List<Figure> figures) {}

    void pairs(Accuracy accuracy) {
        add("pairs", "Pairs, by true similarity", List.of(), accuracy);
    }

    void edited(Accuracy accuracy) {
        add("edited", "Samples and copies with words replaced, by true similarity", List.of(), accuracy);
    }

    /**
     * @param unreadable lines that are no samples
     * @param unknown samples of datasets that the policy refuses
     */
    void samples(long judged, long exactDuplicates, long unreadable, long unknown, Accuracy accuracy) {
        List<Figure> counts = List.of(
                new Figure("judged", "samples judged", COUNT, judged),
                new Figure("unreadable", "unreadable, not judged", COUNT, unreadable),
                new Figure("unknownDataset", "of unknown datasets, not judged", COUNT, unknown),
                new Figure("exactDuplicates", "refused as exact duplicates", COUNT, exactDuplicates));
        add("samples", "Samples, by true similarity to the most similar one accepted before", counts, accuracy);
    }

    void unrelated(Unrelated unrelated) {
        List<Figure> figures = List.of(
                new Figure("pairs", "pairs", COUNT, unrelated.pairs()),
                new Figure("candidates", "candidates of the index", COUNT, unrelated.candidates()),
                new Figure("refused", "refused", COUNT, unrelated.refused()),
                new Figure("highest", "highest estimate", SIMILARITY, unrelated.highest()));
        sections.put("unrelated", new Section("Pairs of unrelated random texts", List.of(), figures));
    }

    private void add(String key, String title, List<Figure> counts, Accuracy accuracy) {
        double refused = accuracy.nearDuplicates();
        List<Figure> figures = new ArrayList<>(counts);
        figures.add(new Figure("nearDuplicates", "refused as near duplicates", COUNT, refused));
        figures.add(new Figure(
                "right",
                "  observed within " + Accuracy.TOLERANCE + " of the truth",
                SHARE,
                accuracy.right() / refused));
        figures.add(
                new Figure("smallestMargin", "  smallest observed less limit", DIFFERENCE, accuracy.smallestMargin()));
        figures.add(new Figure("atLimit", "  truly at the limit or over it", COUNT, accuracy.atLimit()));
        figures.add(new Figure("lowest", "  lowest true similarity", SIMILARITY, accuracy.lowest()));
        figures.add(new Figure("compared", "pairs with an estimate", COUNT, accuracy.compared()));
        figures.add(new Figure("meanError", "  mean error", DIFFERENCE, accuracy.meanError()));
        figures.add(new Figure("deviation", "  standard deviation of the error", SIMILARITY, accuracy.deviation()));
        sections.put(key, new Section(title, accuracy.bands(), figures));
    }

    /** The same facts as the tables, for JSON. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        sections.forEach((key, section) -> {
            Map<String, Object> figures = new LinkedHashMap<>();
            if (!section.bands().isEmpty()) {
                figures.put("bands", section.bands());
            }
            section.figures().stream()
                    .filter(figure -> !Double.isNaN(figure.value()))
                    .forEach(figure -> figures.put(figure.key(), figure.number()));
            facts.put(key, figures);
        });
        return facts;
    }

    void print(PrintStream out) {
        String separator = "";
        for (Section section : sections.values()) {
            out.print(separator);
            separator = System.lineSeparator();
            out.println(section.title());
            out.println();
            if (!section.bands().isEmpty()) {
                Output.table(out, List.of("true similarity", "pairs", "refused", "percent"), rows(section.bands()));
                out.println();
            }
            List<List<String>> figures = section.figures().stream()
                    .map(figure -> List.of(figure.label(), figure.shown()))
                    .toList();
            Output.table(out, List.of("figure", "value"), figures);
        }
    }

    private static List<List<String>> rows(List<Band> bands) {
        List<List<String>> rows = new ArrayList<>();
        String below = "1";
        for (Band band : bands) {
            String least = Double.toString(band.least());
            Figure refused = new Figure("", "", SHARE, (double) band.refused() / band.pairs());
            rows.add(List.of(
                    band.least() == 0 ? "below " + below : least + " to " + below,
                    String.format(Locale.ROOT, "%,d", band.pairs()),
                    String.format(Locale.ROOT, "%,d", band.refused()),
                    refused.shown()));
            below = least;
        }
        return rows;
    }
}
