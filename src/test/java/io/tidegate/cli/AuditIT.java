package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.Child;
import io.tidegate.stream.EmbeddedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofMinutes(2);

    @TempDir
    private Path folder = Path.of("");

    private String bootstrap = "";
    private String policy = "";

    private String[] on(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--bootstrap", bootstrap, "--policy", policy));
        return all.toArray(String[]::new);
    }

    private JsonNode audit(int code) throws IOException {
        InProcess.Result result = InProcess.run(on("audit", "--json"));
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(code);
        return JSON.readTree(result.out());
    }

    @Test
    @DisplayName(
            "Laws 1, 2, 3, 5: the audit finds a real gate's work in order, accounts for what waits, and finds what was broken")
    void law() throws Exception {
        policy = Files.writeString(
                        folder.resolve("half.yaml"),
                        "datasets: {default: {synthetic: {maxShare: 0.5, onExcess: hold, maxHeld: 50}}}\n")
                .toString();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            bootstrap = kafka.bootstrap();
            assertThat(InProcess.run(on("topics", "--partitions", "3")).code()).isZero();
            // Given records that no gate has read
            assertThat(InProcess.run(on("send", "--demo")).code()).isZero();
            InProcess.Result unread = InProcess.run(on("audit"));
            assertThat(unread.code()).isZero();
            assertThat(unread.out()).contains("not read yet", "the group tidegate has read nothing of samples");
            // When a gate decides them
            try (Child gate = Child.start(folder, on("run", "--state-dir", "state", "--http-port", "0"))) {
                await().atMost(WITHIN).until(() -> audit(0).path("notReadYet").asInt() == 0);
                // Then all is accounted for while it runs, and when it has ended
                JsonNode running = audit(0);
                assertThat(running.path("onTheirWay").asInt()).isZero();
                assertThat(running.path("inEscrow").asInt()).isPositive();
                assertThat(running.path("accepted").asInt()
                                + running.path("quarantined").asInt()
                                + running.path("inEscrow").asInt())
                        .isEqualTo(running.path("records").asInt())
                        .isEqualTo(4_639);
                assertThat(running.path("verdictsCompared").asInt())
                        .isEqualTo(running.path("accepted").asInt()
                                + running.path("quarantined").asInt());
                assertThat(running.path("notChecked")).isEmpty();
                gate.terminate();
                assertThat(gate.await().code()).isEqualTo(143);
                assertThat(audit(0)).isEqualTo(running);
            }
            // And under another policy no verdict can be compared
            InProcess.Result other = InProcess.run("audit", "--bootstrap", bootstrap);
            assertThat(other.code()).as(other.out()).isZero();
            assertThat(other.out())
                    .contains(
                            "verdicts of policy sha256:",
                            "give that policy with --policy or --former-policy",
                            "as far as it was checked");
            // When somebody writes past the gate, and copies a decision
            smuggle();
            // Then each is named with its place
            InProcess.Result broken = InProcess.run(on("audit", "--findings", "1"));
            assertThat(broken.code()).isEqualTo(ExitCode.BELOW_THE_BAR);
            assertThat(broken.out())
                    .contains("The law is broken: made up 2. The first 1:")
                    .containsPattern("  tidegate.accepted-\\d@\\d+ has no verdict: it came past the gate");
            // When retention deletes, it says what can't be checked
            cutABit("tidegate.samples");
            JsonNode cut = audit(ExitCode.BELOW_THE_BAR);
            assertThat(cut.path("notChecked").toString()).contains("retention has deleted from samples");
            assertThat(cut.path("broken").size()).isEqualTo(1);
        }
    }

    private void smuggle() {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String topic : List.of("tidegate.accepted", "tidegate.quarantine")) {
                var unused = producer.send(new ProducerRecord<>(topic, "{}".getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** Deletes the first records of whatever partition holds most. */
    private void cutABit(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicPartition largest = new TopicPartition(topic, 0);
            long end = 0;
            for (int i = 0; i < 3; i++) {
                TopicPartition partition = new TopicPartition(topic, i);
                long here = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get()
                        .offset();
                largest = here > end ? partition : largest;
                end = Math.max(here, end);
            }
            admin.deleteRecords(Map.of(largest, RecordsToDelete.beforeOffset(end / 2)))
                    .all()
                    .get();
        }
    }
}
