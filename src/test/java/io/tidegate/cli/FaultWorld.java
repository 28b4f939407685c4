package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.Child;
import io.tidegate.Ports;
import io.tidegate.Texts;
import io.tidegate.stream.Decided;
import io.tidegate.stream.DecisionReader;
import io.tidegate.stream.KafkaChild;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A world in which things go wrong: a Kafka and gates in processes of their own, a proxy between them, a producer that sends all the
 * time, somebody who watches the decisions, and in the end {@code tidegate audit}. What is random comes from one seed.
 */
final class FaultWorld implements AutoCloseable {

    static final Duration RECOVERS_WITHIN = Duration.ofMinutes(3);

    /** Policies that judge, and score, otherwise than each other; gates start with the first. What long runs send is forgotten. */
    private static final List<String> POLICIES = List.of("""
            datasets:
              default:
                novelty: {remember: 20000}
                synthetic: {maxShare: 0.6, onExcess: hold, maxHeld: 200, unknownOriginIs: human}
                toxicity: {max: 0.5}
            """, """
            datasets:
              default:
                novelty: {nearDuplicate: 0.7, roles: [assistant], remember: 20000}
                synthetic: {maxShare: 0.5, onExcess: hold, maxHeld: 200, unknownOriginIs: synthetic}
                toxicity: {max: 0.4, roles: [assistant]}
            """);

    /** As a sample of one has it; none leaves it to the policy. */
    private static final List<String> ORIGINS = List.of(
            ",\"origin\":{\"kind\":\"synthetic\",\"model\":\"m\"}",
            ",\"origin\":{\"kind\":\"synthetic\",\"model\":\"m\"}",
            ",\"origin\":{\"kind\":\"human\"}",
            ",\"origin\":{\"kind\":\"human\"}",
            "");

    private static final int PARTITIONS = 4;

    /** Records that escrow may hold: 200 of each of six datasets. */
    private static final long MAY_WAIT = 1_200;

    final Random random;
    /** The nodes; through the network one can go to the first alone, so where there are more, gates go past it. */
    final List<KafkaChild> kafka;

    final FaultyNetwork network;

    private final Path folder;
    private volatile int perSecond;
    private final List<String> settings;
    private List<String> javaOptions = List.of();
    private final List<@Nullable Child> gates = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong decided = new AtomicLong();
    private final int proxyPort = Ports.free();
    private volatile LongConsumer latency = millis -> {};
    private volatile boolean sending = true;
    private volatile boolean open = true;
    private final AtomicLongArray decidedIn = new AtomicLongArray(PARTITIONS);
    private final List<String> fingerprints = new ArrayList<>();
    private final AtomicLongArray decidedUnder = new AtomicLongArray(POLICIES.size());
    private int policy;
    private int restarts;
    private Thread producer = new Thread(() -> {});

