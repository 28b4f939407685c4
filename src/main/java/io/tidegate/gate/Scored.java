package io.tidegate.gate;

import io.tidegate.ledger.Provenance;
import io.tidegate.novelty.Sketch;
import io.tidegate.sample.Arrival;
import io.tidegate.score.Score;
import java.util.List;
import java.util.Optional;

/** An arrival with all that can be said of it without memory: what travels to the owner of its scope. */
public sealed interface Scored {

    Arrival arrival();

    /** The same of another form of the record. */
    Scored with(Arrival other);

    /**
     * A sample, ready to be admitted in its scope.
     *
     * @param policy fingerprint of the policy and the judges that scored it
     * @param idHash 64-bit hash of the id
     * @param valueHash 24-bit hash of the value
     * @param parents 64-bit hashes of the ids of the samples that its synthetic text was made from, each once; at most
     *     {@value #MAX_PARENTS}
     * @param scores one for each scorer of the gate, in its order
     */
    record Sampled(
            Arrival arrival,
            String policy,
            String id,
            String dataset,
            String scope,
            Provenance provenance,
            Sketch sketch,
            long idHash,
            int valueHash,
            List<Long> parents,
            List<Score> scores)
            implements Scored {

        /** Parents that are looked up; a sample that names more of them has these looked up alone. */
        static final int MAX_PARENTS = 1_000;

        public Sampled {
            parents = List.copyOf(parents);
            scores = List.copyOf(scores);
        }

        @Override
        public Sampled with(Arrival other) {
            return new Sampled(
                    other, policy, id, dataset, scope, provenance, sketch, idHash, valueHash, parents, scores);
        }

        /** The same, as scored under the policy and the judges of this fingerprint. */
        Sampled under(String fingerprint) {
            return new Sampled(
                    arrival, fingerprint, id, dataset, scope, provenance, sketch, idHash, valueHash, parents, scores);
        }
    }

    /**
     * A record that is refused whatever is in memory. It has no scope, so it is decided where it landed.
     *
     * @param reasons at least one
     */
    record Refused(Arrival arrival, String id, Optional<String> dataset, List<Reason> reasons) implements Scored {

        public Refused {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a refusal has a reason");
            }
        }

        @Override
        public Refused with(Arrival other) {
            return new Refused(other, id, dataset, reasons);
        }
    }
}
