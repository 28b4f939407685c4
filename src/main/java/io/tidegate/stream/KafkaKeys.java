package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import io.tidegate.policy.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The {@code kafka.*} settings that users may not make: those that the law rests on, those that have a setting of their own, and
 * those that look like a slip of the pen. What Kafka doesn't know and nothing resembles is a plug-in's, and passes.
 */
final class KafkaKeys {

    private static final String LAW = "exactly-once rests on it";
    private static final String OWN = "the gate has a setting of its own for it";
    private static final String SIZE = "it follows from the largest sample";

    /** The prefixes that say which client is meant; a longer one comes before the one that it ends with. */
    private static final List<String> PREFIXES = List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX,
            StreamsConfig.TOPIC_PREFIX);

    private static final Map<String, String> RESERVED = Map.ofEntries(
            Map.entry("bootstrap.servers", OWN),
            Map.entry("application.id", OWN),
            Map.entry("state.dir", OWN),
            Map.entry("group.id", OWN),
            Map.entry("group.instance.id", LAW),
            Map.entry("group.protocol", "a restarted gate finds its partitions by it"),
            Map.entry("processing.guarantee", LAW),
            Map.entry("isolation.level", LAW),
            Map.entry("enable.auto.commit", LAW),
            Map.entry("auto.offset.reset", "a record would be lost"),
            Map.entry("enable.idempotence", LAW),
            Map.entry("acks", LAW),
            Map.entry("transactional.id", LAW),
            Map.entry("max.request.size", SIZE),
            Map.entry("deserialization.exception.handler", "a record would be lost"),
            Map.entry("default.deserialization.exception.handler", "a record would be lost"),
            Map.entry("production.exception.handler", "a record would be lost"),
            Map.entry("default.production.exception.handler", "a record would be lost"),
            Map.entry("processing.exception.handler", "a record would be lost"),
            Map.entry("ensure.explicit.internal.resource.naming", "the names of its topics rest on it"),
            Map.entry("errors.dead.letter.queue.topic.name", "a record would leave by a third way"),
            Map.entry("topic.cleanup.policy", "the gate's memory would be lost"),
            Map.entry("topic.retention.ms", "records would be lost"),
            Map.entry("topic.retention.bytes", "records would be lost"),
            Map.entry("topic.max.message.bytes", SIZE),
            Map.entry("topic.message.timestamp.type", LAW),
            Map.entry("topic.message.timestamp.after.max.ms", "any producer could stop the gate"),
            Map.entry("topic.message.timestamp.before.max.ms", "any producer could stop the gate"));

    private static final Set<String> KNOWN = known();

    private KafkaKeys() {}

    /**
     * @throws Fatal that names all keys that may not be set
     */
    static void check(Map<String, String> kafka) {
        List<String> faults = new ArrayList<>();
        new TreeMap<>(kafka).keySet().forEach(key -> fault(key).ifPresent(faults::add));
        if (!faults.isEmpty()) {
            throw new Fatal(String.join("\n", faults));
        }
    }

    private static Optional<String> fault(String key) {
        String prefix = prefix(key);
        boolean topic = prefix.equals(StreamsConfig.TOPIC_PREFIX);
        String bare = topic ? key : key.substring(prefix.length());
        if (RESERVED.containsKey(bare)) {
            return Optional.of("kafka." + key + " can't be set: " + RESERVED.get(bare));
        }
        if (topic || KNOWN.contains(bare)) {
            return Optional.empty();
        }
        return Nearest.of(bare, KNOWN)
                .map(known -> "kafka." + key + " is unknown: did you mean kafka." + prefix + known + "?");
    }

    /** The prefix of a key that says which client is meant; empty if it is for all. */
    static String prefix(String key) {
        return PREFIXES.stream().filter(key::startsWith).findFirst().orElse("");
    }

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(StreamsConfig.configDef().names());
        known.addAll(ProducerConfig.configNames());
        known.addAll(ConsumerConfig.configNames());
        known.addAll(AdminClientConfig.configNames());
        return known;
    }
}
