package io.tidegate.stream;

import io.tidegate.stream.StreamsMetric.Over;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Sums up Kafka's metrics, of which there are thousands. */
final class StreamsMetrics {

    private static final Map<Source, List<StreamsMetric>> BY_SOURCE = Arrays.stream(StreamsMetric.values())
            .collect(Collectors.groupingBy(metric -> new Source(metric.group(), metric.kafkaName())));

    private final Map<StreamsMetric, Double> increases = new EnumMap<>(StreamsMetric.class);
    private Map<MetricName, Double> before = Map.of();

    private record Source(String group, String name) {}

    private static List<StreamsMetric> fed(MetricName name) {
        return isOfRestore(name) ? List.of() : BY_SOURCE.getOrDefault(new Source(name.group(), name.name()), List.of());
    }

    private static boolean isOfRestore(MetricName name) {
        return name.tags().getOrDefault("client-id", "").endsWith("-restore-consumer");
    }

    /** NaN if it is not known. */
    private static double value(Metric metric) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** One number for each that Kafka knows by now. */
    synchronized Map<StreamsMetric, Double> read(Map<MetricName, ? extends Metric> metrics) {
        Map<StreamsMetric, Fold> folds = new EnumMap<>(StreamsMetric.class);
        Map<MetricName, Double> seen = new HashMap<>();
        metrics.forEach((name, metric) -> {
            List<StreamsMetric> fed = fed(name);
            double value = fed.isEmpty() ? Double.NaN : value(metric);
            if (!Double.isNaN(value)) {
                fed.forEach(
                        each -> folds.computeIfAbsent(each, key -> new Fold()).add(value));
                seen.put(name, value);
            }
        });
        addIncreases(seen);
        before = seen;
        Map<StreamsMetric, Double> read = new EnumMap<>(increases);
        folds.forEach((metric, fold) -> {
            if (metric.over() != Over.INCREASES) {
                read.put(metric, fold.value(metric.over()));
            }
        });
        return read;
    }

    private void addIncreases(Map<MetricName, Double> seen) {
        seen.forEach((name, value) -> {
            double known = before.getOrDefault(name, 0.0);
            double increase = value < known ? value : value - known; // one that fell began anew
            for (StreamsMetric metric : fed(name)) {
                if (metric.over() == Over.INCREASES) {
                    increases.merge(metric, increase, Double::sum);
                }
            }
        });
    }

    private static final class Fold {

        private int count;
        private double sum;
        private double max = Double.NEGATIVE_INFINITY;

        void add(double value) {
            count++;
            sum += value;
            max = Math.max(max, value);
        }

        double value(Over over) {
            return switch (over) {
                case SUM, INCREASES -> sum;
                case MEAN -> sum / count;
                case MAX -> max;
                case COUNT -> count;
            };
        }
    }
}
