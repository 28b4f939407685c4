package io.tidegate.cli;

import io.tidegate.novelty.Diversity;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What came of a simulation: what became of the records, and how varied the accepted text is. A column for each run. */
final class SimulationReport {

    private static final String NOTHING = "-";

    /**
     * A run that has ended.
     *
     * @param text empty if it accepted none
     */
    private record Measured(Scenario run, Optional<Diversity> text) {}

    private final List<Measured> runs;
    private final long words;

    private SimulationReport(List<Measured> runs, long words) {
        this.runs = runs;
        this.words = words;
    }

    /** Measures runs that have ended: of each the same number of words, but of those that accepted none. */
    static SimulationReport of(List<Scenario> runs) {
        long words = runs.stream()
                .mapToLong(run -> run.text().words())
                .filter(count -> count > 0)
                .min()
                .orElse(0);
        List<Measured> measured = runs.stream()
                .map(run -> new Measured(
                        run,
                        run.text().words() == 0
                                ? Optional.empty()
                                : Optional.of(run.text().diversity(words))))
                .toList();
        return new SimulationReport(measured, words);
    }

    void print(PrintStream out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("records", run -> count(run.records())));
        rows.add(row("  accepted", run -> count(run.accepted())));
        rows.add(row("  refused", run -> count(run.refused())));
        TreeSet<String> rules = new TreeSet<>();
        runs.forEach(each -> rules.addAll(each.run().refusedByRule().keySet()));
        rules.forEach(rule ->
                rows.add(row("    " + rule, run -> count(run.refusedByRule().getOrDefault(rule, 0L)))));
        if (runs.stream().anyMatch(each -> each.run().held() > 0)) {
            rows.add(row("held", run -> count(run.held())));
            rows.add(row("  released", run -> count(run.held() - run.expired())));
            rows.add(row("  expired, also at the end", run -> count(run.expired())));
        }
        rows.add(row(
                "first refused or held for the share",
                run -> run.surplusFrom().isPresent()
                        ? "at " + count(run.surplusFrom().getAsLong())
                        : NOTHING));
        rows.add(row("synthetic share at the end", run -> Output.percent(run.share())));
        rows.add(row("  highest", run -> Output.percent(run.highestShare())));
        rows.add(row("of " + count(words) + " accepted words", run -> ""));
        rows.add(text("  distinct-1 (words)", Diversity::distinct1));
        rows.add(text("  distinct-2 (pairs of words)", Diversity::distinct2));
        rows.add(text("  distinct-3 (runs of three)", Diversity::distinct3));
        rows.add(text("  compressed, of raw bytes", Diversity::compression));
        rows.add(text("  words seen once (the tail)", Diversity::once));
        rows.add(text("  Zipf coefficient (steepness)", Diversity::zipf));
        List<String> head = Stream.concat(
                        Stream.of("max share"),
                        runs.stream().map(each -> each.run().name()))
                .toList();
        Output.table(out, head, rows);
    }

    private List<String> row(String label, Function<Scenario, String> cell) {
        return Stream.concat(Stream.of(label), runs.stream().map(each -> cell.apply(each.run())))
                .toList();
    }

    private List<String> text(String label, ToDoubleFunction<Diversity> measure) {
        return Stream.concat(
                        Stream.of(label),
                        runs.stream()
                                .map(each -> each.text()
                                        .map(text -> ratio(measure.applyAsDouble(text)))
                                        .orElse(NOTHING)))
                .toList();
    }

    /** The same as JSON. Measures that the text is too short for are left out. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("measuredWords", words);
        facts.put("runs", runs.stream().map(SimulationReport::facts).toList());
        return facts;
    }

    private static Map<String, Object> facts(Measured measured) {
        Scenario run = measured.run();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", run.name());
        run.limit().ifPresent(limit -> facts.put("maxShare", limit));
        facts.put("records", run.records());
        facts.put("accepted", run.accepted());
        facts.put("refused", run.refused());
        facts.put("refusedByRule", run.refusedByRule());
        facts.put("held", run.held());
        facts.put("expired", run.expired());
        run.surplusFrom().ifPresent(record -> facts.put("surplusFrom", record));
        facts.put("share", run.share());
        facts.put("highestShare", run.highestShare());
        measured.text().ifPresent(text -> facts.put("text", facts(text)));
        return facts;
    }

    private static Map<String, Object> facts(Diversity text) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("distinct1", text.distinct1());
        facts.put("distinct2", text.distinct2());
        facts.put("distinct3", text.distinct3());
        facts.put("compressionRatio", text.compression());
        facts.put("seenOnce", text.once());
        facts.put("zipf", text.zipf());
        facts.values().removeIf(value -> value instanceof Double number && number.isNaN());
        return facts;
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String ratio(double ratio) {
        return Double.isNaN(ratio) ? NOTHING : String.format(Locale.ROOT, "%.4f", ratio);
    }
}
