package io.tidegate.stream;

import io.tidegate.stream.StreamsMetric.Over;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Sums up Kafka's metrics, of which there are thousands: it hears of each, and keeps those that it needs. */
final class StreamsMetrics {

    private static final Map<Source, List<StreamsMetric>> BY_SOURCE = Arrays.stream(StreamsMetric.values())
            .collect(Collectors.groupingBy(metric -> new Source(metric.group(), metric.kafkaName())));

    private final Map<Metric, List<StreamsMetric>> sources = new ConcurrentHashMap<>();
    private final Map<StreamsMetric, Double> increases = new EnumMap<>(StreamsMetric.class);
    private Map<Metric, Double> before = Map.of();

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

    /** There is one more. */
    void add(Metric metric) {
        List<StreamsMetric> fed = fed(metric.metricName());
        if (!fed.isEmpty()) {
            sources.put(metric, fed);
        }
    }

    /** One is gone. */
    void remove(Metric metric) {
        sources.remove(metric);
    }

    /** One number for each that Kafka knows by now. */
    synchronized Map<StreamsMetric, Double> read() {
        Map<StreamsMetric, Fold> folds = new EnumMap<>(StreamsMetric.class);
        Map<Metric, Double> seen = new HashMap<>();
        sources.forEach((metric, fed) -> {
            double value = value(metric);
            if (!Double.isNaN(value)) {
                fed.forEach(
                        each -> folds.computeIfAbsent(each, key -> new Fold()).add(value));
                seen.put(metric, value);
                addIncrease(fed, value, before.getOrDefault(metric, 0.0));
            }
        });
        before = seen;
        Map<StreamsMetric, Double> read = new EnumMap<>(increases);
        folds.forEach((metric, fold) -> {
            if (metric.over() != Over.INCREASES) {
                read.put(metric, fold.value(metric.over()));
            }
        });
        return read;
    }

    private void addIncrease(List<StreamsMetric> fed, double value, double known) {
        double increase = value < known ? value : value - known; // one that fell began anew
        for (StreamsMetric metric : fed) {
            if (metric.over() == Over.INCREASES) {
                increases.merge(metric, increase, Double::sum);
            }
        }
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
