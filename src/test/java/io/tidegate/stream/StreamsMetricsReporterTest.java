package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class StreamsMetricsReporterTest {

    private final StreamsMetrics metrics = new StreamsMetrics();
    private final Properties config = new Properties();

    @Test
    void hearsOfWhatIsThereComesAndGoes() {
        try (Metrics there = new Metrics()) {
            there.addMetric(there.metricName("commit-ratio", "stream-thread-metrics"), (how, now) -> 0.5);
            StreamsMetricsReporter reporter = reporter();
            there.addReporter(reporter);
            assertThat(metrics.read()).containsOnly(Map.entry(StreamsMetric.COMMIT_RATIO, 0.5));

            there.addMetric(there.metricName("process-ratio", "stream-thread-metrics"), (how, now) -> 0.25);
            there.removeMetric(there.metricName("commit-ratio", "stream-thread-metrics"));

            assertThat(metrics.read()).containsOnly(Map.entry(StreamsMetric.PROCESS_RATIO, 0.25));
        }
        assertThat(metrics.read()).as("all is closed").isEmpty();
    }

    private StreamsMetricsReporter reporter() {
        StreamsMetricsReporter.tell(metrics, config);
        StreamsMetricsReporter reporter = new StreamsMetricsReporter();
        Map<String, Object> configs = new HashMap<>();
        config.forEach((key, value) -> configs.put(key.toString(), value));
        reporter.configure(configs);
        return reporter;
    }

    @Test
    void staysBesideTheUsersReporters() {
        config.put("metric.reporters", "");
        config.put("producer.metric.reporters", "org.example.Reporter");

        StreamsMetricsReporter.tell(metrics, config);

        assertThat(config.get("metric.reporters")).isEqualTo("io.tidegate.stream.StreamsMetricsReporter");
        assertThat(config.get("producer.metric.reporters"))
                .isEqualTo("org.example.Reporter,io.tidegate.stream.StreamsMetricsReporter");
    }

    @Test
    void aClientTellsJmxAndUs() {
        StreamsMetricsReporter.tell(metrics, config);
        config.put("bootstrap.servers", "127.0.0.1:1");

        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());

        assertThat(metrics.read()).containsOnlyKeys(StreamsMetric.SEND_ERRORS);
        assertThat(config.get("metric.reporters"))
                .isEqualTo("org.apache.kafka.common.metrics.JmxReporter,io.tidegate.stream.StreamsMetricsReporter");
        producer.close();
    }
}
