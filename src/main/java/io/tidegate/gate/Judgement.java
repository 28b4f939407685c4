package io.tidegate.gate;

import io.tidegate.ledger.Breach;
import io.tidegate.ledger.Provenance;
import io.tidegate.score.Basis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What speaks against a sample at a moment.
 *
 * @param provenance with its parents looked up
 * @param breaches the reasons that the ledger gives
 * @param reasons all reasons, in the order of verdicts
 */
record Judgement(
        Provenance provenance,
        Map<String, Double> scores,
        Map<String, Basis> bases,
        List<Breach> breaches,
        List<Reason> reasons) {

    /** Whether all that speaks against it may pass. */
    boolean passes() {
        boolean all = breaches.stream().allMatch(breach -> breach.passes() || breach.goesWithOthers());
        return all && breaches.size() == reasons.size() && breaches.stream().anyMatch(Breach::passes);
    }

    Judgement with(Reason more) {
        List<Reason> all = new ArrayList<>(reasons);
        all.add(more);
        return new Judgement(provenance, scores, bases, breaches, all);
    }
}
