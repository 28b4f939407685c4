package io.tidegate.cli;

import io.tidegate.gate.Verdict;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts verdicts, for the last line of a command. */
final class Tally {

    private final long start = System.nanoTime();
    private long decided;
    private long accepted;
    private final Map<String, Long> byRule = new TreeMap<>();

    void count(Verdict verdict) {
        decided++;
        if (verdict.accepted()) {
            accepted++;
        }
        verdict.reasons().forEach(reason -> byRule.merge(reason.rule().id(), 1L, Long::sum));
    }

    long decided() {
        return decided;
    }

    String summary() {
        double seconds = Math.max(0.001, (System.nanoTime() - start) / 1e9);
        String rules = byRule.entrySet().stream()
                .map(rule -> rule.getKey() + " " + number(rule.getValue()))
                .collect(Collectors.joining(", "));
        return number(decided) + " judged, " + number(accepted) + " accepted, " + number(decided - accepted)
                + " quarantined" + (rules.isEmpty() ? "" : " (" + rules + ")") + ", "
                + number(Math.round(decided / seconds)) + " a second";
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
