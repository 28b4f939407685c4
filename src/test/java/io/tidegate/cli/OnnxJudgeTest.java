package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.Child;
import io.tidegate.gate.Gate;
import io.tidegate.gate.IndexBudget;
import io.tidegate.score.onnx.TinyModel;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A judge that a policy brings, from the policy's file to verdicts. */
class OnnxJudgeTest {

    private static final String POLICY = """
            scorers:
              second-opinion:
                onnx: judge.onnx
                vocabulary: vocab.txt
                column: 1
                categories: {snake-bite: 2}
                budget: 20
            datasets:
              gentle: {second-opinion: {categories: {snake-bite: 0.5}}}
            """;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeModel() {
        TinyModel.poison().writeTo(folder);
    }

    @Test
    void verdictsHoldItsScoreReasonAndEvidence() throws IOException {
        List<JsonNode> verdicts = score(
                POLICY,
                "{\"text\": \"The sea is calm.\"}",
                "{\"text\": \"The sea is POISON!\"}",
                "{\"text\": \"A venom it is\", \"dataset\": \"gentle\"}");

        assertThat(verdicts.get(0).path("verdict").asText()).isEqualTo("accepted");
        assertThat(verdicts.get(0).path("scores").path("second-opinion").asDouble())
                .isEqualTo(0.018);
        assertThat(verdicts.get(1).path("reasons"))
                .hasToString("[{\"rule\":\"second-opinion\",\"observed\":0.982,\"limit\":0.5,\"turn\":0,"
                        + "\"spans\":[[0,18]]}]");
        assertThat(verdicts.get(2).path("reasons"))
                .hasToString("[{\"rule\":\"second-opinion\",\"observed\":0.982,\"limit\":0.5,"
                        + "\"category\":\"snake-bite\",\"turn\":0,\"spans\":[[0,13]]}]");
        assertThat(verdicts.get(2)
                        .path("scores")
                        .path("second-opinion.snake-bite")
                        .asDouble())
                .isEqualTo(0.982);
        assertThat(verdicts.get(0).has("basis")).isFalse();
    }

    @Test
    void textOverItsBudgetIsRefusedUnlessItIsOptional() throws IOException {
        String[] long150 = new String[150];
        Arrays.setAll(long150, i -> "{\"text\": \"" + "sea ".repeat(21 + i) + "\"}");

        List<JsonNode> refused = score(POLICY, long150);
        assertThat(refused).as("they don't stop the gate").hasSize(150).allSatisfy(verdict -> {
            assertThat(verdict.path("reasons").toString())
                    .contains("{\"rule\":\"gate-failure\",\"detail\":"
                            + "\"second-opinion: over its budget of 20 tokens\"}");
            assertThat(verdict.path("basis")).hasToString("{\"second-opinion\":\"not-asked\"}");
        });

        List<JsonNode> passed = score(POLICY.replace("budget: 20", "budget: 20\n    optional: true"), long150[0]);
        assertThat(passed.get(0).path("verdict").asText()).isEqualTo("accepted");
        assertThat(passed.get(0).path("basis")).hasToString("{\"second-opinion\":\"not-asked\"}");
        assertThat(passed.get(0).path("scores").path("second-opinion").asDouble())
                .isZero();
    }

    @Test
    void equalRunsGiveEqualVerdicts() throws IOException {
        String[] samples = {"{\"text\": \"unbadly\"}", "{\"text\": \"the venom\"}", "{\"text\": \"unbadly \"}"};

        assertThat(score(POLICY, samples)).isEqualTo(score(POLICY, samples));
    }

    @Test
    void theFingerprintDependsOnTheBytesOfBothFiles() throws IOException {
        String before = Wiring.policy(Optional.of(policy(POLICY))).fingerprint();
        assertThat(Wiring.policy(Optional.of(policy(POLICY))).fingerprint()).isEqualTo(before);

        String words = Files.readString(folder.resolve("vocab.txt"));
        Files.writeString(folder.resolve("vocab.txt"), words.replace("calm", "flat"));
        String otherWords = Wiring.policy(Optional.of(policy(POLICY))).fingerprint();
        assertThat(otherWords).isNotEqualTo(before);
        Files.writeString(folder.resolve("vocab.txt"), words);

        byte[] model = Files.readAllBytes(folder.resolve("judge.onnx"));
        String name = "tiny";
        int at = new String(model, StandardCharsets.ISO_8859_1).indexOf(name);
        model[at] = 'T';
        Files.write(folder.resolve("judge.onnx"), model);
        assertThat(Wiring.policy(Optional.of(policy(POLICY))).fingerprint()).isNotIn(before, otherWords);
    }

