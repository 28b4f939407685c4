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
        this(policy, Storage.NONE);
    }

    TestGate(Policy policy, Storage storage) {
        this(policy, storage, new IndexBudget(PLENTY));
    }

    TestGate(Policy policy, Storage storage, IndexBudget budget) {
        gate = new Gate(policy, List.of(new MarkerScorer()), MAX_SAMPLE_BYTES, "1.0.0");
        scoring = gate.newScoring();
        admission = gate.newAdmission(storage, Samples.TOPIC, budget, GateListener.NONE);
    }

    Verdict decide(Arrival arrival) {
        return admission.admit(scoring.score(arrival));
    }

    static String json(Verdict verdict) {
        return new String(VerdictJson.write(verdict), StandardCharsets.UTF_8);
    }

    static List<String> rules(Verdict verdict) {
        return verdict.reasons().stream().map(reason -> reason.rule().id()).toList();
    }
}
