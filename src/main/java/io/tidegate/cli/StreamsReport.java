package io.tidegate.cli;

import io.tidegate.observe.Metric;
import io.tidegate.stream.StreamsMetric;
import java.util.EnumMap;
import java.util.Map;

/** Kafka Streams' numbers under the names and in the base units that operators see. */
final class StreamsReport {

    private static final double MILLIS = 0.001;

    private StreamsReport() {}

    static Map<Metric, Double> of(Map<StreamsMetric, Double> numbers) {
        Map<Metric, Double> report = new EnumMap<>(Metric.class);
        numbers.forEach((number, value) -> report.put(metric(number), value * unit(number)));
        return report;
    }

    private static double unit(StreamsMetric number) {
        return number == StreamsMetric.COMMIT_MILLIS || number == StreamsMetric.REBALANCE_MILLIS ? MILLIS : 1;
    }

    static Metric metric(StreamsMetric number) {
        return switch (number) {
            case LAG -> Metric.LAG;
            case THREADS -> Metric.STREAMS_THREADS;
            case THREADS_FAILED -> Metric.STREAMS_THREADS_FAILED;
            case PARTITIONS -> Metric.STREAMS_PARTITIONS;
            case TASKS -> Metric.STREAMS_TASKS;
            case TASKS_RESTORING -> Metric.STREAMS_TASKS_RESTORING;
            case RESTORE_REMAINING -> Metric.STREAMS_RESTORE_REMAINING;
            case RESTORED -> Metric.STREAMS_RESTORED;
            case DROPPED -> Metric.STREAMS_DROPPED;
            case PROCESS_RATIO -> Metric.STREAMS_PROCESS_RATIO;
            case COMMIT_RATIO -> Metric.STREAMS_COMMIT_RATIO;
            case COMMITS -> Metric.STREAMS_COMMITS;
            case COMMIT_MILLIS -> Metric.STREAMS_COMMIT;
            case REBALANCES -> Metric.STREAMS_REBALANCES;
            case REBALANCE_MILLIS -> Metric.STREAMS_REBALANCE;
            case SEND_ERRORS -> Metric.STREAMS_SEND_ERRORS;
            case ROCKSDB_MEMTABLES -> Metric.ROCKSDB_MEMTABLES;
            case ROCKSDB_CACHE -> Metric.ROCKSDB_CACHE;
            case ROCKSDB_READERS -> Metric.ROCKSDB_READERS;
            case ROCKSDB_FILES -> Metric.ROCKSDB_FILES;
            case ROCKSDB_ERRORS -> Metric.ROCKSDB_ERRORS;
        };
    }
}
