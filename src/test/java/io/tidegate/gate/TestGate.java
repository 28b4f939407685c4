package io.tidegate.gate;

import io.tidegate.MarkerScorer;
import io.tidegate.Samples;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Arrival;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A gate with one worker of each kind, as one partition has it. */
final class TestGate {

    static final int MAX_SAMPLE_BYTES = 100_000;
    static final long PLENTY = 1L << 30;

    final Gate gate;
    final Scoring scoring;
    final Admission admission;

    TestGate(Policy policy) {
        this(policy, Storage.ofTheProcess());
    }

    TestGate(Policy policy, Storage storage) {
        this(policy, storage, new IndexBudget(PLENTY));
    }

    TestGate(Policy policy, Storage storage, IndexBudget budget) {
        gate = new Gate(policy, List.of(new MarkerScorer()), MAX_SAMPLE_BYTES, "1.0.0");
        scoring = gate.newScoring();
        admission = gate.newAdmission(storage, Samples.TOPIC, budget, GateListener.NONE);
    }

    /** The decision on a record that leaves at once, and that no other leaves behind. */
    Verdict decide(Arrival arrival) {
        List<Departure> leaving = take(arrival);
        if (leaving.size() != 1) {
            throw new AssertionError(leaving.size() + " records left");
        }
        return leaving.get(0).verdict();
    }

    /** What leaves when a record comes. */
    List<Departure> take(Arrival arrival) {
        return take(arrival, 0);
    }

    List<Departure> take(Arrival arrival, long nowMillis) {
        return admission.admit(scoring.score(arrival), arrival.timestamp(), nowMillis);
    }

    /** What happens before each commit. */
    void flush() {
        admission.flushLedger();
        admission.flushIndex();
    }

    static String json(Verdict verdict) {
        return new String(VerdictJson.write(verdict), StandardCharsets.UTF_8);
    }

    static List<String> rules(Verdict verdict) {
        return verdict.reasons().stream().map(reason -> reason.rule().id()).toList();
    }
}
