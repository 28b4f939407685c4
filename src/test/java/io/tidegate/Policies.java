package io.tidegate;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.ScorerDefaults;
import java.util.List;
import java.util.Map;

/** Policies for gates whose one scorer is a {@link MarkerScorer}. */
public final class Policies {

    private static final PolicyReader READER = new PolicyReader(
            Map.of(MarkerScorer.NAME, new ScorerDefaults(MarkerScorer.DEFAULT_LIMIT, List.of(MarkerScorer.CATEGORY))));

    private Policies() {}

    /** The policy of a YAML file, which must be without mistakes. */
    public static Policy of(String yaml) {
        PolicyReader.Outcome outcome = READER.read(yaml);
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
