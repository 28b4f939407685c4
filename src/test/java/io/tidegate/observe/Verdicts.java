package io.tidegate.observe;

import io.tidegate.gate.Place;
import io.tidegate.gate.Reason;
import io.tidegate.gate.Rule;
import io.tidegate.gate.Verdict;
import io.tidegate.ledger.Provenance;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Verdicts as the gate gives them. */
final class Verdicts {

    private static final Map<String, Double> SCORES = Map.of(
            "novelty", 0.5, "turnNovelty", 0.9, "toxicity", 0.02, "origin-contradicted", 0.0, "syntheticShare", 0.7);

    private Verdicts() {}

    /** On a sample that was judged; accepted without rules. */
    static Verdict placed(String dataset, Rule... broken) {
        return verdict(Optional.of(dataset), Optional.of(new Place(dataset, 0)), Optional.empty(), SCORES, broken);
    }

    /** On an accepted sample with these scores. */
    static Verdict scored(Map<String, Double> scores) {
        return verdict(Optional.of("d"), Optional.of(new Place("d", 0)), Optional.empty(), scores);
    }

    /** On a sample of this generation. */
    static Verdict generation(int generation, Rule... broken) {
        Provenance by =
                new Provenance(Origin.Kind.SYNTHETIC, Optional.of("m"), true, generation, 0, 10, 10, Map.of("m", 10));
        return verdict(Optional.of("d"), Optional.of(new Place("d", 0)), Optional.of(by), SCORES, broken);
    }

    /** On a record that was not judged. */
    static Verdict unplaced(Optional<String> dataset, Rule... broken) {
        return verdict(dataset, Optional.empty(), Optional.empty(), Map.of(), broken);
    }

    private static Verdict verdict(
            Optional<String> dataset,
            Optional<Place> place,
            Optional<Provenance> provenance,
            Map<String, Double> scores,
            Rule... broken) {
        List<Reason> reasons = Stream.of(broken)
                .map(rule -> new Reason(rule, OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty()))
                .toList();
        Source source = new Source("samples", 0, 0);
        return new Verdict(
                "id",
                dataset,
                place,
                Optional.empty(),
                OptionalLong.empty(),
                "sha256:1f",
                "1.0",
                provenance,
                source,
                scores,
                Map.of(),
                reasons);
    }
}
