package io.tidegate.gate;

import io.tidegate.ledger.Provenance;
import io.tidegate.sample.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The decision on one record, for ever.
 *
 * @param id the sample's, or {@code topic-partition-offset}
 * @param dataset empty if the record names none that can be read
 * @param place empty if the record was decided without a scope, as what can't be read is
 * @param policy fingerprint of the policy and the judges that decided
 * @param gate the program's version
 * @param provenance empty if the record could not be read
 * @param scores by name, each in [0, 1], in the order in which they are shown
 * @param reasons every rule that the sample broke; it is accepted if there is none
 */
public record Verdict(
        String id,
        Optional<String> dataset,
        Optional<Place> place,
        String policy,
        String gate,
        Optional<Provenance> provenance,
        Source source,
        Map<String, Double> scores,
        List<Reason> reasons) {

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    public boolean accepted() {
        return reasons.isEmpty();
    }

    /** Whether the record leaves with a part empty, because it is too large. */
    public boolean empties(String part) {
        return reasons.stream()
                .flatMap(reason -> reason.evidence().stream())
                .anyMatch(evidence ->
                        evidence instanceof Reason.Part found && found.name().equals(part));
    }
}
