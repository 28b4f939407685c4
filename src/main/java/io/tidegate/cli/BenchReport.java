package io.tidegate.cli;

import io.tidegate.cli.BenchRun.Variant;
import io.tidegate.cli.BenchRun.Work;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Shows a benchmark's result: as tables, as facts for JSON, and as a picture. */
record BenchReport(
        long seed,
        BenchRun.Size size,
        Settings settings,
        BenchRun.Result result,
        BenchStages.Score score,
        Map<String, BenchStages.Cost> stages) {

    private static final List<String> HEAD = List.of(
            "variant",
            "records/s",
            "MB/s",
            "CPU µs/record",
            "of it broker",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "bytes out/in",
            "KB allocated",
            "to identity",
            "spread");

    private static final String BAR = "#0072B2"; // Okabe and Ito's blue
    private static final int BAR_HEIGHT = 44;
    private static final int LEFT = 170;
    private static final int WIDE = 520;

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%,d records of each variant in each of %d passes, %d before to warm up, %,d remembered; %d threads,"
                        + " %d partitions, commit every %d ms, seed %d%n%n",
                size.records(),
                size.passes(),
                result.warmUps(),
                size.remembered(),
                settings.threads(),
                settings.partitions(),
                settings.commitIntervalMs(),
                seed);
        Output.table(out, HEAD, Arrays.stream(Variant.values()).map(this::row).toList());
        Spread once = ratio(Variant.GATE, Variant.GATE_AT_LEAST_ONCE, Work::recordsPerSecond);
        out.printf(
                Locale.ROOT,
                "%nrates are medians; latencies at %,.0f records/s, half of what the slowest does%n"
                        + "exactly once to at least once: %.2f (%.2f to %.2f)%n"
                        + "p99 to identity's: %.2f keyed, %.2f not keyed%n"
                        + "without Kafka, one core: %.1f MB/s judged, %.1f MB/s merely parsed, ratio %.2f (%.2f to %.2f)%n",
                result.halfLoad(),
                once.median(),
                once.min(),
                once.max(),
                millis(Variant.GATE, 0.99) / millis(Variant.IDENTITY, 0.99),
                millis(Variant.GATE_UNKEYED, 0.99) / millis(Variant.IDENTITY, 0.99),
                score.score(),
                score.jackson(),
                score.ratio().median(),
                score.ratio().min(),
                score.ratio().max());
        if (!stages.isEmpty()) {
            out.println();
            Output.table(
                    out,
                    List.of("stage", "µs/record", "KB allocated"),
                    stages.entrySet().stream()
                            .map(stage -> List.of(
                                    stage.getKey(),
                                    number("%.2f", stage.getValue().micros()),
                                    number("%.2f", stage.getValue().allocated() / 1e3)))
                            .toList());
        }
    }

    private List<String> row(Variant variant) {
        Spread ratio = ratio(variant, Variant.IDENTITY, Work::recordsPerSecond);
        OptionalDouble broker = broker(variant);
        return List.of(
                variant.id(),
                number("%,.0f", median(variant, Work::recordsPerSecond)),
                number("%.1f", median(variant, work -> work.bytes() / work.seconds() / 1e6)),
                number("%.1f", cpu(variant)),
                broker.isPresent() ? number("%.1f", broker.getAsDouble()) : "-",
                number("%.0f", millis(variant, 0.50)),
                number("%.0f", millis(variant, 0.95)),
                number("%.0f", millis(variant, 0.99)),
                number("%.2f", median(variant, BenchReport::written)),
                number("%.1f", median(variant, work -> work.allocated() / 1e3 / work.records())),
                number("%.2f", ratio.median()),
                number("%.2f", ratio.min()) + " to " + number("%.2f", ratio.max()));
    }

    /** For {@code --json}. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("seed", seed);
        facts.put("records", size.records());
        facts.put("remembered", size.remembered());
        facts.put("pairs", size.passes());
        facts.put("warmUps", result.warmUps());
        facts.put("threads", settings.threads());
        facts.put("partitions", settings.partitions());
        facts.put("commitIntervalMs", settings.commitIntervalMs());
        facts.put("latencyRecordsPerSecond", result.halfLoad());
        Map<String, Object> ratios = new LinkedHashMap<>();
        for (Variant variant : Variant.values()) {
            Map<String, Object> of = new LinkedHashMap<>();
            of.put("recordsPerSecond", median(variant, Work::recordsPerSecond));
            of.put("bytesPerSecond", median(variant, work -> work.bytes() / work.seconds()));
            of.put("cpuMicrosPerRecord", cpu(variant));
            broker(variant).ifPresent(micros -> of.put("brokerCpuMicrosPerRecord", micros));
            of.put("p50Ms", millis(variant, 0.50));
            of.put("p95Ms", millis(variant, 0.95));
            of.put("p99Ms", millis(variant, 0.99));
            of.put("bytesWrittenPerByte", median(variant, BenchReport::written));
            of.put("allocatedBytesPerRecord", median(variant, work -> (double) work.allocated() / work.records()));
            facts.put(variant.id(), of);
            if (variant != Variant.IDENTITY) {
                ratios.put(variant.id(), ratio(variant, Variant.IDENTITY, Work::recordsPerSecond));
            }
        }
        facts.put("ratio", ratios);
        facts.put("exactlyOnceToAtLeastOnce", ratio(Variant.GATE, Variant.GATE_AT_LEAST_ONCE, Work::recordsPerSecond));
        facts.put("score", score);
        if (!stages.isEmpty()) {
            facts.put("stages", stages);
        }
        return facts;
    }

    /** The rates as bars, each with its part of identity's. */
    String svg() {
        Svg svg = new Svg(LEFT + WIDE + 150, 110 + BAR_HEIGHT * Variant.values().length);
        svg.title("Records a second beside a topology that merely copies");
        svg.text(
                20,
                34,
                "start",
                "font-size=\"18\" font-weight=\"bold\"",
                "Records a second, beside merely copying them");
        svg.text(
                20,
                56,
                "start",
                "fill=\"#555555\"",
                String.format(
                        Locale.ROOT,
                        "medians of %d passes, %,d records each; %,d samples remembered; bars show the spread",
                        size.passes(),
                        size.records(),
                        size.remembered()));
        double most = all(Variant.IDENTITY, Work::recordsPerSecond).max();
        for (Variant variant : Variant.values()) {
            most = Math.max(most, all(variant, Work::recordsPerSecond).max());
        }
        int y = 80;
        for (Variant variant : Variant.values()) {
            Spread rate = all(variant, Work::recordsPerSecond);
            double scale = WIDE / most;
            svg.text(LEFT - 12, y + 20, "end", "", variant.id());
            svg.add(
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"26\" fill=\"%s\"/>",
                    LEFT, y + 2, rate.median() * scale, variant == Variant.IDENTITY ? "#7F7F7F" : BAR);
            svg.line(LEFT + rate.min() * scale, y + 15, LEFT + rate.max() * scale, y + 15, "stroke=\"#222222\"");
            Spread ratio = ratio(variant, Variant.IDENTITY, Work::recordsPerSecond);
            svg.text(
                    LEFT + rate.max() * scale + 10,
                    y + 20,
                    "start",
                    "",
                    String.format(Locale.ROOT, "%,.0f (%.2f)", rate.median(), ratio.median()));
            y += BAR_HEIGHT;
        }
        return svg.toString();
    }

    private static double written(Work work) {
        return (double) work.written() / work.bytes();
    }

    /** Of application and broker, in microseconds. */
    private double cpu(Variant variant) {
        return median(variant, work -> (work.applicationCpu() + work.brokerCpu().orElse(0)) * 1e6 / work.records());
    }

    private OptionalDouble broker(Variant variant) {
        boolean told = works(variant).stream().allMatch(work -> work.brokerCpu().isPresent());
        return told
                ? OptionalDouble.of(median(variant, work -> work.brokerCpu().orElseThrow() * 1e6 / work.records()))
                : OptionalDouble.empty();
    }

    private double millis(Variant variant, double quantile) {
        long[] nanos = result.latencies().getOrDefault(variant, new long[0]);
        return nanos.length == 0 ? Double.NaN : nanos[(int) Math.min(nanos.length - 1, nanos.length * quantile)] / 1e6;
    }

    private List<Work> works(Variant variant) {
        return result.works().getOrDefault(variant, List.of());
    }

    private double median(Variant variant, ToDoubleFunction<Work> figure) {
        return all(variant, figure).median();
    }

    private Spread all(Variant variant, ToDoubleFunction<Work> figure) {
        return Spread.of(works(variant).stream().mapToDouble(figure));
    }

    /** A figure of one variant to that of another in the same pass. */
    private Spread ratio(Variant variant, Variant other, ToDoubleFunction<Work> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int pass = 0; pass < works(variant).size(); pass++) {
            ratios.add(figure.applyAsDouble(works(variant).get(pass))
                    / figure.applyAsDouble(works(other).get(pass)));
        }
        return Spread.of(ratios);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
