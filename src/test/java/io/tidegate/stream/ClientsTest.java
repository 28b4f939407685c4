package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gate.Fatal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "processing.guarantee",
                "isolation.level",
                "consumer.isolation.level",
                "main.consumer.isolation.level",
                "main.consumer.auto.offset.reset",
                "main.consumer.group.instance.id",
                "main.consumer.enable.auto.commit",
                "group.id",
                "group.protocol",
                "acks",
                "producer.acks",
                "producer.enable.idempotence",
                "producer.transactional.id",
                "producer.max.request.size",
                "deserialization.exception.handler",
                "default.deserialization.exception.handler",
                "production.exception.handler",
                "default.production.exception.handler",
                "processing.exception.handler",
                "bootstrap.servers",
                "admin.bootstrap.servers",
                "application.id",
                "state.dir",
                "topic.cleanup.policy",
                "topic.retention.ms",
                "topic.retention.bytes",
                "topic.max.message.bytes",
                "topic.message.timestamp.type",
                "topic.message.timestamp.after.max.ms"
            })
    void refusesWhatTheLawRestsOn(String key) {
        assertThatThrownBy(() -> new Clients(settings(Map.of(key, "x"))))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("kafka." + key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sasl.mechansim", "producer.liger.ms", "main.consumer.session.timeout.m", "num.standby.replica"})
    void refusesMisspelledSettings(String key) {
        assertThatThrownBy(() -> new Clients(settings(Map.of(key, "1"))))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("kafka." + key + " is unknown: did you mean kafka.");
    }

    @Test
    void leavesSettingsOfPluginsAlone() {
        Map<String, String> kafka = Map.of("interceptor.classes", "", "my.interceptor.endpoint", "http://localhost");

        assertThat(streams(kafka)).containsAllEntriesOf(kafka);
    }

    @Test
    void namesAllMistakesAtOnce() {
        assertThatThrownBy(() -> new Clients(settings(Map.of("acks", "1", "state.dir", "/", "client.idd", "a"))))
                .hasMessageContaining("kafka.acks")
                .hasMessageContaining("kafka.state.dir")
                .hasMessageContaining("kafka.client.idd");
    }

    @Test
    void settingsOfNoPrefixReachTheGatesClients() {
        StreamsConfig config = config(
                Map.of("linger.ms", "77", "batch.size", "1000", "max.poll.records", "10", "sasl.mechanism", "PLAIN"));

        assertThat(config.getProducerConfigs("p"))
                .containsEntry("linger.ms", "77")
                .containsEntry("batch.size", "1000")
                .containsEntry("sasl.mechanism", "PLAIN");
        assertThat(config.getMainConsumerConfigs("g", "c", 1))
                .containsEntry("max.poll.records", "10")
                .containsEntry("sasl.mechanism", "PLAIN");
        assertThat(config.getAdminConfigs("a")).containsEntry("sasl.mechanism", "PLAIN");
    }

    @Test
    void settingsOfAPrefixReachTheirClientAlone() {
        StreamsConfig config = config(Map.of(
                "producer.linger.ms", "77",
                "consumer.max.poll.records", "10",
                "main.consumer.fetch.min.bytes", "5",
                "admin.retries", "3",
                "retry.backoff.ms", "50",
                "topic.min.insync.replicas", "2"));

        assertThat(config.getProducerConfigs("p"))
                .containsEntry("linger.ms", "77")
                .doesNotContainKey("fetch.min.bytes");
        assertThat(config.getMainConsumerConfigs("g", "c", 1))
                .containsEntry("max.poll.records", "10")
                .containsEntry("fetch.min.bytes", "5");
        assertThat(config.getAdminConfigs("a")).containsEntry("retries", "3").containsEntry("retry.backoff.ms", "50");
        assertThat(config.originalsWithPrefix("topic.")).containsEntry("min.insync.replicas", "2");
    }

    @Test
    void partitionsOfAGateThatIsGoneWaitUnlessToldOtherwise() {
        assertThat(config(Map.of()).getMainConsumerConfigs("g", "c", 1)).containsEntry("session.timeout.ms", 20_000);
        assertThat(config(Map.of("session.timeout.ms", "45000")).getMainConsumerConfigs("g", "c", 1))
                .containsEntry("session.timeout.ms", "45000");
    }

    @Test
    void everyClientOfAGateFindsOutAboutDeadConnectionsSoon() {
        StreamsConfig config = config(Map.of());

        assertThat(List.of(
                        config.getProducerConfigs("p"),
                        config.getMainConsumerConfigs("g", "c", 1),
                        config.getRestoreConsumerConfigs("r"),
                        config.getAdminConfigs("a")))
                .allSatisfy(client -> assertThat(client)
                        .containsEntry("request.timeout.ms", 10_000)
                        .containsEntry("connections.max.idle.ms", 10_000));
    }

    @Test
    void theLawHolds() {
        StreamsConfig config = config(Map.of("num.standby.replicas", "1"));

        assertThat(config.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
        assertThat(config.getMainConsumerConfigs("g", "c", 1))
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("group.instance.id", "instance-1");
        assertThat(config.getProducerConfigs("p"))
                .containsEntry("enable.idempotence", true)
                .containsEntry("max.request.size", (1 << 20) + 512 * 1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "no.such.host.invalid:9092", ":", "a:b:c", ""})
    void namesBootstrapThatIsWrong(String bootstrap) {
        StreamSettings wrong = settings(bootstrap, Map.of());

        assertThatThrownBy(() -> new Clients(wrong).admin())
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("bootstrap");
        assertThatThrownBy(() -> new Clients(wrong).producer()).isInstanceOf(Fatal.class);
        assertThatThrownBy(() -> new Clients(wrong).consumer()).isInstanceOf(Fatal.class);
    }

    @Test
    void namesValuesThatAreWrong() {
        assertThatThrownBy(() -> new Clients(settings(Map.of("security.protocol", "SSSL"))).admin())
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("security.protocol")
                .hasMessageContaining("SSSL");
        assertThatThrownBy(() -> new Clients(settings(Map.of("security.protocol", "SASL_PLAINTEXT"))).admin())
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("sasl.jaas.config");
        assertThatThrownBy(() -> new Clients(settings(
                                Map.of("security.protocol", "SSL", "ssl.truststore.location", "/no/such/file")))
                        .admin())
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("/no/such/file");
    }

    private static Properties streams(Map<String, String> kafka) {
        return new Clients(settings(kafka)).streams("instance");
    }

    private static StreamsConfig config(Map<String, String> kafka) {
        Map<Object, Object> config = new HashMap<>(streams(kafka));
        return new StreamsConfig(config);
    }

    private static StreamSettings settings(Map<String, String> kafka) {
        return settings("127.0.0.1:1", kafka);
    }

    private static StreamSettings settings(String bootstrap, Map<String, String> kafka) {
        return new StreamSettings(
                bootstrap,
                "gate",
                Topics.of("tidegate"),
                Path.of("target", "state"),
                1,
                Duration.ofMillis(100),
                1 << 20,
                1,
                kafka);
    }
}
