package io.tidegate.gate;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
        Set<String> rules = new HashSet<>(0);
        for (Reason reason : verdict.reasons()) {
            if (rules.add(reason.rule().id())) {
                refused.merge(reason.rule().id(), 1L, Long::sum);
            }
        }
    }

    void restore(long acceptedThen, Map<String, Long> refusedThen) {
        accepted = acceptedThen;
        refused.putAll(refusedThen);
    }
}
