package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Policies;
import io.tidegate.Samples;
import io.tidegate.Seeds;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The laws that the gate keeps by itself, each over random streams. */
class LawTest {

    @Test
    @DisplayName("Law 1: every record gets exactly one verdict, whatever its bytes")
    void law1_everyRecordIsDecided() {
        Seeds.each(2_000, random -> {
            // Given a sample with some of its bytes changed, cut off or put in
            byte[] value = Samples.value(
                    Samples.text("some text \u00e9\uD83D\uDE00").model("m").at(0));
            for (int i = random.nextInt(4); i >= 0; i--) {
                value[random.nextInt(value.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = Arrays.copyOf(value, random.nextInt(value.length + 8));
            // When
            Verdict verdict = new TestGate(Policies.builtIn()).decide(Arrival.of(new Source("t", 0, 1), cut));
            // Then
            assertThat(verdict.accepted()).isEqualTo(verdict.reasons().isEmpty());
            assertThat(TestGate.rules(verdict)).doesNotContain("gate-failure");
        });
        assertThat(TestGate.rules(new TestGate(Policies.builtIn())
                        .decide(Samples.record(new Source("t", 0, 1), null, List.of(), null))))
                .containsExactly("malformed");
    }

    @Test
    @DisplayName("Law 2: judging changes nothing of the record")
    void law2_recordIsNotChanged() {
        Seeds.each(50, random -> {
            TestGate gate = new TestGate(RandomStreams.policy(random, 0.8));
            for (Arrival sent : RandomStreams.arrivals(random, 20)) {
                // Given
                byte[] value = Samples.value(sent).clone();
                byte[] key = {1, 2, 3};
                byte[] headerValue = {4, 5};
                List<Header> headers = List.of(new Header("h", headerValue), new Header("h", null));
                Arrival arrival = Samples.record(sent.source(), key, headers, sent.value());
                // When
                Scored scored = gate.scoring.score(arrival);
                gate.take(arrival);
                // Then
                assertThat(scored.arrival()).isSameAs(arrival);
                assertThat(arrival.value()).isEqualTo(value);
                assertThat(key).containsExactly(1, 2, 3);
                assertThat(headerValue).containsExactly(4, 5);
            }
        });
    }

    @Test
    @DisplayName("Law 3: one order per scope, and no two accepted samples in it are copies")
    void law3_oneOrderPerScopeAndNoTwoCopiesInIt() {
        Seeds.each(20, random -> {
            // Given
            double limit = new double[] {0.7, 0.8, 0.9, 1}[random.nextInt(4)];
            TestGate gate = new TestGate(RandomStreams.policy(random, limit, "all"));
            Map<String, Long> next = new HashMap<>();
            Map<String, List<Scored.Sampled>> accepted = new HashMap<>();
            for (Arrival arrival : RandomStreams.arrivals(random, 400)) {
                // When
                Scored scored = gate.scoring.score(arrival);
                Verdict verdict = gate.decide(arrival);
                // Then decisions are numbered without a gap
                verdict.place().ifPresent(place -> {
                    assertThat(place.sequence()).isEqualTo(next.getOrDefault(place.scope(), 0L));
                    next.put(place.scope(), place.sequence() + 1);
                });
                if (verdict.accepted()) {
                    Scored.Sampled sample = (Scored.Sampled) scored;
                    List<Scored.Sampled> others = accepted.computeIfAbsent(sample.scope(), s -> new ArrayList<>());
                    others.forEach(other -> assertNoCopies(sample, other, limit));
                    others.add(sample);
                }
            }
            assertThat(next.keySet()).containsExactlyInAnyOrder("shared", "c", "default");
        });
    }

    /** Lane by lane: the first 54 have four bits, and nine bands of six; the other 200 have one. */
    private static void assertNoCopies(Scored.Sampled a, Scored.Sampled b, double limit) {
        BitSet different = BitSet.valueOf(a.sketch().lanes());
        different.xor(BitSet.valueOf(b.sketch().lanes()));
        int wide = 0;
        boolean candidate = false;
        for (int band = 0; band < 9; band++) {
            int here = 0;
            for (int lane = band * 6; lane < band * 6 + 6; lane++) {
                here += different.get(4 * lane, 4 * lane + 4).isEmpty() ? 0 : 1;
            }
            wide += here;
            candidate |= here == 0;
        }
        int narrow = different.get(216, 416).cardinality();
        double estimate = 0.36 * (1 - wide / 54.0 * 16 / 15) + 0.64 * (1 - narrow / 200.0 * 2);
        assertThat(a.sketch().exact()).isNotEqualTo(b.sketch().exact());
        assertThat(candidate && Math.round(estimate * 10_000) / 10_000.0 >= limit)
                .as("%s and %s are %s alike", a.id(), b.id(), estimate)
                .isFalse();
    }

    @Test
    @DisplayName("Law 4: whether a rule is broken doesn't depend on what other rules are")
    void law4_everyRuleIsJudgedWhateverTheOthersSay() {
        Seeds.each(10, random -> {
            // Given
            TestGate strict = new TestGate(RandomStreams.policy(random, 0.8));
            for (Arrival arrival : RandomStreams.arrivals(random, 300)) {
                // When
                Scored scored = strict.scoring.score(arrival);
                Verdict verdict = strict.decide(arrival);
                if (scored instanceof Scored.Sampled sample) {
                    // Then what can be seen from the scores alone is in the verdict, whatever else is
                    List<String> rules = TestGate.rules(verdict);
                    assertThat(rules.contains("marker"))
                            .isEqualTo(sample.scores().get(0).value() > 0.5);
                    int characters = sample.provenance().characters();
                    assertThat(rules.contains("text-length")).isEqualTo(characters < 5 || characters > 2000);
                    assertThat(rules.contains("generation-depth"))
                            .isEqualTo(sample.provenance().generation() > 3);
                    assertThat(rules).doesNotHaveDuplicates();
                    assertThat(verdict.scores()).containsOnlyKeys("novelty", "marker", "syntheticShare");
                }
            }
        });
    }

    @Test
    void streamsBreakEveryRule() {
        Set<String> broken = new HashSet<>();
        int[] accepted = {0};
        Seeds.each(20, random -> {
            TestGate gate = new TestGate(RandomStreams.policy(random, 0.8));
            for (Arrival arrival : RandomStreams.arrivals(random, 300)) {
                Verdict verdict = gate.decide(arrival);
                broken.addAll(TestGate.rules(verdict));
                accepted[0] += verdict.accepted() ? 1 : 0;
            }
        });
        assertThat(broken)
                .containsExactlyInAnyOrder(
                        "malformed",
                        "oversized",
                        "text-length",
                        "resent",
                        "exact-duplicate",
                        "near-duplicate",
                        "marker",
                        "synthetic-share",
                        "generator-share",
                        "generation-depth",
                        "unknown-origin");
        assertThat(accepted[0]).isBetween(1_000, 5_000);
    }

    @Test
    @DisplayName("Law 5: the same records in the same order give the same verdicts")
    void law5_deterministic() {
        Seeds.each(20, random -> {
            Policy policy = RandomStreams.policy(random, 0.8);
            List<Arrival> arrivals = RandomStreams.arrivals(random, 300);
            assertThat(decisions(policy, arrivals)).isEqualTo(decisions(policy, arrivals));
        });
    }

    @Test
    @DisplayName("Law 5: scopes don't know of each other: without the samples of the others, the verdicts are the same")
    void law5_scopesAreIndependent() {
        Seeds.each(10, random -> {
            // Given
            Policy policy = RandomStreams.policy(random, 0.8);
            List<Arrival> arrivals = RandomStreams.arrivals(random, 300);
            List<String> all = decisions(policy, arrivals);
            List<Arrival> some = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < arrivals.size(); i++) {
                if (all.get(i).contains("\"scope\":\"shared\"")) {
                    some.add(arrivals.get(i));
                    expected.add(all.get(i));
                }
            }
            // When and then
            assertThat(decisions(policy, some)).isEqualTo(expected);
        });
    }

    @Test
    @DisplayName("Law 5: a gate that is stopped or crashes, and starts again, decides as one that never stops")
    void law5_restartsChangeNothing() {
        Seeds.each(30, random -> {
            // Given what one gate decides without a stop
            Policy policy = RandomStreams.policy(random, 0.8);
            List<Arrival> arrivals = RandomStreams.arrivals(random, 300);
            MapStorage never = new MapStorage();
            TestGate steady = new TestGate(policy, never);
            List<String> expected = new ArrayList<>();
            arrivals.forEach(arrival -> expected.add(TestGate.json(steady.decide(arrival))));
            // When another commits, stops and crashes at random
            MapStorage storage = new MapStorage();
            MapStorage committed = storage.copy();
            int committedAt = 0;
            TestGate gate = new TestGate(policy, storage);
            List<String> decided = new ArrayList<>();
            int crashes = 20;
            while (decided.size() < arrivals.size()) {
                decided.add(TestGate.json(gate.decide(arrivals.get(decided.size()))));
                int event = random.nextInt(30);
                if (event < 8) {
                    gate.flush();
                }
                if (event == 0 && crashes-- > 0) {
                    storage = committed.copy();
                    decided.subList(committedAt, decided.size()).clear();
                    gate = new TestGate(policy, storage);
                } else if (event == 1) {
                    gate.admission.close();
                    gate = new TestGate(policy, storage);
                } else if (event < 8) {
                    committed = storage.copy();
                    committedAt = decided.size();
                }
            }
            // Then
            assertThat(decided).isEqualTo(expected);
            gate.flush();
            steady.flush();
            assertThat(storage.dump()).isEqualTo(never.dump());
        });
    }

    @Test
    @DisplayName("Law 5: a window that was made longer or shorter is the same after a restart")
    void law5_changedWindowsSurviveRestarts() {
        Seeds.each(100, random -> {
            MapStorage once = new MapStorage();
            MapStorage often = new MapStorage();
            int offset = 0;
            for (int change = 0; change < 5; change++) {
                // Given a policy whose window has another length than the one before, or that has none
                int length = random.nextInt(12);
                Policy policy = Policies.withDefault(
                        "synthetic: {maxShare: 0.5, window: " + (length == 0 ? "all" : length) + "}");
                TestGate steady = new TestGate(policy, once);
                for (int end = offset + 1 + random.nextInt(25); offset < end; offset++) {
                    Samples.Draft draft = Samples.text("text number " + offset);
                    Arrival arrival = (random.nextBoolean() ? draft : draft.model("m")).at(offset);
                    // When one gate goes on, and the other starts anew for each record
                    String expected = TestGate.json(steady.decide(arrival));
                    TestGate fresh = new TestGate(policy, often);
                    String decided = TestGate.json(fresh.decide(arrival));
                    fresh.flush();
                    // Then
                    assertThat(decided).isEqualTo(expected);
                }
                steady.flush();
            }
        });
    }

    @Test
    @DisplayName("Law 6: without the refused samples, the accepted ones are accepted all the same")
    void law6_refusedSamplesLeaveNothingBehind() {
        Seeds.each(20, random -> {
            // Given
            Policy policy = RandomStreams.policy(random, 0.8);
            MapStorage storage = new MapStorage();
            TestGate gate = new TestGate(policy, storage);
            List<Arrival> accepted = new ArrayList<>();
            Set<Long> offsets = new HashSet<>();
            for (Arrival arrival : RandomStreams.arrivals(random, 300)) {
                Verdict verdict = gate.decide(arrival);
                if (verdict.accepted()) {
                    accepted.add(arrival);
                    offsets.add(arrival.source().offset());
                }
                // Then nothing is called a copy of a refused sample
                verdict.reasons().stream()
                        .flatMap(reason -> reason.evidence().stream())
                        .filter(Reason.Copied.class::isInstance)
                        .forEach(copied -> assertThat(offsets)
                                .contains(((Reason.Copied) copied).at().offset()));
            }
            gate.flush();
            assertThat(storage.samples()).hasSize(accepted.size());
            // And a gate that sees the accepted ones alone accepts them all, and remembers the same
            MapStorage alone = new MapStorage();
            TestGate other = new TestGate(policy, alone);
            assertThat(accepted).allMatch(arrival -> other.decide(arrival).accepted());
            other.flush();
            assertThat(books(alone)).isEqualTo(books(storage));
        });
    }

    private static String books(MapStorage storage) {
        StringBuilder books = new StringBuilder();
        for (Storage.Table table : List.of(Storage.Table.LEDGERS, Storage.Table.GENERATORS, Storage.Table.WINDOWS)) {
            storage.forEach(
                    table,
                    (key, value) -> books.append(new String(key, StandardCharsets.UTF_8))
                            .append(Arrays.toString(value)));
        }
        return books.toString();
    }

    private static List<String> decisions(Policy policy, List<Arrival> arrivals) {
        TestGate gate = new TestGate(policy);
        return arrivals.stream()
                .map(arrival -> TestGate.json(gate.decide(arrival)))
                .toList();
    }
}
