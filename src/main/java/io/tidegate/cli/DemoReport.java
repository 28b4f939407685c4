package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.policy.DatasetPolicy;
import io.tidegate.policy.Policy;
import io.tidegate.stream.Decided;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of the demo's records: counts, shares, times, and one refused sample for each rule. */
final class DemoReport {

    private static final String UNREADABLE = "(unreadable)";
    private static final int SHOWN_CHARACTERS = 240;

    private final Policy policy;
    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, Refusal> refusals = new LinkedHashMap<>();
    private final Map<String, byte[]> acceptedValues = new HashMap<>();
    private final List<Long> latencies = new ArrayList<>();
    private double seconds;

    DemoReport(Policy policy) {
        this.policy = policy;
    }

    /** One dataset's counts. */
    private static final class Row {
        private int in;
        private int accepted;
        private double share;
        private long sequence = -1;
        private final Map<String, Integer> byRule = new TreeMap<>();
    }

    private record Refusal(JsonNode verdict, JsonNode reason, byte[] value) {}

    /**
     * Counts a decision.
     *
     * @param millis from the producer's timestamp until the decision could be read
     */
    void add(Decided decided, long millis) {
        JsonNode verdict = Output.parse(decided.verdict().orElse("{}"));
        byte[] value = decided.value() == null ? new byte[0] : decided.value();
        Row row = rows.computeIfAbsent(verdict.path("dataset").asText(UNREADABLE), dataset -> new Row());
        latencies.add(millis);
        row.in++;
        if (verdict.path("verdict").asText().equals("accepted")) {
            row.accepted++;
            acceptedValues.put(verdict.path("source").toString(), value);
            if (verdict.path("sequence").asLong() > row.sequence) {
                row.sequence = verdict.path("sequence").asLong();
                row.share = verdict.path("scores").path("syntheticShare").asDouble();
            }
        }
        for (JsonNode reason : verdict.path("reasons")) {
            String rule = reason.path("rule").asText();
            row.byRule.merge(rule, 1, Integer::sum);
            refusals.putIfAbsent(rule, new Refusal(verdict, reason, value));
        }
    }

    void took(double wallSeconds) {
        seconds = wallSeconds;
    }

    int in() {
        return latencies.size();
    }

    int accepted() {
        return rows.values().stream().mapToInt(row -> row.accepted).sum();
    }

    /** The same facts as the tables, for JSON. */
    Map<String, Object> facts() {
        Map<String, Object> datasets = new LinkedHashMap<>();
        rows.forEach((dataset, row) -> {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("in", row.in);
            facts.put("accepted", row.accepted);
            facts.put("quarantined", row.in - row.accepted);
            facts.put("byRule", row.byRule);
            facts.put("syntheticShare", row.share);
            limit(dataset).ifPresent(limit -> facts.put("maxShare", limit));
            datasets.put(dataset, facts);
        });
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("in", in());
        facts.put("accepted", accepted());
        facts.put("quarantined", in() - accepted());
        facts.put("byRule", byRule());
        facts.put("datasets", datasets);
        facts.put("seconds", Math.round(seconds * 1000) / 1000.0);
        facts.put("recordsPerSecond", recordsPerSecond());
        facts.put("p50Ms", percentile(50));
        facts.put("p99Ms", percentile(99));
        return facts;
    }

    /** Prints the tables, and one refused sample for each rule; their text only if asked for. */
    void print(PrintStream out, boolean showText) {
        List<List<String>> table = new ArrayList<>();
        rows.forEach((dataset, row) -> table.add(row(
                dataset,
                row.in,
                row.accepted,
                row.byRule,
                row.accepted == 0 ? "-" : Output.percent(row.share),
                limit(dataset).isPresent() ? Output.percent(limit(dataset).getAsDouble()) : "-")));
        table.add(row("all", in(), accepted(), byRule(), "", ""));
        Output.table(out, List.of("dataset", "in", "accepted", "quarantined", "synthetic", "limit", "by rule"), table);
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "%,d records in %.1f s: %,d records/s; from producer to trainer p50 %d ms, p99 %d ms",
                in(),
                seconds,
                recordsPerSecond(),
                percentile(50),
                percentile(99)));
        out.println();
        out.println("One refused sample for each rule:");
        refusals.forEach((rule, refusal) -> print(refusal, showText, out));
    }

    private void print(Refusal refusal, boolean showText, PrintStream out) {
        out.println("  " + TailCommand.reason(refusal.reason()));
        out.println("      " + refusal.verdict().path("id").asText() + " "
                + (refusal.verdict().has("dataset")
                        ? "(" + refusal.verdict().path("dataset").asText() + ")"
                        : UNREADABLE));
        if (showText) {
            out.println("      " + shown(refusal.value()));
            byte[] copied = acceptedValues.get(refusal.reason().path("match").toString());
            if (copied != null) {
                out.println("      copies " + shown(copied));
            }
        }
    }

    private static List<String> row(
            String dataset, int in, int accepted, Map<String, Integer> byRule, String share, String limit) {
        String rules = byRule.entrySet().stream()
                .map(rule -> rule.getKey() + " " + number(rule.getValue()))
                .collect(Collectors.joining(", "));
        return List.of(dataset, number(in), number(accepted), number(in - accepted), share, limit, rules);
    }

    private Map<String, Integer> byRule() {
        Map<String, Integer> sums = new TreeMap<>();
        rows.values().forEach(row -> row.byRule.forEach((rule, count) -> sums.merge(rule, count, Integer::sum)));
        return sums;
    }

    private OptionalDouble limit(String dataset) {
        return policy.forDataset(dataset)
                .map(DatasetPolicy::synthetic)
                .map(DatasetPolicy.Synthetic::maxShare)
                .orElse(OptionalDouble.empty());
    }

    private long recordsPerSecond() {
        return seconds == 0 ? 0 : Math.round(in() / seconds);
    }

    /** Milliseconds that so many of a hundred decisions took at most. */
    private long percentile(int percent) {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) sorted.length * percent / 100)];
    }

    private static String shown(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
