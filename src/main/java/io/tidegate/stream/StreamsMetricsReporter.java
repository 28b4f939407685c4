package io.tidegate.stream;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/** Tells {@link StreamsMetrics} what comes and goes. Kafka makes one for Kafka Streams itself and for each of its clients. */
public final class StreamsMetricsReporter implements MetricsReporter {

    private static final String LISTENER = "tidegate.streams.metrics";

    private final Set<KafkaMetric> told = ConcurrentHashMap.newKeySet();
    private StreamsMetrics listener = new StreamsMetrics();

    /** Called by Kafka. */
    public StreamsMetricsReporter() {}

    /** Has all clients that are made with a configuration tell somebody, beside those whom the user has them tell. */
    static void tell(StreamsMetrics listener, Properties config) {
        config.putIfAbsent(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, JmxReporter.class.getName());
        String us = StreamsMetricsReporter.class.getName();
        config.replaceAll((key, value) -> key.toString().endsWith(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG)
                ? value.toString().isBlank() ? us : value + "," + us
                : value);
        config.put(LISTENER, listener);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(LISTENER) instanceof StreamsMetrics metrics) {
            listener = metrics;
        }
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        told.add(metric);
        listener.add(metric);
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        told.remove(metric);
        listener.remove(metric);
    }

    /** Whoever is closed takes all of its metrics along, without a word on each. */
    @Override
    public void close() {
        told.forEach(listener::remove);
        told.clear();
    }
}
