package io.tidegate.score.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.sample.Origin;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Basis;
import io.tidegate.score.Category;
import io.tidegate.score.Evidence;
import io.tidegate.score.Judge;
import io.tidegate.score.JudgeFailure;
import io.tidegate.score.Score;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxScorerTest {

    private static final double HARMLESS = 0.018; // sigmoid(-4)
    private static final double HARMFUL = 0.982; // sigmoid(4)

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeModel() {
        TinyModel.poison().writeTo(folder);
    }

    @Test
    void scoresTextByTheModel() throws Exception {
        OnnxScorer scorer = in().open();

        assertThat(score(scorer, "The sea is calm.").value()).isEqualTo(HARMLESS);
        assertThat(score(scorer, "The sea is POISON!").value()).isEqualTo(HARMFUL);
        assertThat(score(scorer, "unbadly").value()).as("by a piece of a word").isEqualTo(HARMFUL);
        assertThat(score(scorer, "").value()).isZero();
        assertThat(score(scorer, "poison").basis()).isEqualTo(Basis.MODEL);
    }

    @Test
    void theWorstWindowCountsAndIsTheEvidence() throws Exception {
        OnnxScorer scorer = in().maxTokens(10).open();
        String clean = "the sea is calm. ";

        Score score = score(scorer, "😀 " + clean.repeat(6) + "poison. " + clean.repeat(6));

        assertThat(score.value()).isEqualTo(HARMFUL);
        Evidence evidence = score.evidence().orElseThrow();
        assertThat(evidence.turn()).isZero();
        assertThat(evidence.spans()).hasSize(1);
        int poison = 2 + 6 * clean.length();
        assertThat(evidence.spans().get(0).start()).isLessThanOrEqualTo(poison).isGreaterThan(poison - 40);
        assertThat(evidence.spans().get(0).end())
                .isGreaterThanOrEqualTo(poison + "poison".length())
                .isLessThan(poison + 40);
    }

    @Test
    void windowsOverlapByAnEighth() throws Exception {
        OnnxScorer scorer = in().maxTokens(18).open();
        String text = "sea ".repeat(16) + "poison" + " sea".repeat(30);

        assertThat(score(scorer, text).evidence())
                .contains(Evidence.of(0, 14 * 4, text.indexOf("poison") + 6 + 13 * 4));
    }

    @Test
    void everyTokenIsInAWindow() throws Exception {
        OnnxScorer scorer = in().maxTokens(10).open();
        for (int length = 1; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                List<String> words = new ArrayList<>(Collections.nCopies(length, "sea"));
                words.set(at, "poison");
                assertThat(score(scorer, String.join(" ", words)).value())
                        .as("%d of %d", at, length)
                        .isEqualTo(HARMFUL);
            }
        }
    }

    @Test
    void judgesTheGivenRolesAndPlainTextAlways() throws Exception {
        OnnxScorer scorer = in().open();
        Sample spoken = sample(turn(Role.SYSTEM, "poison"), turn(Role.USER, "calm"), turn(Role.ASSISTANT, "poison"));

        assertThat(scorer.newJudge().score(spoken, Set.of(Role.USER)).value()).isEqualTo(HARMLESS);
        assertThat(scorer.newJudge()
                        .score(spoken, Set.of(Role.USER, Role.ASSISTANT))
                        .evidence())
                .contains(Evidence.of(2, 0, 6));
        assertThat(scorer.newJudge().score(spoken, Set.of(Role.TOOL))).isEqualTo(Score.NONE);
        assertThat(scorer.newJudge()
                        .score(sample(turn(Role.TEXT, "poison")), Set.of())
                        .value())
                .isEqualTo(HARMFUL);
    }

    @Test
    void furtherOutputsAreCategories() throws Exception {
        OnnxScorer scorer = in().category("snake-bite", 2).category("all", 1).open();

        assertThat(scorer.categories()).containsExactly("all", "snake-bite");
        Score score = score(scorer, "the venom is calm");
        assertThat(score.value()).isEqualTo(0.2689); // sigmoid(3 - 4)
        assertThat(score.categories())
                .containsExactly(
                        new Category("all", 0.2689, Optional.of(Evidence.of(0, 0, 17))),
                        new Category("snake-bite", HARMFUL, Optional.of(Evidence.of(0, 0, 17))));
    }

    @Test
    void activationsMakeScoresOfOutputs() throws Exception {
        // Outputs are -4, 4 and -4
        assertThat(score(in().activation(Activation.SOFTMAX).open(), "poison").value())
                .isEqualTo(0.9993);
        assertThat(score(in().activation(Activation.NONE).open(), "poison").value())
                .as("cut to [0, 1]")
                .isEqualTo(1);
        assertThat(score(in().activation(Activation.NONE).open(), "calm").value())
                .isZero();
    }

    @Test
    void whatIsNoNumberIsRefused() throws Exception {
        for (Activation activation : Activation.values()) {
            assertThat(activation.score(new float[] {0, Float.NaN}, 1)).isEqualTo(1);
        }
        float[] infinite = {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
        assertThat(Activation.SIGMOID.score(infinite, 0)).isZero();
        assertThat(Activation.SIGMOID.score(infinite, 1)).isEqualTo(1);
        assertThat(Activation.SOFTMAX.score(infinite, 1)).isEqualTo(1);
        assertThat(Activation.SOFTMAX.score(new float[] {1_000, 1_000}, 0)).isEqualTo(0.5);

        TinyModel.poison().withWeight("calm", Float.POSITIVE_INFINITY).writeTo(folder);
        assertThat(score(in().open(), "calm").value()).isEqualTo(1);
    }

    @Test
    void aSampleOverTheBudgetIsNotAskedAbout() throws Exception {
        OnnxScorer scorer = in().budget(6).open();

        assertThat(score(scorer, "the sea is poison!!").value()).isEqualTo(HARMFUL);
        assertThat(score(scorer, "the sea is poison!!!")).isEqualTo(Score.NOT_ASKED);
        Sample two = sample(turn(Role.USER, "the sea is calm"), turn(Role.ASSISTANT, "the sea is calm"));
        assertThat(scorer.newJudge().score(two, Set.of(Role.USER)).value()).isEqualTo(HARMLESS);
        assertThat(scorer.newJudge().score(two, Set.of(Role.USER, Role.ASSISTANT)))
                .as("the budget is the sample's, not the turn's")
                .isEqualTo(Score.NOT_ASKED);
        assertThat(scorer.refusalIfNotAsked()).contains("over its budget of 6 tokens");
        assertThat(in().passing().open().refusalIfNotAsked()).isEmpty();
    }

    @Test
    void theBatchChangesNothing() throws Exception {
        List<Sample> samples = new ArrayList<>();
        Random random = new Random(11);
        List<String> words = List.of("the", "sea", "calm", "poison", "venom", "unbadly", "?", "水", "nonsense");
        for (int i = 0; i < 60; i++) {
            Turn[] turns = new Turn[1 + random.nextInt(6)];
            Arrays.setAll(
                    turns,
                    turn -> turn(
                            Role.USER,
                            random.ints(random.nextInt(30), 0, words.size() * 4)
                                    .mapToObj(word -> word < words.size() ? words.get(word) : "sea")
                                    .collect(Collectors.joining(" "))));
            samples.add(sample(turns));
        }
        List<Score> one = scores(in().category("snake-bite", 2).batch(1).open(), samples);

        assertThat(one.stream().map(Score::value).distinct().count()).isGreaterThan(2);
        assertThat(scores(in().category("snake-bite", 2).batch(1).open(), samples))
                .as("again")
                .isEqualTo(one);
        for (int batch : new int[] {2, 3, 64}) {
            assertThat(scores(in().category("snake-bite", 2).batch(batch).open(), samples))
                    .isEqualTo(one);
        }
    }

    @Test
    void aModelThatFailsIsNotTheSamplesFault() throws Exception {
        OnnxModel small = OnnxModel.open(TinyModel.poison().withTokens(10).bytes());
        WindowJudge judge = new WindowJudge(
                in().classifier(), small, Vocabulary.of(TinyModel.poison().vocabulary()));

        assertThatThrownBy(() -> judge.score(sample(turn(Role.TEXT, "calm b")), Set.of()))
                .isInstanceOf(JudgeFailure.class)
                .hasMessageStartingWith("the judge second-opinion failed on 1 windows of 16 tokens: ")
                .hasMessageEndingWith("a smaller batch or maxTokens in the policy needs less of it.");
    }

    @Test
    void aModelMayTakeTokenTypes() throws Exception {
        TinyModel.poison().withTypes().writeTo(folder);

        assertThat(score(in().open(), "poison").value()).isEqualTo(HARMFUL);
    }

    @Test
    void theVersionHoldsTheHashesOfBothFiles() throws Exception {
        String version = in().open().version();
        assertThat(version)
                .matches("onnx-1 runtime 1\\.22\\.0 model sha256:[0-9a-f]{64} vocabulary sha256:[0-9a-f]{64}");
        assertThat(in().open().version()).isEqualTo(version);

        Files.write(
                folder.resolve("vocab.txt"),
                (new String(TinyModel.poison().vocabulary(), UTF_8) + "\n\n").getBytes(UTF_8));
        assertThatThrownBy(() -> in().open()).hasMessageContaining("vocabulary of 22");
        Files.write(
                folder.resolve("vocab.txt"),
                new String(TinyModel.poison().vocabulary(), UTF_8)
                        .replace("calm", "flat")
                        .getBytes(UTF_8));
        assertThat(in().open().version()).isNotEqualTo(version);
        TinyModel.poison().withWeight("b", 1).writeTo(folder);
        assertThat(in().open().version()).isNotEqualTo(version);
    }

    @Test
    void whatIsMissingOrDamagedIsNamed() throws Exception {
        assertProblem(in().column(3), UnusableClassifier.Part.COLUMN, "the model has no output 3 but 3");
        assertProblem(in().category("x", 7), UnusableClassifier.Part.CATEGORIES, "the model has no output 7 but 3");

        TinyModel.poison().withTokens(10).writeTo(folder);
        assertProblem(in(), UnusableClassifier.Part.MODEL, "of a vocabulary of 20: ");
        TinyModel.poison().withInput("words").writeTo(folder);
        assertProblem(in(), UnusableClassifier.Part.MODEL, "has no input input_ids but");
        TinyModel.poison().withFixedLength(16).writeTo(folder);
        assertProblem(in().maxTokens(32), UnusableClassifier.Part.MODEL, "can't judge windows of 32 tokens, 4 at once");

        byte[] model = TinyModel.poison().bytes();
        Files.write(folder.resolve("judge.onnx"), Arrays.copyOf(model, model.length / 2));
        assertProblem(in(), UnusableClassifier.Part.MODEL, "is no ONNX model that can be used: ");
        Files.delete(folder.resolve("judge.onnx"));
        assertProblem(in(), UnusableClassifier.Part.MODEL, "there is no file " + folder.resolve("judge.onnx"));
        Files.createDirectory(folder.resolve("judge.onnx"));
        assertProblem(in(), UnusableClassifier.Part.MODEL, "it is a folder");
        TinyModel.poison();
        Files.delete(folder.resolve("vocab.txt"));
        Files.delete(folder.resolve("judge.onnx"));
        Files.write(folder.resolve("judge.onnx"), model);
        assertProblem(in(), UnusableClassifier.Part.VOCABULARY, "there is no file");
    }

    private void assertProblem(TinyClassifier classifier, UnusableClassifier.Part part, String message) {
        assertThatThrownBy(classifier::open).isInstanceOfSatisfying(UnusableClassifier.class, problem -> {
            assertThat(problem.part()).isEqualTo(part);
            assertThat(problem).hasMessageContaining(message);
        });
    }

    private TinyClassifier in() {
        return TinyClassifier.in(folder);
    }

    private static List<Score> scores(OnnxScorer scorer, List<Sample> samples) {
        Judge judge = scorer.newJudge();
        return samples.stream()
                .map(sample -> judge.score(sample, Set.of(Role.USER)))
                .toList();
    }

    private static Score score(OnnxScorer scorer, String text) {
        return scorer.newJudge().score(sample(turn(Role.TEXT, text)), Set.of());
    }

    private static Turn turn(Role role, String text) {
        return new Turn(role, text, Origin.UNKNOWN);
    }

    private static Sample sample(Turn... turns) {
        return new Sample("id", Optional.empty(), Origin.UNKNOWN, List.of(turns));
    }
}
