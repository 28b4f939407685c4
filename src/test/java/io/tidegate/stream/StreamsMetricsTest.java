package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class StreamsMetricsTest {

    private final StreamsMetrics metrics = new StreamsMetrics();
    private final Map<MetricName, Known> known = new HashMap<>();

    @Test
    void sumsUpThreadsTasksAndStores() {
        put("stream-metrics", "alive-stream-threads", "c", 2);
        put("stream-task-metrics", "restore-remaining-records-total", "0_0", 5.0);
        put("stream-task-metrics", "restore-remaining-records-total", "0_1", 7.0);
        put("stream-thread-metrics", "commit-latency-max", "t1", 20.0);
        put("stream-thread-metrics", "commit-latency-max", "t2", 30.0);
        put("stream-thread-metrics", "commit-ratio", "t1", 0.1);
        put("stream-thread-metrics", "commit-ratio", "t2", 0.3);
        put("stream-state-metrics", "total-sst-files-size", "index", java.math.BigInteger.TEN);
        put("stream-state-metrics", "block-cache-usage", "index", 4.0);
        put("stream-state-metrics", "block-cache-usage", "ledger", 4.0);
        put("consumer-coordinator-metrics", "commit-total", "main", 9.0);

        assertThat(metrics.read())
                .containsOnly(
                        Map.entry(StreamsMetric.THREADS, 2.0),
                        Map.entry(StreamsMetric.TASKS, 2.0),
                        Map.entry(StreamsMetric.RESTORE_REMAINING, 12.0),
                        Map.entry(StreamsMetric.COMMIT_MILLIS, 30.0),
                        Map.entry(StreamsMetric.COMMIT_RATIO, 0.2),
                        Map.entry(StreamsMetric.ROCKSDB_CACHE, 4.0),
                        Map.entry(StreamsMetric.ROCKSDB_FILES, 10.0));
    }

    @Test
    void whatRestoresReadIsNoLag() {
        lag("gate-StreamThread-1-consumer", 7.0);
        lag("gate-StreamThread-2-consumer", 5.0);
        lag("gate-StreamThread-3-consumer", Double.NaN);
        lag("gate-StreamThread-1-restore-consumer", 1_000.0);

        assertThat(metrics.read()).containsOnly(Map.entry(StreamsMetric.LAG, 12.0));
    }

    private void lag(String client, double records) {
        put(
                new MetricName(
                        "records-lag",
                        "consumer-fetch-manager-metrics",
                        "",
                        Map.of("client-id", client, "partition", "0", "topic", "t")),
                records);
    }

    @Test
    void leavesOutWhatIsNotKnownYet() {
        put("stream-thread-metrics", "commit-latency-max", "t1", Double.NaN);
        put("stream-thread-metrics", "commit-latency-max", "t2", 4.0);
        put("stream-thread-metrics", "commit-total", "t2", Double.NaN);
        put("stream-metrics", "alive-stream-threads", "c", "two");

        assertThat(metrics.read()).containsOnly(Map.entry(StreamsMetric.COMMIT_MILLIS, 4.0));
    }

    @Test
    void countersNeverFallThoughTasksGo() {
        put("stream-task-metrics", "restore-total", "0_0", 100.0);
        put("stream-task-metrics", "restore-total", "0_1", 10.0);
        assertThat(restored()).isEqualTo(110);

        put("stream-task-metrics", "restore-total", "0_1", 15.0);
        remove("stream-task-metrics", "restore-total", "0_0");
        assertThat(restored()).isEqualTo(115);

        remove("stream-task-metrics", "restore-total", "0_1");
        assertThat(restored()).isEqualTo(115);

        put("stream-task-metrics", "restore-total", "0_0", 3.0);
        assertThat(restored()).isEqualTo(118);
        put("stream-task-metrics", "restore-total", "0_0", 1.0);
        assertThat(restored()).isEqualTo(119);
    }

    private double restored() {
        return metrics.read().getOrDefault(StreamsMetric.RESTORED, -1.0);
    }

    private void put(String group, String name, String of, Object value) {
        put(name(group, name, of), value);
    }

    private void put(MetricName named, Object value) {
        Known metric = known.get(named);
        if (metric == null) {
            metric = new Known(named);
            known.put(named, metric);
            metrics.add(metric);
        }
        metric.value = value;
    }

    private void remove(String group, String name, String of) {
        metrics.remove(Objects.requireNonNull(known.remove(name(group, name, of))));
    }

    private static MetricName name(String group, String name, String of) {
        return new MetricName(name, group, "", Map.of("of", of));
    }

    private static final class Known implements Metric {

        private final MetricName name;
        private Object value = Double.NaN;

        Known(MetricName name) {
            this.name = name;
        }

        @Override
        public MetricName metricName() {
            return name;
        }

        @Override
        public Object metricValue() {
            return value;
        }
    }
}