    /**
     * Starts Kafka and makes the topics.
     *
     * @param nodes of Kafka
     * @param perSecond records that are sent
     * @param settings more for the gates
     */
    FaultWorld(Path folder, long seed, int nodes, int perSecond, String... settings) {
        this.folder = folder;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.perSecond = perSecond;
        this.settings = List.of(settings);
        this.kafka = KafkaChild.start(folder, nodes, proxyPort);
        this.network = new FaultyNetwork(proxyPort, kafka.get(0).door());
        try {
            for (int i = 0; i < POLICIES.size(); i++) {
                Path file = Files.writeString(policy(i), POLICIES.get(i));
                fingerprints.add(Wiring.policy(Optional.of(file)).fingerprint());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> InProcess.run(direct("topics", "--partitions", Integer.toString(PARTITIONS)))
                                .code()
                        == 0);
    }

    /** Options of Java for the gates that are started from now on. */
    void javaOptions(String... options) {
        javaOptions = List.of(options);
    }

    /** Starts the first gate and all that goes on by itself, and waits for the first decision. */
    void start() {
        startGate(0);
        producer = background(this::send);
        background(this::watch);
        awaitDecisions(Duration.ofMinutes(1));
    }

    private static Thread background(Runnable work) {
        Thread thread = new Thread(work, "world");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private String[] direct(String... args) {
        return with(bootstrap(), args);
    }

    private String bootstrap() {
        return kafka.stream().map(KafkaChild::bootstrap).collect(Collectors.joining(","));
    }

    private String[] with(String bootstrap, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--bootstrap", bootstrap, "--policy", policy(policy).toString()));
        return all.toArray(String[]::new);
    }

    private Path policy(int number) {
        return folder.resolve("policy-" + number + ".yaml");
    }

    /** Gates that are started from now on have the other policy; says under which number its verdicts are counted. */
    int changePolicy() {
        policy = 1 - policy;
        return policy;
    }

    /** Starts the gate of a place, which has the same state directory as before. */
    Child startGate(int place) {
        List<String> args =
                new ArrayList<>(List.of("run", "--state-dir", stateDir(place).toString(), "--http-port", "0"));
        args.addAll(List.of("--threads", "2"));
        args.addAll(List.of("--kafka", "num.standby.replicas=1"));
        // Partitions move at once, not when a new instance has read all memory and the next probing rebalance comes.
        args.addAll(List.of("--kafka", "acceptable.recovery.lag=1000000000"));
        args.addAll(settings);

        String throughNetwork = kafka.size() == 1 ? "127.0.0.1:" + proxyPort : bootstrap();
        try {
            Child gate = Child.start(javaOptions, folder, with(throughNetwork, args.toArray(String[]::new)));
            while (gates.size() <= place) {
                gates.add(null);
            }
            gates.set(place, gate);
            return gate;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path stateDir(int place) {
        return folder.resolve("state-" + place);
    }

    Child gate(int place) {
        Child gate = gates.get(place);
        if (gate == null) {
            throw new IllegalStateException("no gate has place " + place);
        }
        return gate;
    }

    /** SIGKILL for the first gate. */
    void killGate() {
        gate(0).close();
        gate(0).awaitEnd();
    }

    /** Waits until so many gates have partitions of samples. */
    void awaitSharedBy(int instances) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            awaitUntil(() -> owners(admin).size() == instances, RECOVERS_WITHIN, "not shared by " + instances);
        }
    }

    /** The instance ids of gates that have partitions, without the numbers of their threads. */
    private static Set<String> owners(Admin admin) {
        try {
            return admin.describeConsumerGroups(List.of("tidegate")).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .map(member -> member.groupInstanceId().orElseThrow().replaceAll("-\\d+$", ""))
                    .collect(Collectors.toSet());
        } catch (ExecutionException | InterruptedException e) {
            return Set.of(); // for now
        }
    }

    /** Times that a gate ended with exit code 3 and was started again, as whoever watches it would. */
    int restarts() {
        return restarts;
    }

    long sent() {
        return sent.get();
    }

    /** Sends so many a second from now on. */
    void send(int aSecond) {
        perSecond = aSecond;
    }

    /** Has somebody told of each decision on a record that didn't wait, in how many milliseconds from its sending it was made. */
    void tellLatency(LongConsumer somebody) {
        latency = somebody;
    }

    private void send() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrap(),
                "delivery.timeout.ms", 600_000,
                "max.block.ms", 600_000,
                "linger.ms", 5);
        Random texts = new Random(random.nextLong());
        try (Producer<byte[], byte[]> to =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<String> earlier = new ArrayList<>();
            double due = 0;
            long before = System.nanoTime();
            while (sending) {
                long now = System.nanoTime();
                due += (now - before) / 1e9 * perSecond;
                before = now;
                while (sent.get() < due && sending) {
                    var unused = to.send(sample(texts, sent.getAndIncrement(), earlier), (at, failure) -> {
                        if (failure == null) {
                            acknowledged.incrementAndGet();
                        }
                    });
                }
                pause(5);
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> sample(Random random, long number, List<String> earlier) {
        String dataset = "set-" + random.nextInt(6);
        boolean copy = !earlier.isEmpty() && random.nextInt(10) == 0;
        String text = copy ? earlier.get(random.nextInt(earlier.size())) : Texts.words(random, 5 + random.nextInt(60));
        if (earlier.size() < 1_000) {
            earlier.add(text);
        } else {
            earlier.set(random.nextInt(1_000), text);
        }
        String json = random.nextInt(200) == 0
                ? "{\"no\": sample"
                : "{\"id\":\"" + number + "\",\"dataset\":\"" + dataset + "\""
                        + ORIGINS.get(random.nextInt(ORIGINS.size()))
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                        + earlier.get(random.nextInt(earlier.size()))
                        + "\"},{\"role\":\"assistant\",\"content\":\"" + text + "\"}]}";
        byte[] key = random.nextBoolean() ? utf8(dataset) : utf8("k" + random.nextInt(1_000));
        return new ProducerRecord<>("tidegate.samples", null, null, key, utf8(json));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Counts what is committed, whatever happens to Kafka meanwhile. */
    private void watch() {
        Settings read = SettingsOptions.read(Map.of(), Map.of("bootstrap", bootstrap()));
        try (DecisionReader reader =
                new DecisionReader(Wiring.clients(read), List.of("tidegate.accepted", "tidegate.quarantine"), true)) {
            while (open) {
                List<Decided> some = reader.poll(Duration.ofMillis(50));
                decided.addAndGet(some.size());
                some.forEach(this::count);
            }
        }
    }

    private void count(Decided record) {
        decidedIn.incrementAndGet(record.at().partition());
        JsonNode verdict = Output.parse(record.verdict().orElse("{}"));
        if (!verdict.has("held")) {
            latency.accept(record.timestamp() - record.producerTimestamp());
        }
        String hash = verdict.path("policy").asText();
        for (int i = 0; i < POLICIES.size(); i++) {
            if (hash.equals(fingerprints.get(i))) {
                decidedUnder.incrementAndGet(i);
            }
        }
    }

    /** Waits for a verdict of a policy that comes after now; gates that ended with exit code 3 are started again meanwhile. */
    void awaitDecisionUnder(int number) {
        long before = decidedUnder.get(number);
        awaitUntil(() -> decidedUnder.get(number) > before, RECOVERS_WITHIN, "no decision under policy " + number);
    }

    /** How long it takes from now to the next decision; gates that ended with exit code 3 are started again meanwhile. */
    Duration awaitDecisions(Duration atMost) {
        long begin = System.nanoTime();
        pause(200); // what was committed before arrives
        long before = decided.get();
        awaitUntil(() -> decided.get() != before, atMost, "no decision");
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** How long it takes from now to the next decision in each partition that has any. */
    Duration awaitDecisionsEverywhere(Duration atMost) {
        long begin = System.nanoTime();
        pause(200); // what was committed before arrives
        List<Long> before = decidedIn();
        awaitUntil(
                () -> {
                    List<Long> now = decidedIn();
                    return IntStream.range(0, PARTITIONS)
                            .allMatch(i -> before.get(i) == 0 || now.get(i) > before.get(i));
                },
                atMost,
                "some partition has no decision");
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private List<Long> decidedIn() {
        return IntStream.range(0, PARTITIONS).mapToObj(decidedIn::get).toList();
    }

    /** Waits until every node has all of the data. */
    void awaitReplicas() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            awaitUntil(() -> isWhole(admin), RECOVERS_WITHIN, "replicas are missing");
        }
    }

    private boolean isWhole(Admin admin) {
        try {
            Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            return admin.describeTopics(topics).allTopicNames().get().values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition -> partition.isr().size() == kafka.size());
        } catch (ExecutionException | InterruptedException e) {
            return false; // for now
        }
    }

    /** Waits until as many are decided as were sent by now, but for those that may wait in escrow. */
    void awaitWhole() {
        long target = sent.get() - MAY_WAIT;
        awaitUntil(() -> decided.get() >= target, RECOVERS_WITHIN, "not all is decided");
    }

    /** Waits, and starts gates that ended with exit code 3 again meanwhile. */
    private void awaitUntil(BooleanSupplier done, Duration atMost, String otherwise) {
        long begin = System.nanoTime();
        while (!done.getAsBoolean()) {
            supervise();
            if (System.nanoTime() - begin > atMost.toNanos()) {
                throw new AssertionError(otherwise + " for " + atMost + "; the gates said:\n" + said());
            }
            pause(10);
        }
    }

    /** Starts gates again that ended with exit code 3, and says why they did. */
    void supervise() {
        for (int place = 0; place < gates.size(); place++) {
            Child gate = gates.get(place);
            if (gate != null && !gate.isAlive()) {
                String said = said();
                assertThat(gate.code()).as(said).isEqualTo(ExitCode.UNAVAILABLE);
                System.err.println("a gate ended by itself: " + said.strip());
                restarts++;
                startGate(place);
            }
        }
    }

    private String said() {
        StringBuilder all = new StringBuilder();
        for (Child gate : gates) {
            if (gate != null) {
                try {
                    all.append(gate.err()
                                    .lines()
                                    .filter(line -> !line.startsWith("  "))
                                    .toList())
                            .append('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return all.toString();
    }

    /** SIGTERM for the gate of a place, and its end. */
    private void stop(int place) {
        Child gate = gate(place);
        gate.terminate();
        gate.awaitEnd();
        assertThat(gate.code()).isEqualTo(Closing.TERMINATED);
    }

    /** Stops the gate of a place, and starts it again. */
    void restartGate(int place) {
        stop(place);
        startGate(place);
    }

    /** Takes the gate of a place away for good. */
    void retire(int place) {
        stop(place);
        gates.set(place, null);
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A random time, in milliseconds. */
    long millis(int from, int to) {
        return (long) from + random.nextInt(to - from);
    }

    /** Stops sending, waits until all is decided, and holds it against the law. */
    JsonNode audit() {
        sending = false;
        join(producer);
        assertThat(acknowledged.get()).as("records that Kafka has").isEqualTo(sent.get());
        long giveUp = System.nanoTime() + RECOVERS_WITHIN.toNanos();
        for (long before = -1; decided.get() != before; ) {
            before = decided.get();
            supervise();
            pause(2_000);
        }
        while (true) {
            InProcess.Result result = InProcess.run(direct(
                    "audit", "--json", "--former-policy", policy(1 - policy).toString()));
            assertThat(result.code()).as(result.out() + result.err()).isIn(ExitCode.FINE, ExitCode.BELOW_THE_BAR);
            JsonNode report = Output.parse(result.out());
            boolean done = report.path("notReadYet").asInt()
                            + report.path("onTheirWay").asInt()
                    == 0;
            if (!report.path("holds").asBoolean() || done || System.nanoTime() > giveUp) {
                assertThat(report.path("holds").asBoolean())
                        .as(result.out() + said())
                        .isTrue();
                assertThat(done).as(result.out() + said()).isTrue();
                assertThat(report.path("records").asLong()).isEqualTo(sent.get());
                assertThat(report.path("notChecked")).as(result.out()).isEmpty();
                return report;
            }
            supervise();
            pause(1_000);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        sending = false;
        open = false;
        for (Child gate : gates) {
            if (gate != null) {
                gate.close();
            }
        }
        network.close();
        kafka.forEach(KafkaChild::close);
    }
}