    @Test
    void itsRuleIsAmongTheRules() throws IOException {
        Path policy = policy(POLICY);
        Gate gate = Wiring.gate(Wiring.policy(Optional.of(policy)), 1 << 20);

        assertThat(gate.rules().stream().map(rule -> rule.id())).containsSubsequence("toxicity", "second-opinion");
        assertThat(Wiring.rules(Optional.of(policy))).contains("second-opinion", "malformed");
        Files.delete(folder.resolve("judge.onnx"));
        assertThat(Wiring.rules(Optional.of(policy))).as("without its files").contains("second-opinion");
        assertThat(Wiring.rules(Optional.of(folder.resolve("none")))).contains("malformed");
    }

    @Test
    void checkSaysWhatIsWrongWithLineAndKey() throws IOException {
        Path policy = policy(POLICY);
        assertThat(check(policy)).contains("0", "second-opinion:", "onnx: \"judge.onnx\"");

        Files.delete(folder.resolve("judge.onnx"));
        assertThat(check(policy))
                .startsWith("2")
                .contains(policy + ":3: scorers.second-opinion.onnx: there is no file " + folder.resolve("judge.onnx"));
        Files.write(folder.resolve("judge.onnx"), new byte[] {1, 2, 3});
        assertThat(check(policy))
                .startsWith("2")
                .contains(":3: scorers.second-opinion.onnx: is no ONNX model that can be used: ");
        TinyModel.poison().writeTo(folder);
        Files.delete(folder.resolve("vocab.txt"));
        assertThat(check(policy)).startsWith("2").contains(":4: scorers.second-opinion.vocabulary: there is no file ");
        TinyModel.poison().writeTo(folder);
        assertThat(check(policy(POLICY.replace("column: 1", "column: 3"))))
                .startsWith("2")
                .contains(":5: scorers.second-opinion.column: the model has no output 3 but 3, counted from 0");
    }

    @Test
    void withoutTheRuntimeCommandsSayHowToAddIt() throws Exception {
        Path policy = policy(POLICY);
        Path samples = Files.writeString(folder.resolve("s.jsonl"), "{\"text\": \"a\"}\n");
        for (List<String> command : List.of(
                List.of("policy", "check", policy.toString()),
                List.of("score", samples.toString(), "--policy", policy.toString()),
                List.of("run", "--bootstrap", "localhost:1", "--policy", policy.toString()))) {
            Process process = withoutRuntime(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).as(said).isEqualTo(2);
            assertThat(said)
                    .contains(":3: scorers.second-opinion.onnx: needs ONNX Runtime")
                    .contains("java -cp tidegate.jar:onnxruntime-1.22.0.jar io.tidegate.cli.Main");
        }
        Process without = withoutRuntime(List.of("score", samples.toString())).start();
        assertThat(without.waitFor()).as("nobody else needs it").isZero();
    }

    private ProcessBuilder withoutRuntime(List<String> command) {
        ProcessBuilder builder = Child.command(folder, command.toArray(String[]::new));
        List<String> arguments = new ArrayList<>(builder.command());
        int classPath = arguments.indexOf("-cp") + 1;
        arguments.set(
                classPath,
                Arrays.stream(arguments.get(classPath).split(File.pathSeparator))
                        .filter(entry -> !entry.contains("onnxruntime"))
                        .collect(Collectors.joining(File.pathSeparator)));
        return builder.command(arguments);
    }

    private Path policy(String yaml) throws IOException {
        return Files.writeString(folder.resolve("policy.yaml"), yaml);
    }

    private List<JsonNode> score(String policy, String... samples) throws IOException {
        Path file = Files.write(folder.resolve("samples.jsonl"), List.of(samples));
        Gate gate = Wiring.gate(Wiring.policy(Optional.of(policy(policy))), 1 << 20);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Lines lines = Lines.open(file.toString())) {
            ScoreCommand.judge(gate, new IndexBudget(1 << 26), lines, out);
        }
        return out.toString(StandardCharsets.UTF_8).lines().map(Output::parse).toList();
    }

    /** The exit code and all that was said. */
    private static String check(Path policy) {
        StringWriter said = new StringWriter();
        int code = new CommandLine(new PolicyCommand())
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute("check", policy.toString());
        return code + " " + said;
    }
}
