package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Policies;
import io.tidegate.Samples;
import io.tidegate.Seeds;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTest {

    @Test
    void whatAGateAcceptedHolds() {
        Seeds.each(40, random -> {
            Policy policy = RandomStreams.policy(random, 0.8);
            TestGate gate = new TestGate(policy);
            Audit audit = new Audit(policy);
            long accepted = 0;
            for (Arrival arrival : RandomStreams.arrivals(random, 300)) {
                Verdict verdict = gate.decide(arrival);
                if (verdict.accepted()) {
                    add(audit, arrival, verdict);
                    accepted++;
                }
            }
            assertThat(audit.holds()).isTrue();
            assertThat(audit.datasets().stream()
                            .mapToLong(Audit.Dataset::samples)
                            .sum())
                    .isEqualTo(accepted);
        });
    }

    @Test
    void everyPrefixThatBreaksALimitIsFound() {
        int[] broken = {0};
        Seeds.each(200, random -> {
            // Given samples of one dataset, humans' and a model's, that nobody refused anything of
            int share = random.nextInt(101);
            Audit audit =
                    new Audit(Policies.withDefault("synthetic: {unit: characters, maxShare: " + share / 100.0 + "}"));
            long all = 0;
            long synthetic = 0;
            long expected = 0;
            double highest = 0;
            for (int i = 0; i < 20; i++) {
                Samples.Draft draft = Samples.text("x".repeat(1 + random.nextInt(9)));
                boolean human = random.nextBoolean();
                // When
                audit.add((human ? draft : draft.model("m")).at(i), "d", human ? 0 : 1, 0);
                // Then
                all += draft.text().length();
                synthetic += human ? 0 : draft.text().length();
                expected += !human && 100 * synthetic > share * all ? 1 : 0;
                highest = human ? highest : Math.max(highest, (double) synthetic / all);
            }
            Audit.Dataset found = audit.datasets().iterator().next();
            assertThat(found.broken()).isEqualTo(expected);
            assertThat(audit.holds()).isEqualTo(expected == 0);
            assertThat(found.highestShare()).isEqualTo(highest);
            assertThat(found.share()).isEqualTo((double) synthetic / all);
            broken[0] += expected > 0 ? 1 : 0;
        });
        assertThat(broken[0]).isBetween(20, 190);
    }

    @Test
    void theFirstBreakIsNamedWithItsReasons() {
        Audit audit = new Audit(
                Policies.of(
                        "datasets: {d: {synthetic: {maxShare: 0.5, maxGeneration: 1, humanFloor: 1}}}\nunknownDatasets: quarantine"));
        audit.add(Samples.text("a human's").at(0), "d", 0, 0);
        audit.add(Samples.text("a model's").model("m").at(1), "d", 1, 0);
        audit.add(Samples.text("another's").model("m").at(2), "d", 2, 0);
        audit.add(Samples.text("one more").model("m").at(3), "d", 1, 0);
        audit.add(Samples.text("of none").in("e").at(4), "e", 0, 0);
        audit.add(Samples.raw(5, "no sample"), "d", 0, 0);
        List<Audit.Dataset> found = new ArrayList<>(audit.datasets());
        assertThat(found).extracting(Audit.Dataset::name).containsExactly("d", "e");
        assertThat(found.get(0).broken()).isEqualTo(3);
        Audit.Finding first = found.get(0).first().orElseThrow();
        assertThat(first.at().offset()).isEqualTo(2);
        assertThat(first.reasons())
                .extracting(reason -> reason.rule().id())
                .containsExactly("synthetic-share", "generation-depth");
        assertThat(found.get(1).first().orElseThrow().reasons()).containsExactly(Reason.of(Rule.UNKNOWN_DATASET));
        assertThat(audit.holds()).isFalse();
    }

    @Test
    void recordsWithoutAVerdictAreFound() {
        Audit audit = new Audit(Policies.builtIn());
        audit.foreign(new Source("accepted", 0, 3));
        assertThat(audit.holds()).isFalse();
    }

    private static void add(Audit audit, Arrival arrival, Verdict verdict) {
        audit.add(
                arrival,
                verdict.dataset().orElseThrow(),
                verdict.provenance().orElseThrow().generation(),
                verdict.time().orElse(arrival.timestamp()));
    }
}
