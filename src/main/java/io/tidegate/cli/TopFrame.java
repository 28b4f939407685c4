package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.observe.Metric;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One picture of a gate: what it did between two scrapes, and how it stands at the later one.
 *
 * @param datasets as {@code /ledger} lists them
 */
record TopFrame(String place, Scrape before, Scrape now, JsonNode datasets) {

    private static final double NANOS = 1e9;
    private static final int DATASETS_SHOWN = 20;

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("gate ").append(place).append("  ").append(running());
        info(Metric.BUILD, "version", "  tidegate ", text);
        info(Metric.POLICY, "policy", "  policy ", text);
        text.append('\n');
        double in = rate(Metric.RECORDS, "", "");
        double accepted = rate(Metric.RECORDS, "verdict", "accepted");
        line(text, "in/s", number(in));
        line(text, "accepted/s", number(accepted) + (in > 0 ? "  (" + percent(accepted / in) + ")" : ""));
        line(text, "quarantined/s", number(rate(Metric.RECORDS, "verdict", "quarantined")) + rules());
        line(text, "latency", "p50 " + latency(0.5) + "  p95 " + latency(0.95) + "  p99 " + latency(0.99));
        line(text, "lag", number(now.sum(Metric.LAG.id())) + " records wait to be read");
        line(text, "escrow", number(now.sum(Metric.HELD.id())) + " records");
        double used = now.sum(Metric.INDEX_BYTES.id());
        double limit = now.sum(Metric.INDEX_LIMIT_BYTES.id());
        line(text, "index memory", mib(used) + " of " + mib(limit) + " (" + percent(used / limit) + full() + ")");
        return text.append('\n').append(shares()).toString();
    }

    private String running() {
        return now.sum(Metric.RUNNING.id()) == 1 ? "RUNNING" : "NOT RUNNING";
    }

    private void info(Metric metric, String label, String before, StringBuilder text) {
        now.by(metric.id(), label)
                .keySet()
                .forEach(value -> text.append(before).append(value, 0, Math.min(value.length(), 20)));
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-14s %s%n", name, value));
    }

    /** A counter's growth a second; after a restart of the gate, what it counted since. */
    private double rate(Metric metric, String label, String value) {
        double later = now.sum(
                metric.id(), sample -> label.isEmpty() || sample.label(label).equals(value));
        double earlier = before.sum(
                metric.id(), sample -> label.isEmpty() || sample.label(label).equals(value));
        return growth(earlier, later);
    }

    private double growth(double earlier, double later) {
        double seconds = (now.nanos() - before.nanos()) / NANOS;
        double grown = Double.isNaN(earlier) || earlier > later ? later : later - earlier;
        return Double.isNaN(grown) || seconds <= 0 ? 0 : grown / seconds;
    }

    private String rules() {
        Map<String, Double> earlier = before.by(Metric.REFUSALS.id(), "rule");
        Map<String, Double> rates = new TreeMap<>();
        now.by(Metric.REFUSALS.id(), "rule").forEach((rule, later) -> {
            double rate = growth(earlier.getOrDefault(rule, 0.0), later);
            if (rate > 0) {
                rates.put(rule, rate);
            }
        });
        String by = rates.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .map(entry -> entry.getKey() + " " + number(entry.getValue()))
                .collect(Collectors.joining(", "));
        return by.isEmpty() ? "" : "  (" + by + ")";
    }

    /** Between two scrapes, or since the gate's start if nothing was decided between them. */
    private String latency(double quantile) {
        String name = Metric.DECISION_LATENCY.id() + "_bucket";
        Map<String, Double> earlier = before.by(name, "le");
        TreeMap<Double, Double> recent = new TreeMap<>();
        TreeMap<Double, Double> ever = new TreeMap<>();
        now.by(name, "le").forEach((le, count) -> {
            double bound = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
            ever.put(bound, count);
            recent.put(bound, count - earlier.getOrDefault(le, 0.0));
        });
        if (ever.isEmpty() || ever.lastEntry().getValue() == 0) {
            return "-";
        }
        return seconds(quantile(quantile, recent.lastEntry().getValue() > 0 ? recent : ever));
    }

    /** As Prometheus does it: a straight line within the bucket; the last bound for what lies beyond. */
    private static double quantile(double quantile, TreeMap<Double, Double> buckets) {
        double rank = quantile * buckets.lastEntry().getValue();
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
            if (bucket.getValue() >= rank) {
                if (Double.isInfinite(bucket.getKey()) || bucket.getValue() <= below) {
                    return lower;
                }
                return lower + (bucket.getKey() - lower) * (rank - below) / (bucket.getValue() - below);
            }
            lower = bucket.getKey();
            below = bucket.getValue();
        }
        return lower;
    }

    private String full() {
        double seconds = now.sum(Metric.INDEX_FULL.id());
        return Double.isNaN(seconds) || Double.isInfinite(seconds)
                ? ""
                : String.format(Locale.ROOT, ", full in %,.0f h", seconds / 3600);
    }

    private String shares() {
        if (datasets.isEmpty()) {
            return "nothing was decided yet\n";
        }
        List<List<String>> table = new ArrayList<>();
        List<JsonNode> fullestFirst = new ArrayList<>();
        datasets.forEach(fullestFirst::add);
        fullestFirst.sort(Comparator.comparingDouble(TopFrame::used).reversed());
        for (JsonNode dataset : fullestFirst.subList(0, Math.min(DATASETS_SHOWN, fullestFirst.size()))) {
            boolean limited = dataset.has("limit");
            table.add(List.of(
                    dataset.path("dataset").asText(),
                    number(dataset.path("accepted").asDouble()),
                    percent(dataset.path("share").asDouble()),
                    limited ? percent(dataset.path("limit").asDouble()) : "-",
                    limited ? percent(used(dataset)) : "-",
                    number(dataset.path("held").asDouble())));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            Output.table(out, List.of("dataset", "accepted", "share", "limit", "used", "held"), table);
            if (datasets.size() > DATASETS_SHOWN) {
                out.println("and " + (datasets.size() - DATASETS_SHOWN) + " more: `tidegate ledger` shows all");
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** How much of its limit a dataset's share has used; 0 without one. */
    private static double used(JsonNode dataset) {
        double limit = dataset.path("limit").asDouble();
        return limit > 0 ? dataset.path("share").asDouble() / limit : 0;
    }

    private static String seconds(double seconds) {
        return seconds < 1
                ? String.format(Locale.ROOT, "%.0f ms", 1000 * seconds)
                : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    private static String mib(double bytes) {
        return Double.isNaN(bytes) ? "-" : String.format(Locale.ROOT, "%,.0f MiB", bytes / (1 << 20));
    }

    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "-";
        }
        boolean whole = number == Math.rint(number) || number >= 100;
        return String.format(Locale.ROOT, whole ? "%,.0f" : "%.1f", number);
    }

    private static String percent(double part) {
        return Double.isNaN(part) ? "-" : Output.percent(part);
    }
}
