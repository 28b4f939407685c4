package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.score.Scorer;
import io.tidegate.score.Scorers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTest {

    @Test
    void idsAreTheOnesThatOthersGoBy() {
        // Given the ids before and after those of the scorers
        List<String> ids = new ArrayList<>(List.of(
                "malformed",
                "oversized",
                "unknown-dataset",
                "text-length",
                "resent",
                "exact-duplicate",
                "near-duplicate",
                "repeated-turn"));
        Scorers.all().stream().map(Scorer::name).forEach(ids::add);
        ids.addAll(List.of(
                "synthetic-share",
                "generator-share",
                "generation-depth",
                "human-floor",
                "unknown-origin",
                "escrow-expired",
                "gate-failure"));
        // Then
        assertThat(Rule.all().stream().map(Rule::id)).containsExactlyElementsOf(ids);
    }

    @Test
    void idsAreDistinctLowerCaseWords() {
        assertThat(Rule.all()).doesNotHaveDuplicates();
        assertThat(Rule.all()).allSatisfy(rule -> {
            assertThat(rule.id()).matches("[a-z]+(-[a-z]+)*");
            assertThat(rule).hasToString(rule.id());
        });
    }
}
