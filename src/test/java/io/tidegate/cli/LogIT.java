package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.Child;
import io.tidegate.Ports;
import io.tidegate.Readme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run --log json} writes to stderr is one JSON object a line, and no sample's text. */
class LogIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final String PLANTED = "xylophonequartz";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyLineOfAGatesLifeIsAnObject() throws Exception {
        // Given a gate that was fed samples, good and bad, and told to end
        int port = Ports.free();
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "datasets: {default: {synthetic: {maxShare: 0.5}}}\n");
        String[] run = {
            "run",
            "--embedded",
            "--embedded-port",
            Integer.toString(port),
            "--http-port",
            "0",
            "--state-dir",
            "state",
            "--policy",
            policy.toString(),
            "--http-token",
            "0123456789abcdef",
            "--log",
            "json"
        };
        Path samples = Files.writeString(folder.resolve("samples.jsonl"), """
                {"id": "a", "dataset": "d", "origin": {"kind": "human"}, "text": "%1$s and nothing else"}
                {"id": "a", "dataset": "d", "origin": {"kind": "human"}, "text": "%1$s and nothing else"}
                {"%1$s": broken
                """.formatted(PLANTED));
        List<JsonNode> first;
        try (Child gate = Child.start(folder, run)) {
            await().atMost(WITHIN).until(() -> !gate.isAlive() || has(gate, "ready"));
            InProcess.Result sent = InProcess.run("send", "--bootstrap", "localhost:" + port, samples.toString());
            assertThat(sent.code()).as(sent.err()).isZero();
            await().atMost(WITHIN).untilAsserted(() -> assertThat(refused(port)).hasSize(2));
            gate.terminate();
            assertThat(gate.await().code()).isEqualTo(143);
            first = objects(gate.err());
        }

        // When it is started again without its stores on disk
        Files.move(folder.resolve("state").resolve("tidegate"), folder.resolve("lost"));
        List<JsonNode> second;
        try (Child gate = Child.start(folder, run)) {
            await().atMost(WITHIN).until(() -> !gate.isAlive() || has(gate, "ready"));
            gate.terminate();
            gate.await();
            second = objects(gate.err());
        }

        // Then each has told its life, in its order
        assertThat(events(first)).containsSubsequence("start", "settings", "policy", "http", "state", "ready", "stop");
        assertThat(events(second)).containsSubsequence("start", "restore", "restored", "ready", "stop");
        assertThat(events(first)).containsOnlyOnce("stop");
        assertThat(named(first, "settings").at("/settings/http-token").asText()).isEqualTo("****");
        assertThat(named(first, "policy").path("file").asText()).isEqualTo(policy.toString());
        assertThat(named(first, "policy").path("fingerprint").asText()).startsWith("sha256:");
        assertThat(named(second, "restored").path("records").asInt()).isPositive();
        Set<String> told = new HashSet<>(events(first));
        told.addAll(events(second));
        assertThat(Readme.table("event").stream()
                        .map(row -> Readme.code(row.get(0)).get(0)))
                .containsAll(told);
    }

    @Test
    void whatEndsItIsAnObjectToo() throws Exception {
        int closed = Ports.free();
        String nowhere = "127.0.0.1:" + closed;
        assertStops(3, "No Kafka broker answers at " + nowhere, "--bootstrap", nowhere, "--http-port", "0");
        assertStops(2, "is no known setting", "--bootstrap", nowhere, "--settings", file("log = json\nthread = 2\n"));
        assertStops(2, "Unknown option: '--thread'", "--thread=2");
    }

    private List<String> refused(int port) throws Exception {
        String bootstrap = "localhost:" + port;
        String[] tail = {"tail", "quarantine", "--bootstrap", bootstrap, "--from-beginning", "--until-now"};
        return Child.run(folder, tail).lines();
    }

    private void assertStops(int code, String message, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("run", "--state-dir", "state"));
        if (!List.of(more).contains("--settings")) {
            args.addAll(List.of("--log", "json"));
        }
        args.addAll(List.of(more));

        Child.Result result = Child.run(folder, args.toArray(String[]::new));

        assertThat(result.code()).isEqualTo(code);
        List<JsonNode> objects = objects(result.err());
        JsonNode stop = objects.get(objects.size() - 1);
        assertThat(stop.path("event").asText()).isEqualTo("stop");
        assertThat(stop.path("level").asText()).isEqualTo("ERROR");
        assertThat(stop.path("exitCode").asInt(-1)).isEqualTo(code);
        assertThat(stop.path("message").asText()).contains(message);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("gate.properties"), text).toString();
    }

    private static boolean has(Child gate, String event) throws IOException {
        return gate.err().contains("\"event\":\"" + event + "\"");
    }

    private static List<JsonNode> objects(String err) throws IOException {
        assertThat(err).isNotEmpty().doesNotContain(PLANTED).endsWith("\n");
        List<JsonNode> objects = new ArrayList<>();
        for (String line : err.lines().toList()) {
            assertThat(line).startsWith("{").endsWith("}").doesNotContain("ProducerConfig");
            JsonNode object = JSON.readTree(line);
            assertThat(Instant.parse(object.path("time").asText())).isBefore(Instant.now());
            assertThat(object.path("level").asText()).isIn("INFO", "WARN", "ERROR");
            assertThat(object.path("message").asText()).isNotEmpty();
            objects.add(object);
        }
        return objects;
    }

    private static List<String> events(List<JsonNode> objects) {
        return objects.stream()
                .map(object -> object.path("event").asText())
                .filter(event -> !event.isEmpty())
                .toList();
    }

    private static JsonNode named(List<JsonNode> objects, String event) {
        return objects.stream()
                .filter(object -> object.path("event").asText().equals(event))
                .findFirst()
                .orElseThrow();
    }
}
