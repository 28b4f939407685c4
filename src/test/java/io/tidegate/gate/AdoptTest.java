package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.MarkerScorer;
import io.tidegate.Policies;
import io.tidegate.Samples;
import io.tidegate.sample.Arrival;
import io.tidegate.score.Judge;
import io.tidegate.score.Scorer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdoptTest {

    /** The same scorer by name and version, which can't judge. */
    private static final Scorer NEVER_ASKED = new Scorer() {

        private final Scorer same = new MarkerScorer();

        @Override
        public String name() {
            return same.name();
        }

        @Override
        public String version() {
            return same.version();
        }

        @Override
        public double defaultLimit() {
            return same.defaultLimit();
        }

        @Override
        public List<String> categories() {
            return same.categories();
        }

        @Override
        public Judge newJudge() {
            return (sample, roles) -> {
                throw new IllegalStateException("was asked");
            };
        }
    };

    private static final List<Arrival> ARRIVALS = List.of(
            Samples.raw(0, "{\"origin\": {\"kind\": \"human\"}, \"text\": \"spring tide\"}"),
            Samples.raw(1, "{\"origin\": {\"kind\": \"synthetic\"}, \"text\": \"poison and venom\"}"),
            Samples.raw(2, "{\"origin\": {\"kind\": \"synthetic\"}, \"text\": \"neap tide\"}"),
            Samples.raw(3, "no sample"),
            Samples.raw(4, "{\"origin\": {\"kind\": \"synthetic\"}, \"text\": \"slack water\"}"));

    private static Gate gate(String maxShare, Scorer scorer) {
        return new Gate(
                Policies.withDefault("synthetic: {maxShare: " + maxShare + "}"), List.of(scorer), 1 << 20, "1.0.0");
    }

    private static List<String> verdicts(Gate gate, List<Scored> scored) {
        Admission admission =
                gate.newAdmission(Storage.ofTheProcess(), Samples.TOPIC, new IndexBudget(1 << 30), GateListener.NONE);
        return scored.stream()
                .flatMap(each -> admission.admit(each, 0, 0).stream())
                .map(departure -> new String(VerdictJson.write(departure.verdict()), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatAnotherGateScoredIsDecidedAlikeWithoutAskingTheJudges() {
        Scoring other = gate("off", new MarkerScorer()).newScoring();
        Gate own = gate("0.5", new MarkerScorer());
        Gate adopting = gate("0.5", NEVER_ASKED);

        List<String> expected =
                verdicts(own, ARRIVALS.stream().map(own.newScoring()::score).toList());
        List<String> adopted = verdicts(
                adopting,
                ARRIVALS.stream().map(other::score).map(adopting::adopt).toList());

        assertThat(adopted).isEqualTo(expected);
        assertThat(String.join("\n", expected))
                .contains("synthetic-share", "malformed")
                .doesNotContain("gate-failure");
    }

    @Test
    void whatIsNotAdoptedIsScoredAgain() {
        Scoring other = gate("off", new MarkerScorer()).newScoring();

        List<String> verdicts = verdicts(gate("0.5", NEVER_ASKED), List.of(other.score(ARRIVALS.get(0))));

        assertThat(verdicts).singleElement().asString().contains("gate-failure");
    }
}
