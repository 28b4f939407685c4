package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.sample.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** One test's world on a broker that it shares with others: topics, application and state directory of its own. */
final class KafkaFixture implements AutoCloseable {

    static final int PARTITIONS = 4;

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration LONG = Duration.ofSeconds(60);

    private final StreamSettings settings;
    private final Clients clients;
    private final Admin admin;
    private final List<GateStreams> opened = new ArrayList<>();

    private KafkaFixture(StreamSettings settings) {
        this.settings = settings;
        this.clients = new Clients(settings);
        this.admin = clients.admin();
    }

    static KafkaFixture on(String bootstrap, Path folder) {
        String name = "it" + COUNT.incrementAndGet();
        return new KafkaFixture(new StreamSettings(
                bootstrap,
                name + "-gate",
                Topics.of(name),
                folder.resolve(name),
                1,
                Duration.ofMillis(100),
                TestPolicy.MAX_SAMPLE_BYTES,
                1,
                Map.of()));
    }

    /** The settings of a gate that a child process runs here. */
    static KafkaFixture of(String bootstrap, String name, Path stateDir) {
        return new KafkaFixture(new StreamSettings(
                bootstrap,
                name + "-gate",
                Topics.of(name),
                stateDir,
                1,
                Duration.ofMillis(100),
                TestPolicy.MAX_SAMPLE_BYTES,
                1,
                Map.of()));
    }

    StreamSettings settings() {
        return settings;
    }

    Clients clients() {
        return clients;
    }

    Admin admin() {
        return admin;
    }

    Topics topics() {
        return settings.topics();
    }

    String rekeyTopic() {
        return settings.applicationId() + "-rekey-repartition";
    }

    /** Makes the topics, or enlarges them. */
    List<TopicAdmin.Finding> ensureTopics() {
        try (TopicAdmin topics = new TopicAdmin(clients)) {
            return topics.ensure(PARTITIONS);
        }
    }

    /** Makes a topic, and waits until the broker knows of it, which is a little later. */
    void create(String topic, int partitions, Map<String, String> config) {
        NewTopic made = new NewTopic(topic, Optional.of(partitions), Optional.of((short) 1)).configs(config);
        done(admin.createTopics(List.of(made)).all());
        awaitPartitions(topic, partitions);
    }

    void enlarge(String topic, int partitions) {
        done(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all());
        awaitPartitions(topic, partitions);
    }

