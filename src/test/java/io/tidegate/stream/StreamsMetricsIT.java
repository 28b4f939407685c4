package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class StreamsMetricsIT {

    private static final int RECORDS = 300;

    @Test
    void aRunningGateKnowsThemAllAndCountsTheRecordsThatHop(KafkaFixture kafka) {
        // Given
        AtomicInteger placed = new AtomicInteger();
        AtomicInteger rekeyed = new AtomicInteger();
        GateListener listener = new GateListener() {
            @Override
            public void arrived(boolean hopped) {
                (hopped ? rekeyed : placed).incrementAndGet();
            }
        };
        kafka.ensureTopics();
        try (GateStreams gate = GateStreams.start(
                kafka.clients(), TestPolicy.gate(TestPolicy.copiesOnly()), new IndexBudget(1L << 30), listener)) {
            assertThat(gate.metrics())
                    .containsEntry(StreamsMetric.THREADS, 1.0)
                    .containsEntry(StreamsMetric.LAG, 0.0)
                    .doesNotContainKey(StreamsMetric.ROCKSDB_FILES);
            gate.awaitRunning(Duration.ofMinutes(1));

            // When
            kafka.send(DemoSamples.keyedByDataset().subList(0, RECORDS));
            kafka.awaitDecisions(RECORDS);
            assertThat(placed).hasValueGreaterThanOrEqualTo(RECORDS);
            assertThat(rekeyed).hasValue(0);
            kafka.send(DemoSamples.unkeyed().subList(0, RECORDS));
            kafka.awaitDecisions(2 * RECORDS);

            // Then
            assertThat(rekeyed).hasPositiveValue();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(gate.metrics()).containsOnlyKeys(StreamsMetric.values()));
            Map<StreamsMetric, Double> metrics = gate.metrics();
            assertThat(metrics)
                    .containsEntry(StreamsMetric.THREADS, 1.0)
                    .containsEntry(StreamsMetric.PARTITIONS, 2.0 * KafkaFixture.PARTITIONS)
                    .containsEntry(StreamsMetric.TASKS, (double) KafkaFixture.PARTITIONS)
                    .containsEntry(StreamsMetric.TASKS_RESTORING, 0.0)
                    .containsEntry(StreamsMetric.DROPPED, 0.0)
                    .containsEntry(StreamsMetric.ROCKSDB_ERRORS, 0.0);
            assertThat(metrics.get(StreamsMetric.COMMITS)).isPositive();
            assertThat(metrics.get(StreamsMetric.ROCKSDB_MEMTABLES)).isPositive();
            assertThat(metrics.get(StreamsMetric.ROCKSDB_CACHE))
                    .as("of all stores, which memtables count in, too")
                    .isPositive()
                    .isLessThanOrEqualTo(StoreMemory.BYTES);
        }
    }
}
