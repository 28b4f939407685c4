package io.tidegate.gate;

import java.util.Map;
import java.util.TreeMap;

/** How many samples of one writer in one dataset were accepted, and how many broke each rule. */
final class Counts {

    private long accepted;
    private final TreeMap<String, Long> refused = new TreeMap<>();

    long accepted() {
        return accepted;
    }

    /** By rule id; a sample that broke several rules counts under each. */
    Map<String, Long> refused() {
        return refused;
    }

    void count(Verdict verdict) {
        if (verdict.accepted()) {
            accepted++;
        }
        verdict.reasons().stream()
                .map(reason -> reason.rule().id())
                .distinct()
                .forEach(rule -> refused.merge(rule, 1L, Long::sum));
    }

    void restore(long acceptedThen, Map<String, Long> refusedThen) {
        accepted = acceptedThen;
        refused.putAll(refusedThen);
    }
}
