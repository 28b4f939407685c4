package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.Child;
import io.tidegate.gate.Gate;
import io.tidegate.gate.IndexBudget;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ScoreCommandTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** So many samples, all different. */
    private static String samples(int count) {
        Random random = new Random(3);
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"text\":\""
                        + random.ints(12, 0, 100_000).mapToObj(n -> "word" + n).collect(Collectors.joining(" "))
                        + "\"}")
                .collect(Collectors.joining("\n"));
    }

    private static Tally judge(String jsonl, OutputStream out) throws IOException {
        Gate gate = Wiring.gate(Wiring.policy(Optional.empty()), 1 << 20);
        try (Lines lines =
                Lines.of("samples.jsonl", new ByteArrayInputStream(jsonl.getBytes(StandardCharsets.UTF_8)))) {
            return ScoreCommand.judge(gate, new IndexBudget(64 << 20), lines, out);
        }
    }

    /** Without what changes with the build, the policy's defaults and the model. */
    private static String lasting(String verdicts) {
        return verdicts.replaceAll("sha256:[0-9a-f]{64}", "sha256:…")
                .replaceAll("\"gate\":\"[^\"]*\"", "\"gate\":\"…\"")
                .replaceAll("\"toxicity\":[0-9.E-]+", "\"toxicity\":0")
                .replaceAll("\"rule\":\"toxicity\",\"observed\":[0-9.]+", "\"rule\":\"toxicity\",\"observed\":1");
    }

    @Test
    void verdictsAreTheseOnes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Tally tally = judge(resource("score/samples.jsonl"), out);

        assertThat(lasting(out.toString(StandardCharsets.UTF_8))).isEqualTo(resource("score/verdicts.jsonl"));
        assertThat(tally.decided()).isEqualTo(11);
        assertThat(tally.summary())
                .startsWith("11 judged, 4 accepted, 7 quarantined (")
                .contains("exact-duplicate 1", "malformed 3", "near-duplicate 1", "resent 1", "toxicity 1");
    }

    @Test
    void standardOutputHoldsVerdictsAndNothingElseAndTheSameOnesAgain() throws Exception {
        String file = file("samples.jsonl", resource("score/samples.jsonl"));

        Child.Result first = Child.run(folder, "score", file);
        Child.Result second = Child.run(folder, "score", "samples.jsonl");

        assertThat(first.code()).isZero();
        assertThat(lasting(first.out())).isEqualTo(resource("score/verdicts.jsonl"));
        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(first.err()).matches("([0-9]+ judged, .*\n)*11 judged, .*\n"); // a slow machine shows its progress
    }

    @Test
    void aPipeIsAnsweredLineByLine() throws Exception {
        Process process = Child.command(folder, "score", "-").start();
        try (OutputStream in = process.getOutputStream();
                BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < 3; i++) {
                in.write(("{\"id\":\"line-" + i + "\",\"text\":\"some text\"}\n").getBytes(StandardCharsets.UTF_8));
                in.flush();
                String verdict =
                        CompletableFuture.supplyAsync(() -> readLine(out)).get(30, TimeUnit.SECONDS);
                assertThat(JSON.readTree(verdict).path("id").asText()).isEqualTo("line-" + i);
                assertThat(JSON.readTree(verdict).path("source"))
                        .isEqualTo(JSON.readTree("{\"topic\":\"stdin\",\"partition\":0,\"offset\":" + i + "}"));
            }
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static String readLine(BufferedReader reader) {
        try {
            return String.valueOf(reader.readLine());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aReaderThatHasEnoughEndsItQuietly() throws Exception {
        Path err = folder.resolve("err");
        Process process = Child.command(folder, "score", file("many", samples(5000)))
                .redirectError(err.toFile())
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(readLine(out)).startsWith("{\"v\":1,");
        }

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(err).lines()).allMatch(line -> line.contains(" judged, "));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsAFailure() throws Exception {
        Path err = folder.resolve("err");
        Process process = Child.command(folder, "score", file("a", samples(3)))
                .redirectOutput(new File("/dev/full"))
                .redirectError(err.toFile())
                .start();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(err).content().startsWith("tidegate: the output can't be written: ");
    }

    @Test
    void aFullIndexEndsItAfterAllEarlierVerdicts() throws Exception {
        Child.Result result = Child.run(folder, "score", "--index-memory", "1MiB", file("many.jsonl", samples(20_000)));

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .contains("tidegate: The memory of what was accepted needs more than the 1 MiB", "--index-memory");
        List<String> lines = result.lines();
        assertThat(lines).hasSizeBetween(100, 19_999);
        assertThat(result.out()).endsWith("}\n");
        for (int i = 0; i < lines.size(); i++) {
            JsonNode verdict = JSON.readTree(lines.get(i));
            assertThat(verdict.path("source").path("offset").asInt()).isEqualTo(i);
        }
    }

    @Test
    void whatIsNoGzipIsAFailure() throws Exception {
        Child.Result result = Child.run(folder, "score", file("a.jsonl.gz", "no gzip"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.bytes()).isEmpty();
        assertThat(result.err()).contains("isn't compressed");
    }

    @Test
    void whatWaitsIsPrintedWhenItLeavesAndTheRestAtTheEnd() throws Exception {
        String policy =
                file("half.yaml", "datasets: {default: {synthetic: {maxShare: 0.5, onExcess: hold, maxHeld: 2}}}");
        String model = "{'id':'%s','text':'model text %s','origin':{'kind':'synthetic'}}";
        String human = "{'id':'h','text':'human text','origin':{'kind':'human'}}";
        String jsonl =
                String.join("\n", model.replace("%s", "a"), model.replace("%s", "b"), model.replace("%s", "c"), human);

        Child.Result result =
                Child.run(folder, "score", "--policy", policy, file("samples.jsonl", jsonl.replace('\'', '"')));

        assertThat(result.lines().stream()
                        .map(line -> line.replaceAll(".*\"verdict\":\"(.*?)\",\"id\":\"(.*?)\".*", "$2 $1")))
                .containsExactly("a quarantined", "h accepted", "b accepted", "c quarantined");
        assertThat(result.lines().get(0)).contains("\"detail\":\"maxHeld\"");
        assertThat(result.lines().get(3)).contains("\"detail\":\"the input ended\"");
    }

    @Test
    void noTextOfASampleIsToldAnywhere() throws Exception {
        String secret = "Xyzzy73Plugh";
        List<String> places = List.of(
                "{'id':'1','text':'%s'}",
                "{'id':'2','text':'%s'}", // a copy
                "{'id':'3','messages':[{'role':'user','content':'You idiot %s, go to hell and die'}]}",
                "{'id':'4','messages':[{'role':'%s','content':'text'}]}",
                "{'id':'5','messages':[{'role':'assistant','content':null,'tool_calls':[{'function':{'arguments':'%s'}}]}]}",
                "{'id':'6','messages':[{'role':'user','content':[{'type':'%s','text':'%s'}]}]}",
                "{'id':'7','messages':'%s'}",
                "{'id':'8','prompt':'%s','chosen':'%s','rejected':'%s'}",
                "{'id':'9','prompt':'%s','completion':7}",
                "{'id':'10','instruction':'%s','input':'%s','output':'%s'}",
                "{'id':'11','conversations':[{'from':'%s','value':'%s'}]}",
                "{'id':'12','text':'a text','%s':'%s'}",
                "{'id':'13','text':'another text','origin':'%s'}",
                "{'id':'14','text':'a third text','origin':{'kind':'%s'}}",
                "{'id':'15','text':'a fourth text','origin':{'kind':'synthetic','parents':['%s']}}",
                "{'id':'16','text':'a fifth text','origin':{'kind':'synthetic','generation':'%s'}}",
                "{'id':{'%s':'%s'},'text':'a sixth text'}",
                "{'id':'17','text':'%s',}",
                "{'id':'18','text':'%s\\u12'}",
                "{'id':'19','text':'%s\\q'}",
                "{'id':'20','text':%s}",
                "{'id':'21','text':'%s'",
                "%s",
                "['%s']",
                "'%s'",
                "<%s>",
                "{%s:1}",
                "{'text':'%s','text':'%s'}",
                "{'dataset':['%s'],'text':'a seventh text'}",
                "\u0000\u0000\u0000\u0000\u0001{'text':'%s'}",
                "{'id':'22','text':'%s \\ud800'}");
        String jsonl = places.stream()
                .map(place -> place.replace('\'', '"').replace("%s", secret))
                .collect(Collectors.joining("\n"));
        String file = file("places.jsonl", jsonl);

        Child.Result result = Child.run(folder, "score", "--verbose", file);

        assertThat(result.code()).isZero();
        assertThat(result.lines()).hasSize(places.size());
        assertThat(result.out()).doesNotContain(secret).contains("\"accepted\"", "toxicity", "exact-duplicate");
        assertThat(result.err()).doesNotContain(secret);
        assertThat(result.out()).doesNotContain("gate-failure");
    }
}
