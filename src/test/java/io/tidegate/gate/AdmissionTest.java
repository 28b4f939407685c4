package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tidegate.MarkerScorer;
import io.tidegate.Policies;
import io.tidegate.Samples;
import io.tidegate.Seeds;
import io.tidegate.Texts;
import io.tidegate.novelty.Sketch;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import io.tidegate.score.Basis;
import io.tidegate.score.Evidence;
import io.tidegate.score.Span;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AdmissionTest {

    private static final String TEXT = Texts.words(new Random(1), 60);

    private final Logger log = (Logger) LoggerFactory.getLogger(Scoring.class);

    @BeforeEach
    void quieten() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void letSpeak() {
        log.setLevel(null);
    }

    @Test
    void acceptedSampleHasItsScoresAndPlace() {
        // When
        Verdict verdict = new TestGate(Policies.builtIn())
                .decide(Samples.text("one poison").model("m").at(7));
        // Then
        assertThat(verdict.accepted()).isTrue();
        assertThat(verdict.id()).isEqualTo("s-7");
        assertThat(verdict.dataset()).contains("d");
        assertThat(verdict.place()).contains(new Place("d", 0));
        assertThat(verdict.scores()).isEqualTo(Map.of("novelty", 1.0, "marker", 0.3, "syntheticShare", 1.0));
        assertThat(verdict.source()).isEqualTo(new Source(Samples.TOPIC, 0, 7));
        assertThat(verdict.provenance().orElseThrow().syntheticCharacters()).isEqualTo(10);
    }

    @Test
    void copiesNameTheSampleThatTheyCopy() {
        // Given
        TestGate gate = new TestGate(Policies.withDefault("novelty: {nearDuplicate: 0.7}"));
        gate.decide(Samples.text(TEXT).id("one").at(10));
        Reason.Copied copied = new Reason.Copied(new Source(Samples.TOPIC, 0, 10));
        // When and then
        assertThat(gate.decide(Samples.text(TEXT).id("one").at(11)).reasons())
                .containsExactly(Reason.of(Rule.RESENT, 1, 1, copied));
        assertThat(gate.decide(Samples.text(" " + TEXT + "\n").id("one").at(12)).reasons())
                .containsExactly(Reason.of(Rule.EXACT_DUPLICATE, 1, 1, copied));
        assertThat(gate.decide(Samples.text(TEXT).id("two").at(13)).reasons())
                .containsExactly(Reason.of(Rule.EXACT_DUPLICATE, 1, 1, copied));
        Verdict near = gate.decide(
                Samples.text(Texts.rewritten(new Random(2), TEXT, 0, 3)).at(14));
        double observed = near.reasons().get(0).observed().getAsDouble();
        assertThat(near.reasons()).containsExactly(Reason.of(Rule.NEAR_DUPLICATE, observed, 0.7, copied));
        assertThat(observed).isBetween(0.75, 0.99);
        assertThat(near.scores())
                .hasEntrySatisfying(
                        "novelty", novelty -> assertThat(novelty + observed).isEqualTo(1));
    }

    @Test
    void similarityAtTheLimitIsRefusedAndNoLimitRefusesExactCopiesAlone() {
        // Given
        String near = TEXT + "!";
        TestGate atLimit = new TestGate(Policies.withDefault("novelty: {nearDuplicate: 1.0}"));
        TestGate off = new TestGate(Policies.withDefault("novelty: {nearDuplicate: off}"));
        atLimit.decide(Samples.text(TEXT).at(0));
        off.decide(Samples.text(TEXT).at(0));
        // Then
        assertThat(TestGate.rules(atLimit.decide(Samples.text(near).at(1)))).containsExactly("near-duplicate");
        assertThat(off.decide(Samples.text(near).at(1)).accepted()).isTrue();
        assertThat(TestGate.rules(off.decide(Samples.text(TEXT).at(2)))).containsExactly("exact-duplicate");
    }

    @Test
    void distinctNumbersAreNoCopies() {
        for (String numbers : List.of("any", "distinct")) {
            TestGate gate =
                    new TestGate(Policies.withDefault("novelty: {nearDuplicate: 0.8, numbers: " + numbers + "}"));
            gate.decide(Samples.text("12 " + TEXT).at(0));
            assertThat(gate.decide(Samples.text("13 " + TEXT).at(1)).accepted()).isEqualTo(numbers.equals("distinct"));
            assertThat(gate.decide(Samples.text("13 " + TEXT + "!").at(2)).accepted())
                    .isFalse();
        }
    }

    @Test
    void sharedScopeComparesItsDatasetsAndOthersAreApart() {
        TestGate gate = new TestGate(Policies.of("""
                datasets:
                  a: {novelty: {scope: s}}
                  b: {novelty: {scope: s}}
                """));
        assertThat(gate.decide(Samples.text(TEXT).in("a").at(0)).place()).contains(new Place("s", 0));
        Verdict copy = gate.decide(Samples.text(TEXT).in("b").at(1));
        assertThat(copy.place()).contains(new Place("s", 1));
        assertThat(TestGate.rules(copy)).containsExactly("exact-duplicate");
        assertThat(gate.decide(Samples.text(TEXT).in("c").at(2)).accepted()).isTrue();
    }

    @Test
    void lengthsAreHeldToTheirBounds() {
        TestGate gate = new TestGate(Policies.withDefault("text: {minCharacters: 3, maxCharacters: 5}"));
        assertThat(gate.decide(Samples.text("ab").at(0)).reasons()).containsExactly(Reason.of(Rule.TEXT_LENGTH, 2, 3));
        assertThat(gate.decide(Samples.text("abcdef").at(1)).reasons())
                .containsExactly(Reason.of(Rule.TEXT_LENGTH, 6, 5));
        assertThat(gate.decide(Samples.text("😀😀😀").at(2)).accepted()).isTrue();
        assertThat(gate.decide(Samples.text("abcde").at(3)).accepted()).isTrue();
    }

    @Test
    void scoreOverItsLimitShowsWhereItWasSeen() {
        TestGate gate = new TestGate(Policies.withDefault("marker: {max: 0.6}"));
        assertThat(gate.decide(Samples.text("poison 😀 poison").at(0)).accepted())
                .as("a score at its limit passes")
                .isTrue();
        assertThat(gate.decide(Samples.text("😀 poison poison poison").at(1)).reasons())
                .containsExactly(new Reason(
                        new Rule(MarkerScorer.NAME),
                        OptionalDouble.of(0.9),
                        OptionalDouble.of(0.6),
                        Optional.of(new Reason.Seen(
                                Optional.empty(),
                                Optional.of(new Evidence(
                                        0, List.of(new Span(2, 8), new Span(9, 15), new Span(16, 22))))))));
    }

    @Test
    void aCategoryOverItsLimitIsAReasonOfItsOwnAndShowsWhereItWasSeen() {
        TestGate gate = new TestGate(Policies.withDefault("marker: {max: 0.2, categories: {snake-bite: 0.3}}"));

        Verdict both = gate.decide(Samples.text("poison and venom").at(0));
        Verdict category = gate.decide(Samples.text("venom alone").at(1));

        Reason venom = new Reason(
                new Rule(MarkerScorer.NAME),
                OptionalDouble.of(0.4),
                OptionalDouble.of(0.3),
                Optional.of(new Reason.Seen(Optional.of(MarkerScorer.CATEGORY), Optional.of(Evidence.of(0, 11, 16)))));
        assertThat(both.reasons()).hasSize(2).contains(venom);
        assertThat(both.reasons().get(0).observed()).hasValue(0.3);
        assertThat(TestGate.rules(category)).containsExactly("marker");
        assertThat(category.reasons().get(0).limit()).hasValue(0.3);
        assertThat(category.scores()).containsEntry("marker", 0.0).containsEntry("marker.snake-bite", 0.4);
        assertThat(List.copyOf(both.scores().keySet()))
                .containsExactly("novelty", "marker", "marker.snake-bite", "syntheticShare");
        assertThat(both.measured()).containsOnlyKeys("novelty", "marker", "syntheticShare");
    }

    @Test
    void aCategoryAtItsLimitPassesAndAllAreOffUntilAPolicySetsThem() {
        assertThat(new TestGate(Policies.withDefault("marker: {categories: {snake-bite: 0.4}}"))
                        .decide(Samples.text("venom").at(0))
                        .accepted())
                .isTrue();
        assertThat(new TestGate(Policies.builtIn())
                        .decide(Samples.text("venom").at(0))
                        .accepted())
                .isTrue();
    }

    @Test
    void aVerdictNamesWhatAScoreRestsOnUnlessItIsAModel() {
        TestGate gate = new TestGate(Policies.builtIn());

        Verdict model = gate.decide(Samples.text("a text").at(0));
        Verdict listed = gate.decide(Samples.text(MarkerScorer.LISTED).at(1));
        Verdict foreign = gate.decide(Samples.text(MarkerScorer.FOREIGN).at(2));

        assertThat(model.bases()).isEmpty();
        assertThat(TestGate.json(model)).doesNotContain("basis");
        assertThat(listed.bases()).isEqualTo(Map.of("marker", Basis.WORDLIST));
        assertThat(listed.measured()).containsKey("marker");
        assertThat(foreign.bases()).isEqualTo(Map.of("marker", Basis.UNSUPPORTED));
        assertThat(foreign.accepted()).as("passes unless refused").isTrue();
        assertThat(foreign.measured()).doesNotContainKey("marker");
    }

    @Test
    void languagesThatTheJudgeDoesNotKnowAreRefusedWhereThePolicySaysSo() {
        TestGate gate = new TestGate(Policies.withDefault("marker: {unsupported: refuse}"));

        assertThat(gate.decide(Samples.text(MarkerScorer.FOREIGN).at(0)).reasons())
                .containsExactly(Reason.of(new Rule("marker"), "the judge doesn't know the language"));
        assertThat(gate.decide(Samples.text(MarkerScorer.LISTED).at(1)).accepted())
                .isTrue();
    }

    @Test
    @DisplayName("Law 8: what a judge was not asked about is refused, and doesn't stop the gate however often it comes")
    void law8_whatIsOverAJudgesBudgetIsRefused() {
        TestGate gate = new TestGate(Policies.builtIn());
        for (int i = 0; i < 250; i++) {
            Verdict verdict =
                    gate.decide(Samples.text(MarkerScorer.TOO_LONG + i).at(i));
            assertThat(verdict.reasons())
                    .containsExactly(Reason.of(Rule.GATE_FAILURE, new Reason.NotAsked("marker: over its budget")));
            assertThat(verdict.bases()).isEqualTo(Map.of("marker", Basis.NOT_ASKED));
            assertThat(verdict.measured()).doesNotContainKey("marker");
        }
        assertThat(TestGate.json(gate.decide(Samples.text(MarkerScorer.TOO_LONG).at(250))))
                .contains(
                        "\"basis\":{\"marker\":\"not-asked\"}",
                        "{\"rule\":\"gate-failure\",\"detail\":\"marker: over its budget\"}");
    }

    @Test
    void unnamedDatasetsAreRefusedWhereThePolicySaysSo() {
        TestGate gate = new TestGate(Policies.of("datasets: {d: {}}\nunknownDatasets: quarantine"));
        Verdict verdict = gate.decide(Samples.text("a text").in("e").at(0));
        assertThat(verdict.reasons()).containsExactly(Reason.of(Rule.UNKNOWN_DATASET));
        assertThat(verdict.dataset()).contains("e");
        assertThat(verdict.place()).isEmpty();
        assertThat(gate.decide(Samples.text("a text").at(1)).accepted()).isTrue();
    }

    @Test
    void sharesShowWhatWouldBeAndWhoWrote() {
        // Given
        TestGate gate = new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5, maxGeneratorShare: 0.4}"));
        assertThat(gate.decide(Samples.text("too early").model("m").at(0)).reasons())
                .containsExactly(
                        Reason.of(Rule.SYNTHETIC_SHARE, 1, 0.5, new Reason.Detail("no human text yet")),
                        Reason.of(Rule.GENERATOR_SHARE, 1, 0.4, new Reason.Generator("m")));
        gate.decide(Samples.text("human one").at(1));
        gate.decide(Samples.text("human two").at(2));
        assertThat(gate.decide(Samples.text("model one").model("m").at(3)).accepted())
                .isTrue();
        // When
        Verdict second = gate.decide(Samples.text("model two").model("m").at(4));
        Verdict third = gate.decide(Samples.text("model three").model("n").at(5));
        // Then
        assertThat(second.reasons())
                .containsExactly(Reason.of(Rule.GENERATOR_SHARE, 0.5, 0.4, new Reason.Generator("m")));
        assertThat(third.accepted()).isTrue();
        assertThat(third.scores()).containsEntry("syntheticShare", 0.5);
    }

    @Test
    void largestBaselineCanBeCounted() {
        TestGate gate = new TestGate(Policies.withDefault(
                "synthetic: {maxShare: 0.5, baseline: {human: 1000000000000, synthetic: 1000000000000}}"));
        assertThat(gate.decide(Samples.text("a human text").at(0)).accepted()).isTrue();
        assertThat(gate.decide(Samples.text("a model's text").model("m").at(1)).accepted())
                .isTrue();
        assertThat(TestGate.rules(gate.decide(Samples.text("another").model("m").at(2))))
                .containsExactly("synthetic-share");
    }

    @Test
    @DisplayName("Law 4: a refused sample names every rule that it broke, in one order")
    void law4_allReasonsTogether() {
        // Given
        TestGate gate = new TestGate(Policies.withDefault("""
                text: {maxCharacters: 545}, novelty: {nearDuplicate: 0.7}, marker: {max: 0.5},
                synthetic: {maxShare: 0.1, maxGeneratorShare: 0.1, maxGeneration: 1}"""));
        gate.decide(Samples.text(TEXT).at(0));
        // When
        Verdict verdict = gate.decide(Samples.text(TEXT + " poison poison")
                .by("unknown")
                .generation(4)
                .at(1));
        // Then
        assertThat(TestGate.rules(verdict))
                .containsExactly(
                        "text-length",
                        "near-duplicate",
                        "marker",
                        "synthetic-share",
                        "generator-share",
                        "generation-depth",
                        "unknown-origin");
    }

    @Test
    @DisplayName("Law 6: memory learns only from what was accepted")
    void law6_refusedSampleIsNotRemembered() {
        // Given a sample that is refused for its marker words
        MapStorage storage = new MapStorage();
        TestGate gate = new TestGate(Policies.withDefault("synthetic: {maxShare: 0.5}"), storage);
        assertThat(TestGate.rules(
                        gate.decide(Samples.text(TEXT + " poison poison").at(0))))
                .containsExactly("marker");
        // When its text comes again, and a model's sample that only it could outweigh
        Verdict similar = gate.decide(Samples.text(TEXT + " fine").model("m").at(1));
        gate.flush();
        // Then
        assertThat(TestGate.rules(similar)).containsExactly("synthetic-share");
        assertThat(similar.scores()).containsEntry("novelty", 1.0).containsEntry("syntheticShare", 1.0);
        assertThat(storage.size(Storage.Table.SAMPLES)).isZero();
        assertThat(new TestGate(Policies.builtIn(), storage).admission.standings())
                .isEmpty();
        assertThat(storage.size(Storage.Table.GENERATORS)).isZero();
        assertThat(storage.size(Storage.Table.SCOPES)).isEqualTo(1);
    }

    @Test
    @DisplayName("Law 3: nothing is refused as a copy of a refused sample")
    void law3_copyOfARefusedCopyIsMeasuredAgainstWhatWasAccepted() {
        Seeds.each(20, random -> {
            // Given A, B like A, and C like B but not like A
            TestGate gate = new TestGate(Policies.withDefault("novelty: {nearDuplicate: 0.8}"));
            String a = Texts.words(random, 300);
            String b = Texts.rewritten(random, a, 0, 18);
            String c = Texts.rewritten(random, b, 200, 236);
            // When and then
            assertThat(gate.decide(Samples.text(a).at(0)).accepted()).isTrue();
            assertThat(TestGate.rules(gate.decide(Samples.text(b).at(1)))).containsExactly("near-duplicate");
            assertThat(gate.decide(Samples.text(c).at(2)).accepted()).isTrue();
            assertThat(TestGate.rules(gate.decide(
                            Samples.text(Texts.rewritten(random, c, 0, 2)).at(3))))
                    .containsExactly("near-duplicate");
        });
    }

    @Test
    @DisplayName("Law 8: 100 failures in a row stop the gate, 99 don't")
    void law8_failuresInARowStopTheGate() {
        // Given
        TestGate gate = new TestGate(Policies.builtIn());
        for (int i = 0; i < 99; i++) {
            Verdict verdict = gate.decide(Samples.text(MarkerScorer.TRAP + i).at(i));
            assertThat(TestGate.rules(verdict)).containsExactly("gate-failure");
        }
        // When one is judged in between
        assertThat(gate.decide(Samples.text("judged").at(99)).accepted()).isTrue();
        // Then it takes 100 more
        for (int i = 0; i < 99; i++) {
            assertThat(gate.decide(Samples.text(MarkerScorer.TRAP + i).at(100 + i))
                            .accepted())
                    .isFalse();
        }
        assertThatThrownBy(() -> gate.decide(Samples.text(MarkerScorer.TRAP).at(200)))
                .isInstanceOf(Fatal.class)
                .hasMessageNotContaining(MarkerScorer.TRAP);
    }

    @Test
    @DisplayName("Law 8: a gate that is started again and again doesn't empty its input into quarantine")
    void law8_failuresInARowAreCountedOverRestarts() {
        // Given a gate that stopped after 100 failures, the last of them undecided
        MapStorage storage = new MapStorage();
        for (int i = 0; i < 99; i++) {
            new TestGate(Policies.builtIn(), storage)
                    .decide(Samples.text(MarkerScorer.TRAP + i).at(i));
        }
        // When it is started again, then the next failure stops it again
        TestGate again = new TestGate(Policies.builtIn(), storage);
        assertThatThrownBy(() -> again.decide(Samples.text(MarkerScorer.TRAP).at(99)))
                .isInstanceOf(Fatal.class);
    }

    @Test
    @DisplayName("Law 8: a sample that fails in admission is a gate-failure, and nothing of it is remembered")
    void law8_failureInAdmissionIsRefused() {
        // Given a sample scored without the scores that the policy asks for
        MapStorage storage = new MapStorage();
        TestGate gate = new TestGate(Policies.builtIn(), storage);
        Scored.Sampled scored =
                (Scored.Sampled) gate.scoring.score(Samples.text("a text").at(0));
        Scored.Sampled without = new Scored.Sampled(
                scored.arrival(),
                scored.policy(),
                scored.id(),
                scored.dataset(),
                scored.scope(),
                scored.provenance(),
                scored.sketch(),
                scored.idHash(),
                scored.valueHash(),
                List.of(),
                List.of());
        // When
        Verdict verdict = admit(gate.admission, without);
        // Then
        assertThat(TestGate.rules(verdict)).containsExactly("gate-failure");
        assertThat(storage.size(Storage.Table.SAMPLES)).isZero();
        assertThat(admit(gate.admission, scored).accepted()).isTrue();
    }

    @Test
    void whatAnotherPolicyScoredIsScoredAgain() {
        // Given a sample scored where the policy looks at other roles
        Policy here = Policies.withDefault("marker: {max: 0.1, roles: [user]}");
        TestGate there = new TestGate(Policies.withDefault("marker: {max: 0.1, roles: [system]}"));
        TestGate one = new TestGate(here);
        TestGate other = new TestGate(here);
        String json = """
                {"messages": [{"role": "user", "content": "poison"}]}""";
        // When
        Verdict verdict = admit(one.admission, there.scoring.score(Samples.raw(0, json)));
        // Then
        assertThat(TestGate.json(verdict)).isEqualTo(TestGate.json(other.decide(Samples.raw(0, json))));
        assertThat(TestGate.rules(verdict)).containsExactly("marker");
        assertThat(verdict.policy()).isEqualTo(one.gate.fingerprint()).isNotEqualTo(there.gate.fingerprint());
    }

    @Test
    void changedScopeStopsTheGateAndNamesTheDataset() {
        // Given
        MapStorage storage = new MapStorage();
        TestGate before = new TestGate(Policies.builtIn(), storage);
        before.decide(Samples.text("a text").in("maths").at(0));
        before.flush();
        // Then
        Policy other = Policies.of("datasets: {maths: {novelty: {scope: elsewhere}}}");
        assertThatThrownBy(() -> new TestGate(other, storage))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("maths")
                .hasMessageContaining("elsewhere");
        Policy same = Policies.of("datasets: {maths: {novelty: {scope: maths}}}");
        assertThatCode(() -> new TestGate(same, storage)).doesNotThrowAnyException();
    }

    @Test
    void otherLayoutOrSketchVersionStopsTheGate() {
        for (int other : new int[] {2 << 16 | Sketch.VERSION, 3 << 16 | (Sketch.VERSION + 1)}) {
            MapStorage storage = new MapStorage();
            new TestGate(Policies.builtIn(), storage)
                    .decide(Samples.text("a text").at(0));
            storage.put(
                    Storage.Table.FACTS,
                    "layout".getBytes(StandardCharsets.UTF_8),
                    ByteBuffer.allocate(4).putInt(other).array());
            String before = storage.dump();
            assertThatThrownBy(() -> new TestGate(Policies.builtIn(), storage))
                    .isInstanceOf(Fatal.class)
                    .hasMessageContaining("version");
            assertThat(storage.dump()).isEqualTo(before);
        }
    }

    @Test
    void fullIndexBudgetStopsTheGateAndNothingIsRemembered() {
        // Given a budget that what 1,000 samples take fits into, and nothing more
        IndexBudget plenty = new IndexBudget(TestGate.PLENTY);
        TestGate measuring = new TestGate(Policies.builtIn(), Storage.ofTheProcess(), plenty);
        for (int i = 0; i < 1000; i++) {
            measuring.decide(Samples.text("text number " + i).at(i));
        }
        long first = plenty.used();
        IndexBudget budget = new IndexBudget(first);
        MapStorage storage = new MapStorage();
        TestGate gate = new TestGate(Policies.builtIn(), storage, budget);
        int offset = 0;
        while (offset < 1000) {
            gate.decide(Samples.text("text number " + offset).at(offset++));
        }
        while (plenty.used() == first) {
            measuring.decide(Samples.text("text number " + offset).at(offset));
            if (plenty.used() == first) {
                gate.decide(Samples.text("text number " + offset).at(offset++));
            }
        }
        gate.flush();
        String before = storage.dump();
        // When
        int last = offset;
        assertThatThrownBy(() -> gate.decide(Samples.text("one too many").at(last)))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("--index-memory");
        // Then
        assertThat(storage.dump()).isEqualTo(before);
        assertThat(budget.used()).isEqualTo(first);
        gate.admission.close();
        assertThat(budget.used()).isZero();
        // And a smaller budget stops the start, and gives back what it took
        IndexBudget smaller = new IndexBudget(first - 1);
        assertThatThrownBy(() -> new TestGate(Policies.builtIn(), storage, smaller))
                .isInstanceOf(Fatal.class);
        assertThat(smaller.used()).isZero();
        assertThatCode(() -> new TestGate(Policies.builtIn(), storage, budget)).doesNotThrowAnyException();
    }

    @Test
    void namesThatAProducerMakesUpCountAsMemory() {
        // Given
        IndexBudget budget = new IndexBudget(1 << 20);
        TestGate gate = new TestGate(Policies.builtIn(), Storage.ofTheProcess(), budget);
        // When
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        gate.decide(Samples.text("text number " + i)
                                .in("dataset " + i)
                                .at(i));
                    }
                })
                // Then
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("--index-memory");
    }

    @Test
    void listenerHearsTheShareOfWhatIsAcceptedAndOfWhatWas() {
        // Given
        List<String> heard = new ArrayList<>();
        GateListener listener = new GateListener() {
            @Override
            public void stands(Standing standing) {
                heard.add(standing.dataset() + " " + standing.share() + " "
                        + standing.limit().orElse(-1));
            }
        };
        Gate gate =
                new Gate(Policies.withDefault("synthetic: {maxShare: 0.5}"), List.of(new MarkerScorer()), 1_000, "1");
        MapStorage storage = new MapStorage();
        Admission admission = gate.newAdmission(storage, Samples.TOPIC, new IndexBudget(TestGate.PLENTY), listener);
        Scoring scoring = gate.newScoring();
        // When
        admit(admission, scoring.score(Samples.text("refused").model("m").at(0)));
        admission.standings();
        admit(admission, scoring.score(Samples.text("one").at(1)));
        admit(admission, scoring.score(Samples.text("two").model("m").at(2)));
        admission.standings();
        admission.flushLedger();
        admission.flushIndex();
        gate.newAdmission(storage, Samples.TOPIC, new IndexBudget(TestGate.PLENTY), listener)
                .standings();
        // Then
        assertThat(heard).containsExactly("d 0.0 0.5", "d 0.5 0.5", "d 0.5 0.5");
    }

    @Test
    void lastSamplesAreRememberedAndNoMore() {
        // Given a gate that remembers two samples
        TestGate gate = new TestGate(Policies.withDefault("novelty: {remember: 2}"));
        gate.decide(Samples.text("the first").at(0));
        gate.decide(Samples.text("the second").at(1));
        assertThat(TestGate.rules(gate.decide(Samples.text("the first").at(2)))).containsExactly("exact-duplicate");
        // When a third is accepted
        gate.decide(Samples.text("the third").at(3));
        // Then the first is new again, and the second isn't
        assertThat(TestGate.rules(gate.decide(Samples.text("the second").at(4))))
                .containsExactly("exact-duplicate");
        assertThat(gate.decide(Samples.text("the first").at(5)).accepted()).isTrue();
    }

    @Test
    void timeToRememberIsThatOfTheAcceptedRecords() {
        // Given a gate that remembers ten seconds
        TestGate gate = new TestGate(Policies.withDefault("novelty: {remember: 10s}, marker: {max: 0.1}"));
        gate.decide(Samples.stamped(Samples.text("the first").at(0), 100_000));
        // When a record comes that is late, and one that is refused
        assertThat(gate.decide(Samples.stamped(Samples.text("late").at(1), 20_000))
                        .accepted())
                .isTrue();
        gate.decide(Samples.stamped(Samples.text("poison").at(2), 900_000));
        // Then time stands still
        assertThat(gate.decide(Samples.stamped(Samples.text("the first").at(3), 110_999))
                        .accepted())
                .isFalse();
        assertThat(gate.decide(Samples.stamped(Samples.text("ten later").at(4), 110_999))
                        .accepted())
                .isTrue();
        assertThat(gate.decide(Samples.stamped(Samples.text("the first").at(5), 111_000))
                        .accepted())
                .isFalse();
        // And moves on with what is accepted; what came late goes with what was accepted beside it
        assertThat(gate.decide(Samples.stamped(Samples.text("eleven later").at(6), 111_000))
                        .accepted())
                .isTrue();
        assertThat(gate.decide(Samples.stamped(Samples.text("the first").at(7), 0))
                        .accepted())
                .isTrue();
        assertThat(gate.decide(Samples.stamped(Samples.text("late").at(8), 0)).accepted())
                .isTrue();
        assertThat(gate.decide(Samples.stamped(Samples.text("ten later").at(9), 0))
                        .accepted())
                .isFalse();
    }

    @Test
    void forgottenBlocksAreDeletedAndTheRestIsFoundAfterARestart() {
        // Given a gate that remembers 100 samples and has accepted 10,000, with a commit now and then
        Policy policy = Policies.withDefault("novelty: {remember: 100}");
        MapStorage storage = new MapStorage();
        TestGate gate = new TestGate(policy, storage);
        for (int i = 0; i < 10_000; i++) {
            gate.decide(Samples.text("text number " + i).at(i));
            if (i % 30 == 29) {
                gate.flush();
            }
        }
        gate.flush();
        // Then storage holds little more than these
        assertThat(storage.samples()).hasSizeBetween(100, 5_000);
        // And a restarted gate knows the same as this one
        TestGate restarted = new TestGate(policy, storage.copy());
        for (int i = 9_890; i < 9_910; i++) {
            Arrival again = Samples.text("text number " + i).at(20_000 + i);
            assertThat(TestGate.json(restarted.decide(again))).isEqualTo(TestGate.json(gate.decide(again)));
        }
    }

    @Test
    void missingOrDamagedBlockStopsTheGate() {
        Seeds.each(200, random -> {
            // Given the memory of a few hundred samples in many blocks
            MapStorage storage = new MapStorage();
            TestGate gate = new TestGate(Policies.builtIn(), storage);
            for (int i = 0; i < 300; i++) {
                gate.decide(Samples.text("text number " + i).at(i));
                if (random.nextInt(20) == 0) {
                    gate.flush();
                }
            }
            gate.flush();
            // When one is lost, or cut off
            List<byte[]> keys = new ArrayList<>();
            List<byte[]> blocks = new ArrayList<>();
            storage.forEach(Storage.Table.SAMPLES, (key, block) -> {
                keys.add(key);
                blocks.add(block);
            });
            int one = random.nextInt(keys.size());
            if (random.nextBoolean()) {
                storage.delete(Storage.Table.SAMPLES, keys.get(one));
            } else {
                byte[] block = blocks.get(one);
                storage.put(Storage.Table.SAMPLES, keys.get(one), Arrays.copyOf(block, random.nextInt(block.length)));
            }
            // Then
            assertThatThrownBy(() -> new TestGate(Policies.builtIn(), storage))
                    .isInstanceOf(Fatal.class)
                    .hasMessageContaining("state-dir");
        });
    }

    @Test
    void repeatedTurnsAreScoredAndRefusedWhereThePolicySaysSo() {
        Random random = new Random(4);
        String answer = Texts.words(random, 60);
        String other = Texts.words(random, 60);
        TestGate measuring = new TestGate(Policies.builtIn());
        TestGate refusing = new TestGate(Policies.withDefault("novelty: {minTurnNovelty: 0.6}"));
        for (TestGate gate : List.of(measuring, refusing)) {
            assertThat(gate.decide(dialogue(0, "what is it?", answer)).scores()).containsEntry("turnNovelty", 1.0);
            assertThat(gate.decide(dialogue(1, "who?", "nobody")).scores()).doesNotContainKey("turnNovelty");
        }
        // When the answer comes again under other questions
        Arrival again = dialogue(2, Texts.words(random, 90), other, Texts.words(random, 70), answer);
        // Then
        Verdict measured = measuring.decide(again);
        assertThat(measured.accepted()).isTrue();
        assertThat(measured.scores()).containsEntry("turnNovelty", 0.5);
        assertThat(refusing.decide(again).reasons())
                .containsExactly(new Reason(
                        Rule.REPEATED_TURN,
                        OptionalDouble.of(0.5),
                        OptionalDouble.of(0.6),
                        Optional.of(new Reason.CopiedTurn(3, new Source(Samples.TOPIC, 0, 0)))));
        assertThat(TestGate.json(refusing.decide(again)))
                .contains("\"rule\":\"repeated-turn\",\"observed\":0.5,\"limit\":0.6,\"turn\":3,\"match\":{");
    }

    /** Questions and answers in turn. */
    private static Arrival dialogue(long offset, String... turns) {
        StringBuilder json = new StringBuilder("{\"messages\":[");
        for (int i = 0; i < turns.length; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"role\":\"")
                    .append(i % 2 == 0 ? "user" : "assistant")
                    .append("\",\"content\":\"")
                    .append(turns[i])
                    .append("\"}");
        }
        return Samples.raw(offset, json.append("]}").toString());
    }

    @Test
    void sharedPromptOrToolsSayNothingAboutNovelty() {
        // Given conversations of their own behind one long system prompt, or one long list of tools
        Random random = new Random(6);
        String prompt = Texts.words(random, 1_000);
        TestGate gate = new TestGate(Policies.builtIn());
        for (int i = 0; i < 500; i++) {
            String turns = "{\"role\":\"user\",\"content\":\"" + Texts.words(random, 40) + "\"},"
                    + "{\"role\":\"assistant\",\"content\":\"" + Texts.words(random, 40) + "\"}";
            String json = i % 2 == 0
                    ? "{\"messages\":[{\"role\":\"system\",\"content\":\"" + prompt + "\"}," + turns + "]}"
                    : "{\"tools\":[{\"description\":\"" + prompt + "\"}],\"messages\":[" + turns + "]}";
            // When
            Verdict verdict = gate.decide(Samples.raw(i, json));
            // Then
            assertThat(verdict.accepted()).as(TestGate.json(verdict)).isTrue();
            assertThat(verdict.scores().get("novelty")).isGreaterThan(0.75);
        }
    }

    private static Verdict admit(Admission admission, Scored scored) {
        List<Departure> leaving = admission.admit(scored, scored.arrival().timestamp(), 0);
        assertThat(leaving).hasSize(1);
        return leaving.get(0).verdict();
    }
}
