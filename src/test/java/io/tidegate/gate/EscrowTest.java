package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.Policies;
import io.tidegate.Samples;
import io.tidegate.Seeds;
import io.tidegate.ledger.Provenance;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Samples that wait for room. */
class EscrowTest {

    private static final String HALF = "synthetic: {maxShare: 0.5, onExcess: hold}";

    private static final Set<String> SHARES = Set.of("synthetic-share", "generator-share", "human-floor");

    @Test
    void surplusWaitsInOrderAndLeavesAsHumanSamplesMakeRoom() {
        // Given
        TestGate gate = new TestGate(Policies.withDefault(HALF));
        assertThat(gate.take(model("one").at(0))).isEmpty();
        assertThat(gate.take(model("two").at(1))).isEmpty();
        assertThat(gate.take(model("three").at(2))).isEmpty();
        // When
        List<Departure> first = gate.take(Samples.text("human one").at(3));
        List<Departure> second = gate.take(Samples.text("human two").at(4));
        // Then
        assertThat(ids(first)).containsExactly("s-3", "s-0");
        assertThat(ids(second)).containsExactly("s-4", "s-1");
        Verdict released = first.get(1).verdict();
        assertThat(released.accepted()).isTrue();
        assertThat(released.waited()).contains(new Wait(0, 0, OptionalLong.empty()));
        assertThat(released.place()).contains(new Place("d", 4));
        assertThat(released.scores()).containsEntry("syntheticShare", 0.5);
        assertThat(TestGate.json(released)).contains("\"sequence\":4,\"held\":{\"sequence\":0,\"since\":0},");
    }

    @Test
    void onlyALackOfRoomIsWaitedFor() {
        TestGate gate = new TestGate(Policies.withDefault(
                "synthetic: {maxShare: 0.5, onExcess: hold, maxGeneration: 1, maxGeneratorShare: 0.4, humanFloor: 2}"));
        assertThat(TestGate.rules(gate.decide(model("poison poison").at(0))))
                .containsExactly("marker", "synthetic-share", "generator-share", "human-floor");
        assertThat(TestGate.rules(gate.decide(model("deep").generation(2).at(1))))
                .containsExactly("synthetic-share", "generator-share", "generation-depth", "human-floor");
        assertThat(gate.take(model("wide").at(2))).isEmpty();
        assertThat(gate.take(Samples.text("nobody's").by("unknown").at(3))).isEmpty();
        TestGate refusing = new TestGate(
                Policies.withDefault("synthetic: {maxShare: 0.5, onExcess: hold, unknownOriginIs: refused}"));
        assertThat(TestGate.rules(
                        refusing.decide(Samples.text("nobody's").by("unknown").at(0))))
                .containsExactly("synthetic-share", "unknown-origin");
    }

    @Test
    @DisplayName("Law 6: what waits is no part of memory, and is judged for novelty when it leaves")
    void law6_whatWaitsIsJudgedAgain() {
        // Given two equal samples that wait
        TestGate gate = new TestGate(Policies.withDefault(HALF));
        gate.take(model("the same").at(0));
        gate.take(model("the same").at(1));
        // When human text makes room for both, one of it equal to a third
        gate.take(model("a human's words").at(2));
        gate.take(Samples.text("a human's words").at(3));
        List<Departure> leaving = gate.take(Samples.text("more words").at(4));
        // Then
        assertThat(ids(leaving)).containsExactly("s-4", "s-1", "s-2");
        assertThat(TestGate.rules(leaving.get(1).verdict())).containsExactly("exact-duplicate");
        assertThat(TestGate.rules(leaving.get(2).verdict())).containsExactly("exact-duplicate");
    }

