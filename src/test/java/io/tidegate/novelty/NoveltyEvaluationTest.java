package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.Texts;
import io.tidegate.novelty.Accuracy.Band;
import io.tidegate.novelty.NoveltyEvaluation.Refusal;
import io.tidegate.novelty.NoveltyEvaluation.Unrelated;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class NoveltyEvaluationTest {

    private static final OptionalDouble LIMIT = OptionalDouble.of(0.8);
    private static final int WORDS = 400;

    private final Random random = new Random(11);
    private final NoveltyEvaluation evaluation = new NoveltyEvaluation(0, random);
    private final String text = Texts.words(random, WORDS);

    /** A copy whose similarity is this, as its last words are others. */
    private String copy(double similarity) {
        double kept = 2 * similarity / (1 + similarity);
        return Texts.rewritten(random, text, (int) Math.round(kept * (WORDS - 4)) + 4, WORDS);
    }

    private Optional<Refusal> judge(String id, String sample) {
        return evaluation.judge("scope", id, List.of(sample), LIMIT, false);
    }

    @Test
    void pairsCountInTheBandOfTheirTrueSimilarity() {
        // When
        for (double similarity : new double[] {0.95, 0.87, 0.83, 0.77, 0.73, 0.4}) {
            evaluation.compare(text, copy(similarity), 0.55);
        }
        evaluation.compare(text, text.replace(" ", "\n\n"), 0.55);
        // Then
        Accuracy pairs = evaluation.pairs();
        assertThat(pairs.bands())
                .containsExactly(
                        new Band(0.9, 2, 2),
                        new Band(0.85, 1, 1),
                        new Band(0.8, 1, 1),
                        new Band(0.75, 1, 1),
                        new Band(0.7, 1, 1),
                        new Band(0, 1, 0));
        assertThat(pairs.compared()).as("equal texts need no estimate").isEqualTo(6);
        assertThat(pairs.nearDuplicates()).isEqualTo(5);
        assertThat(pairs.atLimit()).isEqualTo(5);
        assertThat(pairs.lowest()).isCloseTo(0.73, within(0.01));
    }

    @Test
    void samplesAreComparedWithAcceptedOnesOnly() {
        // Given a sample, a copy of it, and a copy of the copy that the sample itself is less like
        String copy = Texts.rewritten(random, text, 0, 20);
        String copyOfCopy = Texts.rewritten(random, copy, WORDS - 120, WORDS);
        // When and then
        assertThat(judge("first", text)).isEmpty();
        assertThat(judge("copy", copy)).hasValueSatisfying(refusal -> {
            assertThat(refusal.match()).isEqualTo("first");
            assertThat(refusal.exact()).isEqualTo(Shingles.jaccard(Shingles.of(text), Shingles.of(copy)));
            assertThat(refusal.observed()).isCloseTo(refusal.exact(), within(0.1));
        });
        assertThat(judge("copy of copy", copyOfCopy)).isEmpty();
        assertThat(judge("equal", text.toUpperCase(Locale.ROOT) + "!")).contains(new Refusal("equal", "first", 1, 1));
        assertThat(judge("spaced", " " + text)).contains(new Refusal("spaced", "first", 1, 1));
        assertThat(evaluation.judge("other scope", "first", List.of(text), LIMIT, false))
                .isEmpty();
        assertThat(evaluation.judged()).isEqualTo(6);
        assertThat(evaluation.exactDuplicates()).isEqualTo(1);
        assertThat(evaluation.samples().nearDuplicates()).isEqualTo(2);
        assertThat(evaluation.samples().compared()).isEqualTo(3);
        assertThat(evaluation.samples().bands()).contains(new Band(0.9, 3, 3), new Band(0, 3, 0));
    }

    @Test
    void turnsAreOneText() {
        judge("text", "one two three four five six seven eight");
        assertThat(evaluation.judge(
                        "scope", "turns", List.of("one two three four", "five six seven eight"), LIMIT, false))
                .contains(new Refusal("turns", "text", 1, 1));
    }

    @Test
    void withoutALimitOnlyEqualTextsAreRefused() {
        assertThat(evaluation.judge("s", "a", List.of(text), OptionalDouble.empty(), false))
                .isEmpty();
        assertThat(evaluation.judge("s", "b", List.of(text + "!"), OptionalDouble.empty(), false))
                .isEmpty();
        assertThat(evaluation.judge("s", "c", List.of(text), OptionalDouble.empty(), false))
                .contains(new Refusal("c", "a", 1, 1));
    }

    @Test
    void samplesWithOtherNumbersAreNotComparedWhereNumbersMatter() {
        evaluation.judge("s", "a", List.of(text + " 1"), LIMIT, true);
        assertThat(evaluation.judge("s", "b", List.of(text + " 2"), LIMIT, true))
                .isEmpty();
        assertThat(evaluation.judge("s", "c", List.of(text + " x"), LIMIT, false))
                .isPresent();
        assertThat(evaluation.samples().bands()).contains(new Band(0.9, 1, 1), new Band(0, 2, 0));
    }

    @Test
    void copiesFillEveryBand() {
        NoveltyEvaluation withCopies = new NoveltyEvaluation(5, random);
        for (int i = 0; i < 200; i++) {
            withCopies.judge("s", "id-" + i, List.of(Texts.words(random, 20 + random.nextInt(WORDS))), LIMIT, false);
        }
        withCopies.judge("s", "no words", List.of("?"), LIMIT, false);

        Accuracy edited = withCopies.edited();
        assertThat(edited.bands()).extracting(Band::pairs).allMatch(pairs -> pairs > 50);
        assertThat(edited.bands().stream().mapToLong(Band::pairs).sum()).isEqualTo(199 * 5);
        assertThat(edited.compared()).isEqualTo(199 * 5);
        assertThat(edited.meanError()).isCloseTo(0, within(0.01));
        assertThat(edited.deviation()).isBetween(0.02, 0.06);
        assertThat(edited.smallestMargin()).isNotNegative();
    }

    @Test
    void unrelatedTextsStayFarBelowTheLimit() {
        Unrelated unrelated = NoveltyEvaluation.unrelated(200_000, 0.8, random);
        assertThat(unrelated.pairs()).isEqualTo(200_000);
        assertThat(unrelated.candidates()).isLessThan(10);
        assertThat(unrelated.refused()).isZero();
        assertThat(unrelated.highest()).isBetween(0.05, 0.5);
    }

    @Test
    void errorsAreEstimateLessTruth() {
        Accuracy accuracy = new Accuracy();
        DoubleStream.of(0.9, 0.7, 0.8).forEach(estimate -> accuracy.estimate(estimate, 0.7));
        assertThat(accuracy.meanError()).isCloseTo(0.1, within(1e-9));
        assertThat(accuracy.deviation()).isCloseTo(Math.sqrt(0.02 / 3), within(1e-9));
        assertThat(accuracy.lowest()).isNaN();
        accuracy.nearDuplicate(0.87, 0.8, 0.8);
        accuracy.nearDuplicate(0.82, 0.7, 0.8);
        assertThat(accuracy.right()).isEqualTo(1);
        assertThat(accuracy.atLimit()).isEqualTo(1);
        assertThat(accuracy.lowest()).isEqualTo(0.7);
        assertThat(accuracy.smallestMargin()).isCloseTo(0.02, within(1e-9));
    }
}