    private void awaitPartitions(String topic, int partitions) {
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> done(admin.listTopics().names()).contains(topic) && partitions(topic) == partitions);
    }

    void configure(String topic, String key, String value) {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        done(admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(set)))
                .all());
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> value.equals(config(topic).get(key)));
    }

    Map<String, String> config(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, String> values = new TreeMap<>();
        Objects.requireNonNull(
                        done(admin.describeConfigs(List.of(resource)).all()).get(resource))
                .entries()
                .forEach(entry -> values.put(entry.name(), entry.value()));
        return values;
    }

    /** Starts a gate and waits until it runs; it ends with the test, if not before. */
    GateStreams startGate(Gate gate) {
        return startGate(gate, new IndexBudget(1L << 30));
    }

    GateStreams startGate(Gate gate, IndexBudget budget) {
        return startGate(clients, gate, budget, GateListener.NONE);
    }

    /** Starts a gate whose transactions stay open for so long. */
    GateStreams startGate(Gate gate, GateListener listener, Duration commitInterval) {
        StreamSettings slow = new StreamSettings(
                settings.bootstrap(),
                settings.applicationId(),
                settings.topics(),
                settings.stateDir(),
                settings.threads(),
                commitInterval,
                settings.maxSampleBytes(),
                settings.replicationFactor(),
                Map.of("producer.transaction.timeout.ms", Long.toString(2 * commitInterval.toMillis())));
        return startGate(new Clients(slow), gate, new IndexBudget(1L << 30), listener);
    }

    private GateStreams startGate(Clients clients, Gate gate, IndexBudget budget, GateListener listener) {
        GateStreams started = GateStreams.start(clients, gate, budget, listener);
        opened.add(started);
        started.awaitRunning(LONG);
        return started;
    }

    List<Sent> send(List<Sent> records) {
        return send(records, "none");
    }

    /** Sends records as any producer could, even larger ones than the gate's own producer would. */
    List<Sent> send(List<Sent> records, String compression) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                settings.bootstrap(),
                "compression.type",
                compression,
                "max.request.size",
                64 << 20,
                "buffer.memory",
                96L << 20,
                "linger.ms",
                5);
        List<Future<RecordMetadata>> pending = new ArrayList<>();
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Sent record : records) {
                pending.add(producer.send(new ProducerRecord<>(
                        topics().samples(),
                        record.source().partition() < 0 ? null : record.source().partition(),
                        record.timestamp() == -1 ? null : record.timestamp(),
                        record.key(),
                        record.value(),
                        GateHeaders.forKafka(record.headers()))));
            }
        }
        return IntStream.range(0, records.size())
                .mapToObj(i -> {
                    RecordMetadata at = done(pending.get(i));
                    return records.get(i).at(new Source(at.topic(), at.partition(), at.offset()), at.timestamp());
                })
                .toList();
    }

    /** Waits until at least so many decisions are committed. */
    List<Decided> awaitDecisions(int count) {
        List<Decided> decisions = new ArrayList<>();
        try (DecisionReader reader =
                new DecisionReader(clients, List.of(topics().accepted(), topics().quarantine()), true)) {
            long giveUp = System.nanoTime() + LONG.toNanos();
            while (decisions.size() < count && System.nanoTime() < giveUp) {
                decisions.addAll(reader.poll(Duration.ofMillis(200)));
            }
        }
        assertThat(decisions.size()).as("decisions in time").isGreaterThanOrEqualTo(count);
        return decisions;
    }

    /** All decisions that are committed by now. */
    List<Decided> decisions() {
        List<Decided> decisions = new ArrayList<>();
        try (DecisionReader reader =
                new DecisionReader(clients, List.of(topics().accepted(), topics().quarantine()), true)) {
            while (!reader.caughtUp()) {
                decisions.addAll(reader.poll(Duration.ofMillis(200)));
            }
        }
        return decisions;
    }

    /** Runs a gate until it decided all that was sent, ends it, and holds what left against law 1. */
    Law decide(Gate gate, List<Sent> sent) {
        GateStreams running = startGate(gate);
        awaitDecisions(sent.size());
        running.close();
        return Law.eachLeftOnce(topics(), sent, decisions());
    }

    /** Where a topic ends, by partition. */
    Map<Integer, Long> ends(String topic) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        int partitions = partitions(topic);
        for (int i = 0; i < partitions; i++) {
            asked.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        Map<Integer, Long> ends = new HashMap<>();
        done(admin.listOffsets(asked).all()).forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    /** How far accepted and quarantine have grown together; counts what isn't committed, too. */
    long ends(Topics outputs) {
        return ends(outputs.accepted()).values().stream()
                        .mapToLong(Long::longValue)
                        .sum()
                + ends(outputs.quarantine()).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
    }

    int partitions(String topic) {
        return Objects.requireNonNull(done(admin.describeTopics(List.of(topic)).allTopicNames())
                        .get(topic))
                .partitions()
                .size();
    }

    /** What an expired group is: Kafka forgets how far it read. Or, with kept offsets, an instance that doesn't come back. */
    void forgetMembers() {
        done(admin.removeMembersFromConsumerGroup(settings.applicationId(), new RemoveMembersFromConsumerGroupOptions())
                .all());
    }

    void forgetOffsets() {
        forgetMembers();
        done(admin.deleteConsumerGroups(List.of(settings.applicationId())).all());
    }

    /** Another producer takes over each open transaction of the gate, which aborts it. */
    void fence() {
        ListTransactionsOptions open = new ListTransactionsOptions()
                .filterStates(List.of(TransactionState.ONGOING))
                .filterOnTransactionalIdPattern(settings.applicationId() + "-.*");
        List<String> ids = done(admin.listTransactions(open).all()).stream()
                .map(TransactionListing::transactionalId)
                .toList();
        assertThat(ids).as("open transactions").isNotEmpty();
        done(admin.fenceProducers(ids).all());
    }

    void deleteStateDir() {
        try {
            Utils.delete(settings.stateDir().toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(Files.exists(settings.stateDir())).isFalse();
    }

    static <T> T done(KafkaFuture<T> future) {
        return done(future.toCompletionStage().toCompletableFuture());
    }

    static <T> T done(Future<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        opened.forEach(GateStreams::close);
        admin.close();
    }
}
