package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.score.Judge;
import io.tidegate.score.Scorer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 8: a gate that can't do its work stops, and says why and what to do. */
@ExtendWith(SharedKafka.class)
class StartRefusalIT {

    private final Gate gate = TestPolicy.gate(TestPolicy.copiesOnly());

    @Test
    @Timeout(15)
    void nobodyThere(KafkaFixture kafka, @TempDir Path folder) {
        StreamSettings nowhere = with(kafka.settings(), "127.0.0.1:1", folder, Map.of());

        refused(nowhere).hasMessageContaining("No Kafka broker answers at 127.0.0.1:1");
    }

    @Test
    @Timeout(15)
    void tlsOnAPlainPort(KafkaFixture kafka, @TempDir Path folder) {
        StreamSettings tls =
                with(kafka.settings(), kafka.settings().bootstrap(), folder, soon("security.protocol", "SSL"));

        refused(tls).hasMessageContaining("kafka.security.protocol");
    }

    @Test
    @Timeout(15)
    void passwordForAPortThatWantsNone(KafkaFixture kafka, @TempDir Path folder) {
        StreamSettings sasl = with(
                kafka.settings(),
                kafka.settings().bootstrap(),
                folder,
                soon(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\""
                                + " password=\"p\";"));

        refused(sasl).hasMessageContaining("kafka.security.protocol").hasMessageNotContaining("password=");
    }

    @Test
    void topicsMissing(KafkaFixture kafka) {
        refused(kafka.settings())
                .hasMessageContaining("topic " + kafka.topics().samples() + " is missing")
                .hasMessageContaining("topic " + kafka.topics().quarantine() + " is missing")
                .hasMessageContaining("`tidegate topics`");
        assertThatThrownBy(() -> new DecisionReader(
                        kafka.clients(), List.of(kafka.topics().accepted()), true))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining(kafka.topics().accepted() + " is missing");
    }

    @Test
    void sendingToNoTopicIsNotNoBroker(KafkaFixture kafka) {
        assertThatThrownBy(() -> new Sender(new Clients(kafka.settings())).close())
                .isInstanceOf(Fatal.class)
                .hasMessageContaining(kafka.topics().samples() + " is missing");
    }

    @Test
    void fewerOutputPartitions(KafkaFixture kafka) {
        kafka.create(kafka.topics().samples(), 4, Map.of("max.message.bytes", "2000000"));
        kafka.create(kafka.topics().accepted(), 2, Map.of("max.message.bytes", "2000000"));

        refused(kafka.settings())
                .hasMessageContaining("topic " + kafka.topics().accepted() + " has 2 partitions, and "
                        + kafka.topics().samples() + " has 4");
    }

    @Test
    void tooSmallMessages(KafkaFixture kafka) {
        kafka.ensureTopics();
        kafka.configure(kafka.topics().quarantine(), "max.message.bytes", "1048588");

        refused(kafka.settings())
                .hasMessageContaining("topic " + kafka.topics().quarantine() + " has max.message.bytes=1048588");
    }

    @Test
    @DisplayName("Law 3: owners that would change stop the gate")
    void rekeyTopicMadeAnew(KafkaFixture kafka) throws Exception {
        // Given
        kafka.ensureTopics();
        kafka.decide(gate, kafka.send(List.of(Sent.of(null, Sent.json("a", "d", "some text")))));
        KafkaFixture.done(
                kafka.admin().deleteTopics(List.of(kafka.rekeyTopic())).all());
        kafka.create(kafka.rekeyTopic(), 2, Map.of("max.message.bytes", "2000000"));
        // When
        GateStreams started = start(kafka, gate);
        // Then
        try (started) {
            assertThat(started.awaitEnd())
                    .startsWith("The memory of this gate is spread over 4 partitions")
                    .contains("2");
        }
    }

    @Test
    void anotherGateOnTheSameStateDir(KafkaFixture kafka) {
        kafka.ensureTopics();
        GateStreams first = kafka.startGate(gate);

        refused(kafka.settings())
                .hasMessageContaining(kafka.settings().stateDir().toString())
                .hasMessageContaining("another gate");
        assertThat(first.state()).isEqualTo(GateStreams.State.RUNNING);
    }

    @Test
    void stateDirThatIsAFile(KafkaFixture kafka, @TempDir Path folder) throws Exception {
        kafka.ensureTopics();
        Path file = Files.writeString(folder.resolve("file"), "");

        refused(with(kafka.settings(), kafka.settings().bootstrap(), file, Map.of()))
                .hasMessageContaining("The state directory " + file + " can't be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(\u0000\u00ff"})
    void instanceFileThatACrashLeftEmptyOrDamaged(String left, KafkaFixture kafka) throws Exception {
        kafka.ensureTopics();
        Path file = kafka.settings().stateDir().resolve(kafka.settings().applicationId() + ".instance");
        Files.createDirectories(kafka.settings().stateDir());
        Files.writeString(file, left, StandardCharsets.ISO_8859_1);

        kafka.startGate(gate).close();

        assertThat(file).content().hasSize(36);
    }

