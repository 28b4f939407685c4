package io.tidegate;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.ScorerDefaults;
import io.tidegate.score.Scorer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Policies for gates; if nothing else is said, their one scorer is a {@link MarkerScorer}. */
public final class Policies {

    private static final PolicyReader READER = new PolicyReader(
            Map.of(MarkerScorer.NAME, new ScorerDefaults(MarkerScorer.DEFAULT_LIMIT, List.of(MarkerScorer.CATEGORY))));

    private Policies() {}

    /** The policy of a YAML file, which must be without mistakes. */
    public static Policy of(String yaml) {
        return of(yaml, READER);
    }

    /** The same for a gate with other scorers. */
    public static Policy of(String yaml, List<Scorer> scorers) {
        return of(
                yaml,
                new PolicyReader(scorers.stream()
                        .collect(Collectors.toMap(
                                Scorer::name,
                                scorer -> new ScorerDefaults(scorer.defaultLimit(), scorer.categories())))));
    }

    private static Policy of(String yaml, PolicyReader reader) {
        PolicyReader.Outcome outcome = reader.read(yaml);
        if (outcome instanceof PolicyReader.Valid valid) {
            return valid.policy();
        }
        throw new IllegalArgumentException(outcome + " in\n" + yaml);
    }

    /** The policy whose default entry has these keys, in YAML's flow style. */
    public static Policy withDefault(String keys) {
        return of("datasets: {default: {" + keys + "}}");
    }

    /** The policy without a file. */
    public static Policy builtIn() {
        return READER.builtIn();
    }
}
