package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Policies read by tests, with two scorers registered. */
final class Reading {

    static final Map<String, ScorerDefaults> SCORERS =
            Map.of("toxicity", new ScorerDefaults(0.5, List.of("profanity", "hate")), "spam", ScorerDefaults.of(0.9));

    static final PolicyReader READER = new PolicyReader(SCORERS);

    private Reading() {}

    static Policy valid(String yaml) {
        PolicyReader.Outcome outcome = READER.read(yaml);
        assertThat(outcome).as(yaml).isInstanceOf(PolicyReader.Valid.class);
        return ((PolicyReader.Valid) outcome).policy();
    }

    static DatasetPolicy dataset(String yaml, String dataset) {
        return valid(yaml).forDataset(dataset).orElseThrow();
    }

    static List<Mistake> mistakes(String yaml) {
        PolicyReader.Outcome outcome = READER.read(yaml);
        assertThat(outcome).as(yaml).isInstanceOf(PolicyReader.Invalid.class);
        return ((PolicyReader.Invalid) outcome).mistakes();
    }

    /** The only mistake in the file, as operators see it. */
    static String mistake(String yaml) {
        List<Mistake> mistakes = mistakes(yaml);
        assertThat(mistakes).as(yaml).hasSize(1);
        return mistakes.get(0).in("p.yaml");
    }
}