    @Test
    void noSyntheticSampleOvertakesOneThatWaitsForHumanText() {
        // Given a long sample that waits, where a short one would fit
        TestGate gate =
                new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5, unit: characters, onExcess: hold}"));
        gate.decide(Samples.text("twenty human letters").at(0));
        assertThat(gate.take(model("thirty letters of a model text").at(1))).isEmpty();
        // When
        assertThat(gate.take(model("short").at(2))).isEmpty();
        // Then
        assertThat(ids(gate.take(Samples.text("ten letter").at(3)))).containsExactly("s-3", "s-1");
        assertThat(ids(gate.take(Samples.text("five.").at(4)))).containsExactly("s-4", "s-2");
    }

    @Test
    void whatWaitsForOtherModelsIsOvertakenByThem() {
        TestGate gate = new TestGate(Policies.withDefault("synthetic: {maxGeneratorShare: 0.5, onExcess: hold}"));
        gate.decide(Samples.text("human").at(0));
        gate.decide(model("m first").at(1));
        assertThat(gate.take(model("m second").at(2))).isEmpty();
        assertThat(ids(gate.take(Samples.text("n first").model("n").at(3)))).containsExactly("s-3", "s-2");
    }

    @Test
    void fullEscrowLetsItsOldestGo() {
        TestGate gate = new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5, onExcess: hold, maxHeld: 2}"));
        gate.take(model("one").at(0));
        gate.take(model("two").at(1));
        List<Departure> leaving = gate.take(model("three").at(2));
        assertThat(ids(leaving)).containsExactly("s-0");
        assertThat(leaving.get(0).verdict().reasons())
                .containsExactly(
                        Reason.of(Rule.SYNTHETIC_SHARE, 1, 0.5, new Reason.Detail("no human text yet")),
                        Reason.of(Rule.ESCROW_EXPIRED, 3.0, 2.0, new Reason.Detail("maxHeld")));
        assertThat(ids(gate.take(Samples.text("human").at(3)))).containsExactly("s-3", "s-1");
    }

    @Test
    void bytesAreBounded() {
        TestGate gate =
                new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5, onExcess: hold, maxHeldBytes: 2000}"));
        gate.take(model("a".repeat(800)).at(0));
        assertThat(ids(gate.take(model("b".repeat(1_000)).at(1)))).containsExactly("s-0");
        // One that is too large alone takes all others with it, and itself
        List<Departure> leaving = gate.take(model("c".repeat(3_000)).at(2));
        assertThat(ids(leaving)).containsExactly("s-1", "s-2");
        assertThat(leaving).allMatch(each -> TestGate.rules(each.verdict()).contains("escrow-expired"));
        assertThat(gate.admission.standings().get(0).held()).isZero();
        assertThat(gate.admission.standings()).isEmpty();
    }

    @Test
    void waitingIsBoundedByTheDecisionsOfTheScope() {
        TestGate gate =
                new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5, onExcess: hold, maxHoldDecisions: 3}"));
        assertThat(gate.take(model("one").at(0))).isEmpty();
        for (int i = 1; i < 3; i++) {
            assertThat(ids(gate.take(model("poison poison " + i).at(i)))).hasSize(1);
        }
        List<Departure> leaving = gate.take(model("poison poison").at(3));
        assertThat(ids(leaving)).containsExactly("s-3", "s-0");
        assertThat(leaving.get(1).verdict().reasons())
                .contains(Reason.of(Rule.ESCROW_EXPIRED, 4.0, 3.0, new Reason.Detail("maxHoldDecisions")));
    }

    @Test
    void waitingIsBoundedByTimeThoughNothingComesAndNoStampMovesIt() {
        TestGate gate =
                new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5, onExcess: hold, maxHoldTime: 1h}"));
        gate.take(model("one").at(0), 1_000_000);
        // A record stamped far ahead changes nothing
        gate.take(Samples.stamped(model("two").at(1), Long.MAX_VALUE), 2_000_000);
        assertThat(gate.admission.expire(4_599_999)).isEmpty();
        // When
        List<Departure> leaving = gate.admission.expire(4_600_000);
        // Then
        assertThat(ids(leaving)).containsExactly("s-0");
        assertThat(leaving.get(0).verdict().waited()).contains(new Wait(0, 1_000_000, OptionalLong.of(4_600_000)));
        assertThat(TestGate.json(leaving.get(0).verdict()))
                .contains(
                        "\"held\":{\"sequence\":0,\"since\":1000000,\"expired\":4600000}",
                        "{\"rule\":\"escrow-expired\",\"observed\":3600,\"limit\":3600,\"detail\":\"maxHoldTime\"}");
        assertThat(ids(gate.admission.expire(9_000_000))).containsExactly("s-1");
    }

    @Test
    void endOfTheInputLetsAllGo() {
        TestGate gate = new TestGate(Policies.withDefault(HALF));
        gate.take(model("one").at(0));
        gate.take(model("two").in("e").at(1));
        List<Departure> leaving = gate.admission.end();
        assertThat(ids(leaving)).containsExactlyInAnyOrder("s-0", "s-1");
        assertThat(TestGate.json(leaving.get(0).verdict())).contains("\"detail\":\"the input ended\"");
        assertThat(gate.admission.end()).isEmpty();
    }

    @Test
    @DisplayName("Law 2: what waited leaves with the bytes, the key, the headers and the source that it came with")
    void law2_whatWaitsIsNotChanged() {
        // Given
        MapStorage storage = new MapStorage();
        Policy policy = Policies.withDefault(HALF);
        TestGate before = new TestGate(policy, storage);
        byte[] value = Samples.value(model("one").at(0));
        List<Header> headers =
                List.of(new Header("h", new byte[] {1, 2}), new Header("", null), new Header("\u00e9", new byte[0]));
        Arrival sent =
                Samples.stamped(Samples.record(new Source("t", 3, 1L << 40), new byte[] {0, -1}, headers, value), -7);
        before.take(sent);
        before.take(Samples.record(
                new Source("t", 3, 1L << 41),
                null,
                List.of(),
                Samples.value(model("two").at(1))));
        before.flush();
        // When it is restored
        TestGate after = new TestGate(policy, storage);
        List<Departure> leaving =
                new ArrayList<>(after.take(Samples.text("human").at(3)));
        leaving.addAll(after.take(Samples.text("human too").at(4)));
        // Then
        assertThat(leaving.get(1).arrival()).usingRecursiveComparison().isEqualTo(sent);
        assertThat(leaving.get(3).arrival().key()).isNull();
        assertThat(leaving.get(3).arrival().source()).isEqualTo(new Source("t", 3, 1L << 41));
    }

    @Test
    void anotherPolicyDecidesWhatWaitsWithItsOwnRules() {
        // Given two samples that wait
        MapStorage storage = new MapStorage();
        TestGate before = new TestGate(Policies.withDefault(HALF), storage);
        before.take(model("one").at(0));
        before.take(model("two poison").at(1));
        before.flush();
        // Then where nothing waits any more they are refused for the share; where no limit is, accepted; and both are
        // judged anew
        TestGate refusing = new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5}"), storage.copy());
        assertThat(refusing.admission.expire(0))
                .extracting(each -> TestGate.rules(each.verdict()))
                .containsExactly(List.of("synthetic-share"), List.of("synthetic-share"));
        TestGate open = new TestGate(Policies.withDefault("marker: {max: 0.1}"), storage.copy());
        assertThat(open.admission.expire(0))
                .extracting(each -> TestGate.rules(each.verdict()))
                .containsExactly(List.of(), List.of("marker"));
        TestGate unknown = new TestGate(Policies.of("datasets: {e: {}}\nunknownDatasets: quarantine"), storage.copy());
        assertThat(unknown.admission.expire(0))
                .extracting(each -> TestGate.rules(each.verdict()))
                .containsExactly(List.of("unknown-dataset"), List.of("unknown-dataset"));
        // And their scope is for ever
        Policy moved = Policies.of("datasets: {d: {novelty: {scope: elsewhere}}}");
        assertThatThrownBy(() -> new TestGate(moved, storage))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("elsewhere");
    }

    @Test
    void whatWaitsCountsAsMemory() {
        IndexBudget budget = new IndexBudget(TestGate.PLENTY);
        TestGate gate = new TestGate(Policies.withDefault(HALF), Storage.ofTheProcess(), budget);
        gate.take(model("one").at(0));
        long one = budget.used();
        gate.take(model("two").at(1));
        assertThat(budget.used()).isEqualTo(one + Escrow.BYTES_EACH);
        gate.admission.end();
        assertThat(budget.used()).isLessThanOrEqualTo(one + 512);
    }

    @Test
    void windowOfAnotherKindLeavesNoOldPartsInStorage() {
        // Given a window of an hour, which another of a day, whose parts have lower numbers, takes the place of
        MapStorage storage = new MapStorage();
        TestGate hour = new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5, window: 1h}"), storage);
        hour.decide(Samples.stamped(Samples.text("human").at(0), 1_000_000_000_000L));
        hour.flush();
        Policy ofADay = Policies.withDefault("synthetic: {maxShare: 0.5, window: 24h}");
        TestGate day = new TestGate(ofADay, storage);
        day.decide(Samples.stamped(Samples.text("human too").at(1), 1_000_000_000_000L));
        day.flush();
        // When a year is over, and the gate was started anew
        TestGate later = new TestGate(ofADay, storage);
        long nextYear = 1_000_000_000_000L + 365 * 86_400_000L;
        // Then no human text is left in the window
        assertThat(TestGate.rules(
                        later.decide(Samples.stamped(model("a model's").at(2), nextYear))))
                .containsExactly("synthetic-share");
        assertThat(storage.size(Storage.Table.WINDOWS)).isEqualTo(1);
    }

    @Test
    void whatLeavesAtOnceIsBoundedAndTheRestFollows() {
        // Given more samples that wait for human text than leave at once
        TestGate gate = new TestGate(Policies.withDefault("synthetic: {humanFloor: 1, onExcess: hold}"));
        int held = 2 * Admission.MOST_AT_ONCE + 10;
        for (int i = 0; i < held; i++) {
            assertThat(gate.take(model("text number " + i).at(i))).isEmpty();
        }
        // When
        List<Departure> leaving =
                new ArrayList<>(gate.take(Samples.text("human").at(held)));
        assertThat(leaving).hasSize(Admission.MOST_AT_ONCE);
        leaving.addAll(gate.admission.expire(0));
        leaving.addAll(gate.take(Samples.text("human too").at(held + 1)));
        leaving.addAll(gate.admission.expire(0));
        // Then each left once, in order
        List<String> released = ids(leaving).stream()
                .filter(id -> !id.equals("s-" + held) && !id.equals("s-" + (held + 1)))
                .toList();
        assertThat(released)
                .containsExactlyElementsOf(
                        IntStream.range(0, held).mapToObj(i -> "s-" + i).toList());
    }

    @Test
    void whatExpiresByDecisionsDoesNotTakeTheOthersWithIt() {
        TestGate gate =
                new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5, onExcess: hold, maxHoldDecisions: 3}"));
        for (int i = 0; i < 3; i++) {
            assertThat(gate.take(model("number " + i).at(i))).isEmpty();
        }
        assertThat(ids(gate.take(model("number 3").at(3)))).containsExactly("s-0");
    }

    @Test
    void clockThatIsSetBackDoesNotStopExpiry() {
        TestGate gate =
                new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5, onExcess: hold, maxHoldTime: 1h}"));
        gate.take(model("one").at(0), 1_000_000_000L);
        assertThat(gate.admission.expire(1_000_000)).isEmpty();
        assertThat(gate.admission.expire(4_599_999)).isEmpty();
        assertThat(ids(gate.admission.expire(4_600_000))).containsExactly("s-0");
    }

    @Test
    void datasetsOfWhichAllWaitsAreReportedAfterARestart() {
        MapStorage storage = new MapStorage();
        TestGate gate = new TestGate(Policies.withDefault(HALF), storage);
        gate.take(model("one").at(0));
        gate.flush();
        assertThat(new TestGate(Policies.withDefault(HALF), storage).admission.standings())
                .extracting(Standing::held)
                .containsExactly(1L);
    }

    @Test
    void onlyNewsAreTold() {
        // Given two models, one of which has used up its room
        TestGate gate = new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5}"));
        gate.decide(Samples.text("human").at(0));
        gate.decide(Samples.text("m's").model("m").at(1));
        gate.decide(Samples.text("n's").model("n").at(2));
        gate.admission.standings();
        // When the other comes again, and is refused
        gate.decide(Samples.text("n's second").model("n").at(3));
        assertThat(told(gate)).containsExactly("n");
        // Then the first hears of it once there is room again
        gate.decide(Samples.text("human too").at(4));
        assertThat(told(gate)).containsExactly("", "m", "n");
    }

    private static List<String> told(TestGate gate) {
        return gate.admission.standings().get(0).writers().stream()
                .filter(Standing.Writer::news)
                .map(Standing.Writer::model)
                .toList();
    }

    @Test
    void parentsOfTheSampleCountForTurnsThatNameNone() {
        TestGate gate = new TestGate(Policies.withDefault("synthetic: {maxGeneration: 2}"));
        gate.decide(model("from nowhere").generation(2).id("deep").at(0));
        Verdict verdict = gate.decide(Samples.raw(1, """
                {"id": "c", "dataset": "d", "origin": {"kind": "synthetic", "parents": ["deep"]}, "messages": [
                {"role": "user", "content": "q", "origin": {"kind": "human"}},
                {"role": "assistant", "content": "an answer", "origin": {"kind": "synthetic", "model": "m"}}]}"""));
        assertThat(verdict.reasons()).containsExactly(Reason.of(Rule.GENERATION_DEPTH, 3.0, 2.0));
    }

    // Random streams

    @Test
    @DisplayName(
            "Laws 1, 3: every record leaves once, and every prefix of what is accepted obeys its limits; humans never wait")
    void laws1And3_everyRecordLeavesOnceAndEveryPrefixObeys() {
        int[] released = {0};
        Seeds.each(60, random -> {
            // Given limits that are easy to add up
            double share = random.nextInt(10) / 10.0;
            double part = random.nextBoolean() ? 1 : random.nextInt(10) / 10.0;
            int floor = 1 + random.nextInt(5_000);
            TestGate gate = new TestGate(Policies.withDefault("synthetic: {unit: characters, maxShare: " + share
                    + ", maxGeneratorShare: " + part + ", humanFloor: " + floor + ", " + bounds(random) + "}"));
            Map<String, Sums> sums = new HashMap<>();
            Set<Source> left = new HashSet<>();
            List<Arrival> arrivals = RandomStreams.arrivals(random, 300);
            Map<String, Long> held = new HashMap<>();
            for (int i = 0; i < arrivals.size(); i++) {
                // When
                Arrival arrival = arrivals.get(i);
                List<Departure> leaving = new ArrayList<>(gate.take(arrival, i * 1_000L));
                // Then
                if (gate.scoring.score(arrival) instanceof Scored.Sampled sample
                        && sample.provenance().syntheticCharacters() == 0) {
                    assertThat(leaving.get(0).arrival()).isSameAs(arrival);
                    assertThat(TestGate.rules(leaving.get(0).verdict())).doesNotContainAnyElementsOf(SHARES);
                }
                if (random.nextInt(10) == 0) {
                    leaving.addAll(gate.admission.expire(i * 1_000L));
                }
                for (Departure departure : leaving) {
                    assertThat(left.add(departure.arrival().source())).isTrue();
                    check(departure.verdict(), share, part, floor, sums);
                    released[0] += departure.verdict().accepted()
                                    && departure.verdict().waited().isPresent()
                            ? 1
                            : 0;
                }
                gate.admission.standings().forEach(standing -> held.put(standing.dataset(), standing.held()));
                assertThat(held.values().stream().mapToLong(each -> each).sum()).isEqualTo(i + 1 - left.size());
            }
            gate.admission
                    .end()
                    .forEach(departure ->
                            assertThat(left.add(departure.arrival().source())).isTrue());
            assertThat(left).hasSize(arrivals.size());
        });
        assertThat(released[0]).isGreaterThan(500);
    }

    /** Characters accepted of a dataset. */
    private static final class Sums {
        private long all;
        private long synthetic;
        private final Map<String, Long> models = new HashMap<>();
    }

    private static void check(Verdict verdict, double share, double part, int floor, Map<String, Sums> sums) {
        if (!verdict.accepted()) {
            return;
        }
        Sums sum = sums.computeIfAbsent(verdict.dataset().orElseThrow(), dataset -> new Sums());
        Provenance provenance = verdict.provenance().orElseThrow();
        if (provenance.syntheticCharacters() > 0) {
            assertThat(sum.all - sum.synthetic).isGreaterThanOrEqualTo(floor);
        }
        sum.all += provenance.characters();
        sum.synthetic += provenance.syntheticCharacters();
        provenance.generators().forEach((model, made) -> sum.models.merge(model, (long) made, Long::sum));
        assertThat((double) sum.synthetic / sum.all).isLessThanOrEqualTo(share);
        provenance
                .generators()
                .keySet()
                .forEach(model -> assertThat((double) sum.models.getOrDefault(model, 0L) / sum.all)
                        .isLessThanOrEqualTo(part));
    }

    private static String bounds(Random random) {
        return "onExcess: hold, maxHeld: " + (1 + random.nextInt(40)) + ", maxHeldBytes: "
                + (500 + random.nextInt(20_000)) + ", maxHoldDecisions: " + (1 + random.nextInt(100))
                + ", maxHoldTime: "
                + (1 + random.nextInt(60)) + "s";
    }

    /** A policy with a scope that two datasets share, where what exceeds the limits waits. */
    private static Policy holding(Random random) {
        String window = List.of("all", "5", "40", "30s", "10m").get(random.nextInt(5));
        String limits = "maxShare: 0." + (1 + random.nextInt(8)) + ", maxGeneratorShare: 0." + (2 + random.nextInt(7));
        return Policies.of(
                "datasets:\n  default: {synthetic: {" + limits + ", window: " + window + ", humanFloor: "
                        + (1 + random.nextInt(5)) + ", " + bounds(random) + "}}\n"
                        + "  a: {novelty: {scope: shared}}\n  b: {novelty: {scope: shared}, synthetic: {onExcess: quarantine}}\n");
    }

    @Test
    @DisplayName("Law 5: a gate that is stopped or crashes, and starts again, decides as one that never stops")
    void law5_restartsChangeNothing() {
        Seeds.each(40, random -> {
            // Given what one gate decides without a stop, with the time going on between some records
            Policy policy = holding(random);
            List<Arrival> arrivals = RandomStreams.arrivals(random, 300);
            List<Boolean> ticks = random.ints(300, 0, 5).mapToObj(i -> i == 0).toList();
            MapStorage never = new MapStorage();
            TestGate steady = new TestGate(policy, never);
            List<List<String>> expected = new ArrayList<>();
            for (int i = 0; i < arrivals.size(); i++) {
                expected.add(step(steady, arrivals, ticks, i));
            }
            // When another commits, stops and crashes at random
            MapStorage storage = new MapStorage();
            MapStorage committed = storage.copy();
            int committedAt = 0;
            TestGate gate = new TestGate(policy, storage);
            List<List<String>> decided = new ArrayList<>();
            int crashes = 20;
            while (decided.size() < arrivals.size()) {
                decided.add(step(gate, arrivals, ticks, decided.size()));
                int event = random.nextInt(30);
                if (event == 0 && crashes-- > 0) {
                    storage = committed.copy();
                    decided.subList(committedAt, decided.size()).clear();
                    gate = new TestGate(policy, storage);
                } else if (event < 8) {
                    gate.flush();
                    committed = storage.copy();
                    committedAt = decided.size();
                    if (event == 1) {
                        gate.admission.close();
                        gate = new TestGate(policy, storage);
                    }
                }
            }
            // Then
            assertThat(decided).isEqualTo(expected);
            gate.flush();
            steady.flush();
            assertThat(storage.dump().lines().toList())
                    .zipSatisfy(
                            never.dump().lines().toList(),
                            (a, b) -> assertThat(a).isEqualTo(b));
        });
    }

    private static List<String> step(TestGate gate, List<Arrival> arrivals, List<Boolean> ticks, int i) {
        List<Departure> leaving = new ArrayList<>(gate.take(arrivals.get(i), i * 1_000L));
        if (ticks.get(i)) {
            leaving.addAll(gate.admission.expire(i * 1_000L));
        }
        return leaving.stream().map(each -> TestGate.json(each.verdict())).toList();
    }

    @Test
    @DisplayName("Law 5: judged again in the order that the verdicts tell, every record gets the same verdict")
    void law5_replayInTheOrderOfTheVerdictsGivesTheSame() {
        int[] expired = {0};
        Seeds.each(40, random -> {
            // Given what a gate decided, whatever waits let go at the end
            Policy policy = holding(random);
            TestGate gate = new TestGate(policy);
            List<Arrival> arrivals = RandomStreams.arrivals(random, 300);
            List<Departure> left = new ArrayList<>();
            for (int i = 0; i < arrivals.size(); i++) {
                left.addAll(gate.take(arrivals.get(i), i * 1_000L));
                if (random.nextInt(10) == 0) {
                    left.addAll(gate.admission.expire(i * 1_000L));
                }
            }
            long last = arrivals.size() * 1_000L;
            left.addAll(gate.admission.expire(last + 100_000));
            // When each scope is replayed
            Map<String, TreeMap<Long, Departure>> began = new TreeMap<>();
            Map<String, TreeMap<Long, Departure>> decided = new TreeMap<>();
            left.stream().filter(each -> each.verdict().place().isPresent()).forEach(each -> {
                Place place = each.verdict().place().get();
                Optional<Wait> waited = each.verdict().waited();
                decided.computeIfAbsent(place.scope(), scope -> new TreeMap<>()).put(place.sequence(), each);
                began.computeIfAbsent(place.scope(), scope -> new TreeMap<>())
                        .put(waited.map(Wait::sequence).orElse(place.sequence()), each);
            });
            TestGate again = new TestGate(policy);
            decided.forEach((scope, order) -> {
                List<String> same = new ArrayList<>();
                TreeMap<Long, Departure> taken = began.getOrDefault(scope, new TreeMap<>());
                long end = Math.max(order.lastKey(), taken.lastKey());
                for (long number = 0; number <= end; number++) {
                    Departure arriving = taken.get(number);
                    Departure leaving = order.get(number);
                    if (arriving != null) {
                        long since =
                                arriving.verdict().waited().map(Wait::since).orElse(0L);
                        again.take(arriving.arrival(), since).forEach(each -> same.add(TestGate.json(each.verdict())));
                    } else if (leaving != null
                            && leaving.verdict()
                                    .waited()
                                    .orElseThrow()
                                    .expired()
                                    .isPresent()
                            && !same.contains(TestGate.json(leaving.verdict()))) {
                        expired[0]++;
                        again.admission
                                .expire(leaving.verdict()
                                        .waited()
                                        .get()
                                        .expired()
                                        .getAsLong())
                                .forEach(each -> same.add(TestGate.json(each.verdict())));
                    }
                }
                // Then
                List<Departure> before = List.copyOf(order.values());
                for (int i = 0; i < before.size(); i++) {
                    assertThat(same.get(i))
                            .isEqualTo(TestGate.json(before.get(i).verdict()));
                }
                assertThat(same).hasSameSizeAs(before);
            });
        });
        assertThat(expired[0]).isGreaterThan(50);
    }

    @Test
    void feedbackTellsProducersWhereTheyStand() {
        // Given
        TestGate gate = new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5, maxGeneratorShare: 0.25}"));
        for (int i = 0; i < 6; i++) {
            gate.decide(Samples.text("human " + i).at(i));
        }
        gate.decide(model("model one").at(6));
        gate.decide(model("model one").at(7));
        gate.decide(Samples.text("other one").model("n").at(8));
        // When
        Standing standing = gate.admission.standings().get(0);
        Map<String, String> told = new TreeMap<>();
        Feedback.of(standing).forEach(each -> told.put(utf8(each.key()), utf8(each.value())));
        // Then
        assertThat(told)
                .isEqualTo(
                        Map.of(
                                "{\"dataset\":\"d\"}",
                                "{\"v\":1,\"dataset\":\"d\",\"accepted\":6,\"refused\":{},\"held\":0,\"unit\":\"samples\","
                                        + "\"share\":0.25,\"limit\":0.5,\"modelShare\":0.0,\"room\":2}",
                                "{\"dataset\":\"d\",\"model\":\"m\"}",
                                "{\"v\":1,\"dataset\":\"d\",\"model\":\"m\",\"accepted\":1,\"refused\":{\"exact-duplicate\":1},\"held\":0,"
                                        + "\"unit\":\"samples\",\"share\":0.25,\"limit\":0.5,\"modelShare\":0.125,\"room\":1}",
                                "{\"dataset\":\"d\",\"model\":\"n\"}",
                                "{\"v\":1,\"dataset\":\"d\",\"model\":\"n\",\"accepted\":1,\"refused\":{},\"held\":0,"
                                        + "\"unit\":\"samples\",\"share\":0.25,\"limit\":0.5,\"modelShare\":0.125,\"room\":1}"));
        assertThat(gate.admission.standings()).as("only what has changed").isEmpty();
    }

    @Test
    void countsSurviveARestartAndAreBounded() {
        MapStorage storage = new MapStorage();
        TestGate gate = new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5}"), storage);
        for (int i = 0; i < 300; i++) {
            gate.decide(Samples.text("text " + i).model("model " + i).at(i));
        }
        gate.decide(Samples.text("human").at(300));
        gate.flush();
        Standing before = gate.admission.standings().get(0);
        Standing after = new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5}"), storage)
                .admission
                .standings()
                .get(0);
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("writers.news")
                .isEqualTo(before);
        assertThat(before.writers()).hasSizeLessThanOrEqualTo(Books.MAX_WRITERS + 1);
        assertThat(before.writers().stream()
                        .mapToLong(writer -> writer.refused().getOrDefault("synthetic-share", 0L))
                        .sum())
                .isEqualTo(300);
    }

    @Test
    void booksStaySmallHoweverMuchIsAccepted() {
        // Given a window of a day, and five models that write all day
        MapStorage storage = new MapStorage();
        TestGate gate = new TestGate(
                Policies.withDefault("synthetic: {window: 24h, maxShare: 0.9, maxGeneratorShare: 0.5}"), storage);
        for (int i = 0; i < 20_000; i++) {
            Samples.Draft draft = Samples.text("text number " + i);
            Arrival arrival = (i % 6 == 0 ? draft : draft.model("a model of some name " + i % 6)).at(i);
            gate.take(Samples.stamped(arrival, 1_000_000_000_000L + i * 10_000L));
        }
        gate.flush();
        // Then
        assertThat(gate.admission.standings().get(0).accepted()).isGreaterThan(15_000);
        assertThat(storage.bytes(
                        Storage.Table.LEDGERS, Storage.Table.GENERATORS, Storage.Table.WINDOWS, Storage.Table.COUNTS))
                .isBetween(30_000L, 100_000L);
    }

    @Test
    void generationIsOneMoreThanThatOfTheDeepestKnownParent() {
        TestGate gate = new TestGate(Policies.withDefault("synthetic: {maxGeneration: 2}, marker: {max: 0.1}"));
        gate.decide(Samples.text("human").id("h").at(0));
        assertThat(generation(
                        gate.decide(model("from human").from("h").id("one").at(1))))
                .isEqualTo(1);
        assertThat(generation(gate.decide(
                        model("from both").from("h", "one").id("two").at(2))))
                .isEqualTo(2);
        Verdict deep = gate.decide(model("from two").from("two").id("three").at(3));
        assertThat(deep.reasons()).containsExactly(Reason.of(Rule.GENERATION_DEPTH, 3.0, 2.0));
        // What was refused is no parent that is known, nor is what was never seen; what is declared counts if it is
        // more
        Verdict unknown = gate.decide(model("from nowhere")
                .from("three", "nowhere", "h")
                .generation(2)
                .at(4));
        assertThat(generation(unknown)).isEqualTo(2);
        assertThat(unknown.provenance().orElseThrow().unknownParents()).isEqualTo(2);
        assertThat(TestGate.json(unknown)).contains("\"generation\":2,\"unknownParents\":2,");
        // Other scopes are not looked at
        Verdict elsewhere = gate.decide(model("elsewhere").from("two").in("e").at(5));
        assertThat(generation(elsewhere)).isEqualTo(1);
        assertThat(elsewhere.provenance().orElseThrow().unknownParents()).isEqualTo(1);
    }

    private static int generation(Verdict verdict) {
        return verdict.provenance().orElseThrow().generation();
    }

    private static Samples.Draft model(String text) {
        return Samples.text(text).model("m");
    }

    private static List<String> ids(List<Departure> leaving) {
        return leaving.stream().map(each -> each.verdict().id()).toList();
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
