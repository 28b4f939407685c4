package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How the gate talks to Kafka: the reasoned base configuration of each client, under the user's own settings.
 */
public final class Clients {

    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
    private static final int SESSION_MILLIS = 20_000;
    private static final int RESTORE_FETCH_BYTES = 8 << 20;

    private final StreamSettings settings;

    /**
     * @throws Fatal if the user's settings hold keys that may not be set
     */
    public Clients(StreamSettings settings) {
        KafkaKeys.check(settings.kafka());
        this.settings = settings;
    }

    /** The topics that these clients work on. */
    public Topics topics() {
        return settings.topics();
    }

    StreamSettings settings() {
        return settings;
    }

    /** An admin client that gives up within 10 s. */
    public Admin admin() {
        Map<String, Object> config = base("admin.");
        config.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        config.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS / 2);
        return create(() -> Admin.create(config));
    }

    /** A consumer of decisions: it reads what is committed and nothing else. */
    public Consumer<byte[], byte[]> consumer() {
        return consumer(Map.of());
    }

    /** One that jumps about: the broker answers at once, also where there is nothing to read yet. */
    Consumer<byte[], byte[]> jumpingConsumer() {
        return consumer(Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10));
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> more) {
        Map<String, Object> config = base("consumer.");
        config.putAll(more);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        config.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // A reader whose next record retention has deleted goes on with the oldest left, not with the newest.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return create(() -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /** A producer of samples: no retry of its own is a second record. */
    public Producer<byte[], byte[]> producer() {
        Map<String, Object> config = base("producer.");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.maxRequestBytes());
        config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        return create(() -> new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /**
     * The configuration of the gate itself.
     *
     * @param instanceId stable over restarts, so that a restarted gate goes on at once with its own partitions
     */
    Properties streams(String instanceId) {
        Properties config = new Properties();
        config.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.replicationFactor());
        config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), settings.maxRequestBytes());
        // Without a prefix, so that the user's setting counts, whether it has one or not.
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 10);
        // A transaction's first record is refused while the last one's end is being written: try again soon.
        config.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10);
        // A connection may be dead and nobody told. Clients find out in so long, of each that they have, and often one
        // client after the other; so they keep none that isn't in use.
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        config.put(CommonClientConfigs.CONNECTIONS_MAX_IDLE_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        // Records of the two topics need no common order, so neither waits for the other's.
        config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // Reading a large memory back takes a thread minutes; that it stalls is the watchdog's to notice.
        config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 3_600_000);
        // The partitions of a gate that is gone for good wait for so long; one that is restarted is back sooner.
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        // A lost memory is read back in few large steps.
        config.put(
                StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                RESTORE_FETCH_BYTES);
        config.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), RESTORE_FETCH_BYTES / 8);
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreMemory.class);
        config.put(StreamsConfig.topicPrefix("max.message.bytes"), settings.maxMessageBytes());
        config.put(StreamsConfig.topicPrefix("message.timestamp.after.max.ms"), Long.MAX_VALUE);
        config.put(StreamsConfig.topicPrefix("message.timestamp.before.max.ms"), Long.MAX_VALUE);
        config.putAll(settings.kafka());

        config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        return config;
    }

    /** The user's settings for one kind of client: those under its prefix, and those under none. */
    private Map<String, Object> base(String prefix) {
        Map<String, Object> config = new HashMap<>();
        settings.kafka().forEach((key, value) -> {
            if (KafkaKeys.prefix(key).isEmpty()) {
                config.putIfAbsent(key, value);
            } else if (KafkaKeys.prefix(key).equals(prefix)) {
                config.put(key.substring(prefix.length()), value);
            }
        });
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        return config;
    }

    private <T> T create(Supplier<T> client) {
        try {
            return client.get();
        } catch (KafkaException e) {
            throw new Fatal(Causes.explain(e, settings), e);
        }
    }
}
