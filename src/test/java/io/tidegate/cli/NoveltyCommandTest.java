package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.Texts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoveltyCommandTest {

    @TempDir
    private Path folder = Path.of("");

    private final Random random = new Random(1);
    private final String text = Texts.words(random, 200);
    private final String copy = Texts.edited(random, text, 1);

    private String file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines)).toString();
    }

    private static String sample(String id, String text) {
        return "{\"id\": \"" + id + "\", \"text\": \"" + text + "\"}";
    }

    private static String pair(String a, String b) {
        return "{\"a\": \"" + a + "\", \"b\": \"" + b + "\"}";
    }

    private static InProcess.Result evaluate(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "novelty";
        all[1] = "evaluate";
        System.arraycopy(args, 0, all, 2, args.length);
        return InProcess.run(all);
    }

    private static JsonNode json(InProcess.Result result) {
        assertThat(result.code()).as(result.err()).isZero();
        return Output.parse(result.out());
    }

    private static String refused(String... args) {
        InProcess.Result result = evaluate(args);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        return result.err();
    }

    @Test
    void samplesOfAnyShapeAreJudgedInOrder() throws IOException {
        // Given
        String lines = file(
                "a.jsonl",
                sample("first", text),
                "{\"no\": \"sample\"}",
                "",
                "{\"id\": \"copy\", \"prompt\": \"" + copy + "\", \"completion\": \".\"}");
        String array = file("b.json", " [", sample("equal", text) + ",", "{\"text\": \"something else\"}]");
        Path list = folder.resolve("list");

        // When
        JsonNode facts = json(evaluate("--json", "--list", list.toString(), lines, array));

        // Then
        JsonNode samples = facts.path("samples");
        assertThat(samples.path("judged").asInt()).isEqualTo(4);
        assertThat(samples.path("unreadable").asInt()).isEqualTo(1);
        assertThat(samples.path("exactDuplicates").asInt()).isEqualTo(1);
        assertThat(samples.path("nearDuplicates").asInt()).isEqualTo(1);
        assertThat(samples.path("bands").path(0).path("refused").asInt()).isEqualTo(2);
        assertThat(samples.path("bands").path(5).path("pairs").asInt()).isEqualTo(2);
        assertThat(facts.has("edited")).isFalse();
        List<String> listed = Files.readAllLines(list);
        assertThat(listed).hasSize(2);
        assertThat(listed.get(0)).startsWith("{\"id\":\"copy\",\"match\":\"first\",\"observed\":0.9");
        assertThat(listed.get(1)).isEqualTo("{\"id\":\"equal\",\"match\":\"first\",\"observed\":1.0,\"exact\":1.0}");
    }

    @Test
    void thePolicySaysWhatIsComparedAndByWhatLimit() throws IOException {
        String policy = file("policy.yaml", """
                unknownDatasets: quarantine
                datasets:
                  strict: {novelty: {nearDuplicate: 0.99}}
                  answers: {novelty: {parts: response}}
                """);
        String samples = file(
                "a.jsonl",
                "{\"dataset\": \"strict\", \"text\": \"" + text + "\"}",
                "{\"dataset\": \"strict\", \"text\": \"" + copy + "\"}",
                "{\"dataset\": \"answers\", \"prompt\": \"" + text + "\", \"completion\": \"yes\"}",
                "{\"dataset\": \"answers\", \"prompt\": \"" + text + "\", \"completion\": \"no\"}",
                sample("no dataset", text));

        JsonNode found = json(evaluate("--json", "--policy", policy, samples)).path("samples");

        assertThat(found.path("judged").asInt()).isEqualTo(4);
        assertThat(found.path("unknownDataset").asInt()).isEqualTo(1);
        assertThat(found.path("exactDuplicates").asInt()
                        + found.path("nearDuplicates").asInt())
                .isZero();
        assertThat(found.has("lowest")).isFalse();
    }

    @Test
    void pairsComeFromStandardInputToo() {
        String pairs = pair(text, copy) + "\n" + pair(text, text) + "\n" + pair(text, "nothing alike") + "\n";

        InProcess.Result result = InProcess.run(Map.of(), pairs, "novelty", "evaluate", "--pairs", "-");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .startsWith("Pairs, by true similarity\n")
                .containsPattern("(?m)^0.9 to 1 +2 +2 +100.00 %$")
                .containsPattern("(?m)^below 0.7 +1 +0 +0.00 %$")
                .containsPattern("(?m)^0.8 to 0.85 +0 +0 +-$")
                .containsPattern("(?m)^pairs with an estimate +2$")
                .doesNotContain(text.substring(0, 20));
    }

    @Test
    void copiesAreMadeAndTheSameOnesAgain() throws IOException {
        String lines = file("a.jsonl", sample("a", text), sample("b", Texts.words(random, 100)));
        String[] args = {"--json", "--edits", "4", "--unrelated", "100", lines};

        JsonNode facts = json(evaluate(args));

        assertThat(facts.path("edited").path("compared").asInt()).isEqualTo(4);
        assertThat(facts.path("unrelated").path("pairs").asInt()).isEqualTo(100);
        assertThat(json(evaluate(args))).isEqualTo(facts);
        assertThat(json(evaluate("--json", "--edits", "4", "--unrelated", "100", "--seed", "2", lines)))
                .isNotEqualTo(facts);
    }

    @Test
    void compressedArraysAreRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(("[" + sample("a", text) + ", 7]").getBytes(StandardCharsets.UTF_8));
        }
        String file =
                Files.write(folder.resolve("a.json.gz"), bytes.toByteArray()).toString();

        JsonNode samples = json(evaluate("--json", file)).path("samples");

        assertThat(samples.path("judged").asInt()).isEqualTo(1);
        assertThat(samples.path("unreadable").asInt()).isEqualTo(1);
    }

    @Test
    void whatIsWrongIsSaidWithoutText() throws IOException {
        assertThat(refused()).contains("Measure on what?");
        assertThat(refused("--edits", "-1", "-")).contains("not negative");
        assertThat(refused(folder.resolve("none").toString())).contains("there is no file");
        assertThat(refused("--pairs", folder.resolve("none").toString())).contains("there is no file");
        String off = file("off.yaml", "datasets: {default: {novelty: {nearDuplicate: off}}}");
        assertThat(refused("--policy", off, "--unrelated", "1")).contains("no novelty.nearDuplicate");
        assertThat(InProcess.run("novelty").err()).contains("tidegate novelty evaluate FILE");
        for (String line : List.of("{\"a\": \"secret\"}", "secret", "{\"a\": \"secret\", \"b\": 7}")) {
            InProcess.Result result = evaluate("--pairs", file("pairs", pair("x", "y"), line));
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err())
                    .contains("pairs has no pair in line 1 from 0: each line is {\"a\": text, \"b\": text}")
                    .doesNotContain("secret");
        }
        for (String array : List.of("[{\"text\": \"secret\"}, secret", "[{\"text\": \"secret\"}", "[")) {
            InProcess.Result result = evaluate(file("cut.json", array));
            assertThat(result.code()).as(array).isEqualTo(1);
            assertThat(result.err())
                    .contains("cut.json can't be read to its end")
                    .doesNotContain("secret");
        }
        InProcess.Result unwritable = evaluate("--list", folder.toString(), file("a", sample("a", "b")));
        assertThat(unwritable.code()).isEqualTo(1);
        assertThat(unwritable.err()).contains("can't be written");
    }
}
