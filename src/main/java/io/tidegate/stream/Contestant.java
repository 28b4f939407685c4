package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Verdict;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.jspecify.annotations.Nullable;

/**
 * One application of a benchmark, on topics of its own: the gate, or a topology that merely copies, under the same configuration.
 * It rests until it is told to work, so that several take turns in one process, on one broker. It may have several instances,
 * which share its partitions as those in several processes do.
 */
public final class Contestant implements AutoCloseable {

    private static final String SENT = "bench-sent";
    private static final Duration RUNNING_WITHIN = Duration.ofMinutes(2);
    private static final Duration NEXT_WITHIN = Duration.ofSeconds(60);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);
    private static final long GLANCE_NANOS = 2_000_000;
    private static final Pattern STREAM_THREAD = Pattern.compile("-StreamThread-[0-9]+$");

    private final Clients clients;
    private final List<KafkaStreams> instances;
    private final AtomicLong done;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private long asked;

    private Contestant(Clients clients, List<KafkaStreams> instances, AtomicLong done) {
        this.clients = clients;
        this.instances = instances;
        this.done = done;
    }

    /** What it does with records. */
    public enum Kind {
        /** Copies them from the samples topic to the accepted one, exactly once. */
        IDENTITY,
        /** Decides them, exactly once. */
        GATE,
        /** Decides them, at least once. */
        GATE_AT_LEAST_ONCE
    }

    /** A record to work on: the dataset of a sample, and its JSON. */
    public record Input(byte[] dataset, byte[] value) {}

    /**
     * Makes the topics and starts; it rests as soon as it is there.
     *
     * @param instances of it, each with as many threads as the settings say and a folder of its own
     * @throws Fatal if it can't start, with the cause
     */
    public static Contestant start(
            Kind kind, StreamSettings settings, int instances, int partitions, Gate gate, IndexBudget budget) {
        Clients clients = new Clients(settings);
        AtomicLong done = new AtomicLong();
        List<KafkaStreams> all = new ArrayList<>();
        try (TopicAdmin admin = new TopicAdmin(clients)) {
            admin.ensure(partitions);
            TopicAdmin.Facts facts = admin.facts();
            for (int i = 0; i < instances; i++) {
                Topology topology = kind == Kind.IDENTITY
                        ? identity(settings.topics(), done)
                        : gate(settings.topics(), facts, gate, budget, done);
                Properties config = clients.streams(UUID.randomUUID().toString());
                config.put(
                        StreamsConfig.STATE_DIR_CONFIG,
                        settings.stateDir().resolve(Integer.toString(i)).toString());
                if (kind == Kind.GATE_AT_LEAST_ONCE) {
                    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
                }
                all.add(new KafkaStreams(topology, config));
            }
        }
        Contestant started = new Contestant(clients, all, done);
        try {
            started.start();
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    private static Topology identity(Topics topics, AtomicLong done) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(topics.samples(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .peek((key, value) -> done.incrementAndGet())
                .to(topics.accepted(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }

    private static Topology gate(
            Topics topics, TopicAdmin.Facts facts, Gate gate, IndexBudget budget, AtomicLong done) {
        GateListener counting = new GateListener() {
            @Override
            public void decided(Verdict verdict, long millis) {
                done.incrementAndGet();
            }
        };
        return new GateTopology(
                        topics,
                        facts.samplesId(),
                        facts.owners(),
                        gate,
                        budget,
                        counting,
                        new AtomicLong(),
                        Clock.systemUTC())
                .build();
    }

    private void start() {
        StreamSettings settings = clients.settings();
        for (KafkaStreams instance : instances) {
            instance.setUncaughtExceptionHandler(failure -> {
                ended.complete(Causes.explain(failure, settings));
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            instance.start();
        }
        await("it is not running", RUNNING_WITHIN, this::running, instances.size());
        instances.forEach(KafkaStreams::pause);
    }

    /** How many instances run, each with partitions of its own. */
    private long running() {
        return instances.stream()
                .filter(instance -> instance.state() == KafkaStreams.State.RUNNING)
                .filter(instance -> instance.metadataForLocalThreads().stream()
                        .anyMatch(thread -> !thread.activeTasks().isEmpty()))
                .count();
    }

    /**
     * Sends records that it finds when it works.
     *
     * @param keyed by their dataset, or not at all
     * @throws Fatal if Kafka refuses one
     */
    public void load(Iterator<Input> records, boolean keyed) {
        CompletableFuture<RuntimeException> failure = new CompletableFuture<>();
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            while (records.hasNext() && !failure.isDone()) {
                send(producer, records.next(), keyed, System.nanoTime(), failure);
                asked++;
            }
        }
        if (failure.isDone()) {
            throw new Fatal(Causes.explain(failure.join(), clients.settings()));
        }
    }

    private void send(
            Producer<byte[], byte[]> producer,
            Input input,
            boolean keyed,
            long nanos,
            CompletableFuture<RuntimeException> failure) {
        byte @Nullable [] key = keyed ? input.dataset() : null;
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(clients.topics().samples(), key, input.value());
        record.headers()
                .add(SENT, ByteBuffer.allocate(Long.BYTES).putLong(nanos).array());
        var unused = producer.send(record, (sent, problem) -> {
            if (problem != null) {
                failure.complete(new KafkaException(problem));
            }
        });
    }

    /** Works until all that was loaded is done, and rests again. */
    public void work() {
        instances.forEach(KafkaStreams::resume);
        awaitDone();
        instances.forEach(KafkaStreams::pause);
    }

    private void awaitDone() {
        await("records wait", NEXT_WITHIN, done::get, asked);
    }

    private interface Count {
        long now();
    }

    private void await(String what, Duration patience, Count count, long enough) {
        long last = count.now();
        long giveUp = System.nanoTime() + patience.toNanos();
        while (count.now() < enough) {
            if (ended.isDone()) {
                throw new Fatal(ended.join());
            }
            if (count.now() > last) {
                last = count.now();
                giveUp = System.nanoTime() + patience.toNanos();
            } else if (System.nanoTime() - giveUp > 0) {
                throw new Fatal(clients.settings().applicationId() + ": " + what + ", and nothing happened for "
                        + patience.toSeconds() + " s");
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }

    /**
     * Sends records at a steady rate while it works.
     *
     * @return from each record's sending until a reader of what is committed has its copy or decision, in nanoseconds, ascending
     */
    public long[] latencies(List<Input> records, boolean keyed, double perSecond) {
        long[] nanos = new long[records.size()];
        CompletableFuture<RuntimeException> failure = new CompletableFuture<>();
        Clients atOnce = new Clients(clients.settings().with(Map.of("producer.linger.ms", "0")));
        try (Consumer<byte[], byte[]> reader = clients.consumer();
                Producer<byte[], byte[]> producer = atOnce.producer()) {
            seekToEnd(reader);
            instances.forEach(KafkaStreams::resume);
            Thread sending = new Thread(() -> pace(producer, records, keyed, perSecond, failure), "bench-sender");
            sending.setDaemon(true);
            sending.start();
            asked += records.size();
            long giveUp = System.nanoTime() + NEXT_WITHIN.toNanos();
            for (int received = 0; received < nanos.length; ) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
                    long sent = ByteBuffer.wrap(
                                    record.headers().lastHeader(SENT).value())
                            .getLong();
                    nanos[received++] = System.nanoTime() - sent;
                    giveUp = System.nanoTime() + NEXT_WITHIN.toNanos();
                }
                if (ended.isDone() || failure.isDone() || System.nanoTime() - giveUp > 0) {
                    throw new Fatal(clients.settings().applicationId() + ": " + received + " of " + nanos.length
                            + " records came through"
                            + (failure.isDone() ? ": " + Causes.explain(failure.join(), clients.settings()) : "")
                            + (ended.isDone() ? ": " + ended.join() : ""));
                }
            }
        }
        awaitDone();
        instances.forEach(KafkaStreams::pause);
        Arrays.sort(nanos);
        return nanos;
    }

    private void pace(
            Producer<byte[], byte[]> producer,
            List<Input> records,
            boolean keyed,
            double perSecond,
            CompletableFuture<RuntimeException> failure) {
        long start = System.nanoTime();
        for (int i = 0; i < records.size() && !failure.isDone(); i++) {
            long due = start + (long) (i / perSecond * 1e9);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            try {
                send(producer, records.get(i), keyed, due, failure); // due, so that a late sender hides no wait
            } catch (RuntimeException e) {
                failure.complete(e);
            }
        }
    }

    private void seekToEnd(Consumer<byte[], byte[]> reader) {
        Topics topics = clients.topics();
        List<TopicPartition> partitions = Stream.of(topics.accepted(), topics.quarantine())
                .flatMap(topic -> Partitions.of(topic, reader).stream())
                .toList();
        reader.assign(partitions);
        reader.seekToEnd(partitions);
        partitions.forEach(reader::position);
    }

    /** The ids of the threads that run its topology. */
    public long[] threads() {
        String prefix = clients.settings().applicationId() + "-";
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix)
                        && STREAM_THREAD.matcher(thread.getName()).find())
                .mapToLong(Thread::getId)
                .toArray();
    }

    /** Bytes of all logs on all brokers, what Kafka keeps for itself included. */
    public static long logBytes(Clients clients) {
        try (Admin admin = clients.admin()) {
            Collection<Integer> brokers =
                    Causes.await(admin.describeCluster().nodes(), clients.settings(), "naming its brokers").stream()
                            .map(node -> node.id())
                            .toList();
            return Causes.await(
                            admin.describeLogDirs(brokers).allDescriptions(),
                            clients.settings(),
                            "telling the size of its logs")
                    .values()
                    .stream()
                    .flatMap(folders -> folders.values().stream())
                    .flatMap(folder -> folder.replicaInfos().values().stream())
                    .mapToLong(replica -> replica.size())
                    .sum();
        }
    }

    @Override
    public void close() {
        instances.forEach(instance -> instance.close(CLOSE_WITHIN));
        try (Admin admin = clients.admin()) {
            List<String> own = new ArrayList<>(clients.topics().all());
            for (String topic : Causes.await(admin.listTopics().names(), clients.settings(), "naming its topics")) {
                if (topic.startsWith(clients.settings().applicationId() + "-")) {
                    own.add(topic);
                }
            }
            admin.deleteTopics(own);
        }
    }
}
