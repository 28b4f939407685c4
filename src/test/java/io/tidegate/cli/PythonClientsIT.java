package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.Child;
import io.tidegate.Ports;
import io.tidegate.Readme;
import io.tidegate.stream.EmbeddedKafka;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The README's Python producer and trainer work as they are written, on a real broker and a real gate. */
@EnabledIfEnvironmentVariable(
        named = "PYTHON_WITH_KAFKA",
        matches = ".+",
        disabledReason = "PYTHON_WITH_KAFKA names no Python that has confluent-kafka; .ci/run makes one")
class PythonClientsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final List<String> DATASETS =
            List.of("tides", "moons", "math-dialogues", "数学", "Ärger", "code", "x");
    private static final int EACH = 20;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theProducersRecordsAreDecidedWhereTheyLieAndTheTrainerReadsWhatWasAccepted() throws Exception {
        // Given samples of several datasets, every fourth of which comes twice
        Map<String, JsonNode> samples = new HashMap<>();
        List<String> lines = new ArrayList<>();
        for (String dataset : DATASETS) {
            for (int i = 0; i < EACH; i++) {
                String id = dataset + "-" + i;
                JsonNode sample = JSON.createObjectNode()
                        .put("id", id)
                        .put("dataset", dataset)
                        .put("text", "sample " + id + " says " + "one two three four ".repeat(i) + i);
                samples.put(id, sample);
                lines.add(sample.toString());
                if (i % 4 == 0) {
                    lines.add(sample.toString());
                }
            }
        }
        Path input = Files.write(folder.resolve("samples.jsonl"), lines);
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"),
                "datasets: {default: {novelty: {nearDuplicate: off}, toxicity: {max: off}, origin-contradicted: {max: off}}}\n");
        int http = Ports.free();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            assertThat(InProcess.run("topics", "--bootstrap", kafka.bootstrap(), "--partitions", "6")
                            .code())
                    .isZero();
            try (Child gate = Child.start(
                    folder,
                    "run",
                    "--bootstrap",
                    kafka.bootstrap(),
                    "--http-port",
                    Integer.toString(http),
                    "--state-dir",
                    "state",
                    "--policy",
                    policy.toString())) {
                await().atMost(WITHIN).until(() -> !gate.isAlive() || gate.err().contains("running: "));

                // When
                python("produce.py", input.toFile(), kafka.bootstrap());
                await().atMost(WITHIN)
                        .untilAsserted(() -> assertThat(arrived(http, "placed") + arrived(http, "rekeyed"))
                                .isEqualTo(lines.size()));

                // Then no record was re-keyed
                assertThat(arrived(http, "rekeyed")).isZero();
                // And the trainer has each sample once, as it was sent
                List<String> rows = python("train.py", new File("/dev/null"), kafka.bootstrap());
                Map<String, JsonNode> read = new HashMap<>();
                for (String row : rows) {
                    JsonNode json = JSON.readTree(row);
                    assertThat(json.path("novelty").isNumber()).isTrue();
                    assertThat(read.put(json.path("id").asText(), json.path("row")))
                            .isNull();
                }
                assertThat(read).isEqualTo(samples);
                gate.terminate();
                gate.await();
            }
        }
    }

    private static double arrived(int http, String way) throws InterruptedException {
        Settings settings = SettingsOptions.read(Map.of(), Map.of("http-port", Integer.toString(http)));
        return new GateClient(settings)
                .metrics()
                .lines()
                .filter(line -> line.startsWith("tidegate_arrivals_total{way=\"" + way + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Runs the README's script, and returns what it printed. */
    private List<String> python(String script, File input, String bootstrap) throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve(script), Readme.blocks("python " + script).get(0));
        Path out = folder.resolve(script + ".out");
        Path err = folder.resolve(script + ".err");
        Process process = new ProcessBuilder(
                        System.getenv().getOrDefault("PYTHON_WITH_KAFKA", "python3"), file.toString(), bootstrap)
                .redirectInput(input)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            boolean ended = process.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS);
            assertThat(ended).as(Files.readString(err)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(err)).isZero();
            return Files.readAllLines(out);
        } finally {
            process.destroyForcibly();
        }
    }
}
