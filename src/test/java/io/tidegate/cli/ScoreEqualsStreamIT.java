package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Gate;
import io.tidegate.gate.IndexBudget;
import io.tidegate.stream.Clients;
import io.tidegate.stream.Decided;
import io.tidegate.stream.DecisionReader;
import io.tidegate.stream.EmbeddedKafka;
import io.tidegate.stream.Sender;
import io.tidegate.stream.TopicAdmin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreEqualsStreamIT {

    @TempDir
    private Path folder = Path.of("");

    @Test
    @DisplayName("Law 5: `tidegate score` gives the verdicts that Kafka carries, over thousands of real samples")
    void law5_scoreGivesTheVerdictsThatKafkaCarries() throws IOException {
        // Given the demo's samples that say all about themselves, as a file and keyed by dataset
        Settings settings;
        List<DemoSamples.DemoRecord> records;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            settings = DemoCommand.settings(folder, kafka.bootstrap());
            records = DemoSamples.all(settings.maxSampleBytes()).stream()
                    .filter(record -> record.key() != null && record.headers().isEmpty())
                    .toList();
            assertThat(records).hasSizeGreaterThan(4_000);

            // When
            Map<String, String> onKafka = stream(settings, records);
            Map<String, String> inFile = score(settings, records);

            // Then
            assertThat(onKafka).hasSize(records.size()).isEqualTo(inFile);
        }
    }

    private static Gate gate(Settings settings) {
        return Wiring.gate(Wiring.policy(settings.policy()), settings.maxSampleBytes());
    }

    private static Map<String, String> stream(Settings settings, List<DemoSamples.DemoRecord> records) {
        Clients clients = Wiring.clients(settings);
        try (TopicAdmin admin = new TopicAdmin(clients)) {
            admin.ensure(settings.partitions());
        }
        List<String> verdicts = new ArrayList<>();
        List<String> outputs =
                List.of(clients.topics().accepted(), clients.topics().quarantine());
        try (GateProcess process = GateProcess.start(settings, clients, gate(settings));
                Sender sender = new Sender(clients);
                DecisionReader reader = new DecisionReader(clients, outputs, true)) {
            process.streams().awaitRunning(Duration.ofSeconds(60));
            records.forEach(record -> sender.send(record.key(), record.value(), record.headers()));
            sender.flush();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                for (Decided decided : reader.poll(Duration.ofMillis(100))) {
                    verdicts.add(decided.verdict().orElseThrow());
                }
                return verdicts.size() >= records.size();
            });
        }
        return byPlace(verdicts);
    }

    private Map<String, String> score(Settings settings, List<DemoSamples.DemoRecord> records) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (DemoSamples.DemoRecord record : records) {
            file.writeBytes(record.value());
            file.write('\n');
        }
        Path samples = Files.write(folder.resolve("samples.jsonl"), file.toByteArray());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Lines lines = Lines.open(samples.toString())) {
            ScoreCommand.judge(gate(settings), new IndexBudget(settings.indexMemory()), lines, out);
        }
        return byPlace(out.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** Verdicts by scope and sequence, byte for byte but for the coordinates of the record and of what it copies. */
    private static Map<String, String> byPlace(List<String> verdicts) {
        Map<String, String> byPlace = new TreeMap<>();
        for (String verdict : verdicts) {
            String place = Output.parse(verdict).path("scope").asText() + " "
                    + Output.parse(verdict).path("sequence").asText();
            byPlace.put(
                    place, verdict.replaceAll("\\{\"topic\":\"[^\"]*\",\"partition\":\\d+,\"offset\":\\d+\\}", "{}"));
        }
        return byPlace;
    }
}
