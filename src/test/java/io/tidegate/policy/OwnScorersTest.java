package io.tidegate.policy;

import static io.tidegate.policy.Reading.SCORERS;
import static io.tidegate.policy.Reading.dataset;
import static io.tidegate.policy.Reading.mistake;
import static io.tidegate.policy.Reading.mistakes;
import static io.tidegate.policy.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnScorersTest {

    private static final String FILES = "onnx: j.onnx, vocabulary: v.txt, column: 1";

    @Test
    void everyKeyIsRead() {
        Policy policy = valid("""
                scorers:
                  second-opinion:
                    onnx: models/judge.onnx
                    vocabulary: models/vocab.txt
                    lowerCase: false
                    column: 1
                    categories: {threat: 2, hate: 0}
                    activation: softmax
                    maxTokens: 128
                    batch: 3
                    budget: 999
                    max: 0.25
                    optional: true
                """);
        assertThat(policy.judges())
                .containsExactly(new OnnxJudge(
                        "second-opinion",
                        "models/judge.onnx",
                        "models/vocab.txt",
                        false,
                        1,
                        new TreeMap<>(Map.of("hate", 0, "threat", 2)),
                        OnnxJudge.Activation.SOFTMAX,
                        128,
                        3,
                        999,
                        0.25,
                        true));
        assertThat(valid(policy.canonical())).isEqualTo(policy);
    }

    @Test
    void onlyFilesAndColumnMustBeSet() {
        assertThat(valid("scorers: {mine: {" + FILES + "}}").judges())
                .containsExactly(new OnnxJudge(
                        "mine",
                        "j.onnx",
                        "v.txt",
                        true,
                        1,
                        new TreeMap<>(),
                        OnnxJudge.Activation.SIGMOID,
                        512,
                        8,
                        4096,
                        0.5,
                        false));
        assertThat(mistakes("scorers:\n  mine: {}\n").stream().map(m -> m.in("p")))
                .containsExactly(
                        "p:2: scorers.mine: needs onnx: the model's file",
                        "p:2: scorers.mine: needs vocabulary: the file with the model's tokens, one a line",
                        "p:2: scorers.mine: needs column: which of the model's outputs is the score, counted from 0");
        assertThat(valid("scorers:").judges()).isEmpty();
    }

    @Test
    void datasetsLimitTheJudgesOfThePolicyByName() {
        String yaml = """
                datasets: {math: {mine: {max: 0.9, roles: [user], categories: {hate: 0.75}}}}
                scorers: {mine: {%s, max: 0.4, categories: {hate: 2}}}
                """.formatted(FILES);

        assertThat(dataset(yaml, "any").scorers()).containsOnlyKeys("toxicity", "spam", "mine");
        assertThat(limit(dataset(yaml, "any")).max()).hasValue(0.4);
        assertThat(limit(dataset(yaml, "any")).categories()).isEqualTo(Map.of("hate", OptionalDouble.empty()));
        assertThat(limit(dataset(yaml, "math")).max()).hasValue(0.9);
        assertThat(limit(dataset(yaml, "math")).of("hate")).hasValue(0.75);
        assertThat(valid(yaml).limitsOff()).contains("mine.categories.hate");
        assertThat(mistake("datasets: {default: {myne: {max: 1}}}\nscorers: {mine: {" + FILES + "}}"))
                .contains("datasets.default.myne: is no known key (did you mean mine?)");
    }

    @Test
    void namesThatMeanSomethingElseAreMistakes() {
        for (String name : List.of("novelty", "synthetic", "text", "toxicity", "spam", "privacy", "malformed")) {
            PolicyReader reader = new PolicyReader(SCORERS, Set.of("malformed"));
            assertThat(reader.read("scorers: {" + name + ": {" + FILES + "}}"))
                    .isInstanceOfSatisfying(
                            PolicyReader.Invalid.class,
                            invalid -> assertThat(invalid.mistakes().get(0).in("p"))
                                    .isEqualTo("p:1: scorers." + name
                                            + ": means something else already: call the scorer something else"));
        }
        for (String name : List.of("Mine", "a.b", "a_b", "''", "a".repeat(41))) {
            assertThat(mistake("scorers: {" + name + ": {" + FILES + "}}")).contains("lower-case letters and hyphens");
        }
    }

    @Test
    void wrongValuesAreNamedWithLineAndKey() {
        assertWrong("maxTokens: 2", "maxTokens: must be a whole number from 3 to 8192, not '2'");
        assertWrong("batch: 0", "batch: must be a whole number from 1 to 1024, not '0'");
        assertWrong("budget: many", "budget: must be a whole number from 1 to 10000000, not 'many'");
        assertWrong("max: off", "max: must be a number from 0 to 1, not 'off'");
        assertWrong("optional: maybe", "optional: must be false or true, not 'maybe'");
        assertWrong(
                "activation: sigmoyd",
                "activation: must be none, sigmoid or softmax, not 'sigmoyd'" + " (did you mean sigmoid?)");
        assertWrong("categories: {Hate: 1}", "categories.Hate: a category is called by");
        assertWrong("categories: {hate: -1}", "categories.hate: must be a whole number from 0 to 999, not '-1'");
        assertWrong("batchs: 3", "batchs: is no known key (did you mean batch?)");
        assertThat(mistake("scorers: {mine: {onnx: ' ', vocabulary: v, column: 0}}"))
                .isEqualTo("p.yaml:1: scorers.mine.onnx: must name a file");
        assertThat(mistake("scorers: {mine: {onnx: [a], vocabulary: v, column: 0}}"))
                .isEqualTo("p.yaml:1: scorers.mine.onnx: must be one value, not a list");
        assertThat(mistake("scorers: [mine]")).contains("scorers: must hold keys and values");
        String categories = IntStream.range(0, 33)
                .mapToObj(i -> "c" + "abcdefghijk".charAt(i % 11) + "xyz".charAt(i / 11) + ": 0")
                .collect(Collectors.joining(", "));
        assertWrong("categories: {" + categories + "}", "categories.ckz: is one too many");
        StringBuilder many = new StringBuilder("scorers:\n");
        for (char letter = 'a'; letter < 'j'; letter++) {
            many.append("  ").append(letter).append(": {").append(FILES).append("}\n");
        }
        assertThat(mistake(many.toString())).contains("p.yaml:10: scorers.i: is one too many");
    }

    @Test
    void whatKeepsAJudgeFromBeingUsedIsAMistakeAtItsKey() {
        PolicyReader reader = new PolicyReader(SCORERS);
        PolicyReader.Outcome outcome = reader.read(
                "scorers:\n  mine:\n    onnx: j.onnx\n    vocabulary: v.txt\n    column: 1\n",
                judge -> Optional.of(new OnnxJudge.Problem("vocabulary", judge.vocabulary() + " is odd")));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        PolicyReader.Invalid.class,
                        invalid -> assertThat(invalid.mistakes())
                                .containsExactly(
                                        new Mistake(4, "scorers.mine.vocabulary", "v.txt is odd", Optional.empty())));
    }

    private static void assertWrong(String line, String problem) {
        assertThat(mistake("scorers:\n  mine:\n    onnx: j\n    vocabulary: v\n    column: 1\n    " + line + "\n"))
                .startsWith("p.yaml:6: scorers.mine." + problem);
    }

    private static DatasetPolicy.ScoreLimit limit(DatasetPolicy policy) {
        return Optional.ofNullable(policy.scorers().get("mine")).orElseThrow();
    }
}