    @Test
    void scopeThatThePolicyMoved(KafkaFixture kafka) throws Exception {
        kafka.ensureTopics();
        kafka.decide(gate, kafka.send(List.of(Sent.of(null, Sent.json("a", "d", "some text")))));
        Gate moved = TestPolicy.gate(TestPolicy.sharedScope("elsewhere", "d"));

        try (GateStreams started = start(kafka, moved)) {
            assertThat(started.awaitEnd())
                    .startsWith("The policy puts dataset d into scope elsewhere, but its memory lies in scope d");
        }
    }

    @Test
    @DisplayName("Law 8: a gate without memory stops with its own words, and decides nothing it couldn't remember")
    void fatalInsideAProcessor(KafkaFixture kafka) throws Exception {
        kafka.ensureTopics();
        GateStreams started = kafka.startGate(gate, new IndexBudget(10));
        kafka.send(List.of(Sent.of(null, Sent.json("a", "d", "some text"))));

        assertThat(started.awaitEnd())
                .startsWith("The memory of what was accepted needs more than the 0 MiB that it may use.");
        started.close();
        assertThat(kafka.decisions()).isEmpty();
    }

    @Test
    @DisplayName("Law 8: a judge that can't work at all stops the gate; one that fails on every sample does so, too")
    void judgesThatFail(KafkaFixture kafka) throws Exception {
        // Given
        kafka.ensureTopics();
        List<Sent> sent = kafka.send(IntStream.range(0, 500)
                .mapToObj(i -> Sent.of(Sent.utf8("d"), Sent.json("a" + i, "d", "text " + i)))
                .toList());
        // When
        GateStreams broken = start(
                kafka,
                TestPolicy.gate(
                        TestPolicy.copiesOnly(),
                        new FailingScorer(new Fatal("The model of digits is missing: fetch it"))));
        // Then
        assertThat(broken.awaitEnd()).isEqualTo("The model of digits is missing: fetch it");
        broken.close();
        assertThat(kafka.decisions()).isEmpty();
        // When
        GateStreams buggy = start(
                kafka, TestPolicy.gate(TestPolicy.copiesOnly(), new FailingScorer(new IllegalStateException("a bug"))));
        // Then
        assertThat(buggy.awaitEnd()).startsWith("100 samples in a row could not be judged");
        buggy.close();
        assertThat(kafka.decisions()).hasSizeLessThan(100);
        // And what waits is decided once the gate is mended
        kafka.decide(TestPolicy.gate(TestPolicy.copiesOnly(), TestPolicy.DIGITS), sent)
                .unchanged()
                .oneOrderPerScope();
    }

    @Test
    void closing(KafkaFixture kafka) throws Exception {
        kafka.ensureTopics();
        GateStreams started = kafka.startGate(gate);

        started.close();

        assertThat(started.awaitEnd()).isEqualTo("closed");
        assertThat(started.state()).isEqualTo(GateStreams.State.STOPPED);
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(StreamSettings settings) {
        return assertThatThrownBy(() -> GateStreams.start(
                                new Clients(settings), gate, new IndexBudget(1 << 30), GateListener.NONE)
                        .close())
                .isInstanceOf(Fatal.class);
    }

    /** These, and no long wait for an answer. */
    private static Map<String, String> soon(String... keysAndValues) {
        Map<String, String> kafka = new HashMap<>();
        kafka.put("admin.default.api.timeout.ms", "2000");
        kafka.put("admin.request.timeout.ms", "1000");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            kafka.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return kafka;
    }

    /** Starts a gate that may end before it runs. */
    private static GateStreams start(KafkaFixture kafka, Gate gate) {
        return GateStreams.start(kafka.clients(), gate, new IndexBudget(1 << 30), GateListener.NONE);
    }

    private static StreamSettings with(
            StreamSettings base, String bootstrap, Path stateDir, Map<String, String> kafka) {
        return new StreamSettings(
                bootstrap,
                base.applicationId(),
                base.topics(),
                stateDir,
                base.threads(),
                base.commitInterval(),
                base.maxSampleBytes(),
                base.replicationFactor(),
                kafka);
    }

    /** A judge that fails on every sample. */
    private record FailingScorer(RuntimeException failure) implements Scorer {

        @Override
        public String name() {
            return TestPolicy.DIGITS.name();
        }

        @Override
        public String version() {
            return failure.getClass().getSimpleName();
        }

        @Override
        public double defaultLimit() {
            return 1;
        }

        @Override
        public Judge newJudge() {
            return (sample, roles) -> {
                throw failure;
            };
        }
    }
}
