package io.tidegate.gate;

import io.tidegate.ledger.Provenance;
import io.tidegate.sample.Source;
import io.tidegate.score.Basis;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The decision on one record, for ever.
 *
 * @param id the sample's, or {@code topic-partition-offset}
 * @param dataset empty if the record names none that can be read
 * @param place empty if the record was decided without a scope, as what can't be read is
 * @param waited that it waited in escrow, if it did
 * @param time the record time that it was decided by, in milliseconds since the epoch, if the policy measures by time
 * @param policy fingerprint of the policy and the judges that decided
 * @param gate the program's version
 * @param provenance empty if the record could not be read
 * @param scores by name, each in [0, 1], in the order in which they are shown; a judge's categories
 *     stand behind it as {@code toxicity.hate}, unless they are 0
 * @param bases what the scores of judges rest on, where it isn't a model
 * @param reasons every rule that the sample broke; it is accepted if there is none
 */
public record Verdict(
        String id,
        Optional<String> dataset,
        Optional<Place> place,
        Optional<Wait> waited,
        OptionalLong time,
        String policy,
        String gate,
        Optional<Provenance> provenance,
        Source source,
        Map<String, Double> scores,
        Map<String, Basis> bases,
        List<Reason> reasons) {

    /** Stands between the names of a judge and of its category. */
    static final char CATEGORY = '.';

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    public boolean accepted() {
        return reasons.isEmpty();
    }

    /**
     * The scores that say something of the whole sample: no categories, and none of a judge that knows
     * nothing of it.
     */
    public Map<String, Double> measured() {
        Map<String, Double> measured = new HashMap<>();
        scores.forEach((name, score) -> {
            boolean judged = switch (bases.getOrDefault(name, Basis.MODEL)) {
                case MODEL, WORDLIST -> true;
                case UNSUPPORTED, NOT_ASKED -> false;
            };
            if (judged && name.indexOf(CATEGORY) < 0) {
                measured.put(name, score);
            }
        });
        return measured;
    }

    /** How many models away from human text the sample is, from 0; empty if the record could not be read. */
    public OptionalInt generation() {
        return provenance.map(by -> OptionalInt.of(by.generation())).orElse(OptionalInt.empty());
    }

    /** Whether the record leaves with a part empty, because it is too large. */
    public boolean empties(String part) {
        for (Reason reason : reasons) {
            if (reason.evidence().isPresent()
                    && reason.evidence().get() instanceof Reason.Part found
                    && found.name().equals(part)) {
                return true;
            }
        }
        return false;
    }
}
