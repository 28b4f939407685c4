package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The partitions that a topic has. */
final class Partitions {

    private Partitions() {}

    /**
     * In their order.
     *
     * @throws Fatal if the topic is missing
     */
    static List<TopicPartition> of(String topic, Consumer<?, ?> consumer) {
        List<TopicPartition> partitions = ifThere(topic, consumer);
        if (partitions.isEmpty()) {
            throw new Fatal(missing(topic));
        }
        return partitions;
    }

    /** In their order; none if the topic is missing. */
    static List<TopicPartition> ifThere(String topic, Consumer<?, ?> consumer) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        return found == null
                ? List.of()
                : found.stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .sorted(Comparator.comparing(TopicPartition::partition))
                        .toList();
    }

    /** What to tell of a topic that isn't there. */
    static String missing(String topic) {
        return "topic " + topic + " is missing: `tidegate topics` makes it";
    }
}
