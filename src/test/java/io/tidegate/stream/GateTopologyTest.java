package io.tidegate.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology on no broker: one partition, as the driver has it. */
class GateTopologyTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Topics TOPICS = Topics.of("tidegate");
    private static final int MAX = 1_000;

    private final AtomicLong progress = new AtomicLong();
    private Gate gate = new Gate(TestPolicy.copiesOnly(), List.of(TestPolicy.DIGITS), MAX, "test");
    private final List<Sent> sent = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        driver = driver(1);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    @DisplayName("Law 2: key, value and headers pass as they came; forged headers of the gate's don't")
    void headersAndBytes() {
        byte[] value = Sent.utf8(Sent.json("a", "d", "some text"));
        send(Sent.of(
                new byte[] {0, -1},
                value,
                new Header("x", new byte[] {1}),
                new Header(GateHeaders.ID, Sent.utf8("forged")),
                new Header("x", new byte[0]),
                new Header("", null),
                new Header(GateHeaders.DATASET, null),
                new Header(GateHeaders.POLICY, Sent.utf8("forged")),
                new Header(GateHeaders.VERDICT, Sent.utf8("{}")),
                new Header(GateHeaders.VERDICT, Sent.utf8("{}")),
                new Header(GateHeaders.TIMESTAMP, Sent.utf8("not a number")),
                new Header("x", new byte[] {1}),
                new Header("tidegate-replay", Sent.utf8("1"))));

        TestRecord<byte[], byte[]> left = only(TOPICS.accepted());

        assertThat(left.key()).isEqualTo(new byte[] {0, -1});
        assertThat(left.value()).isEqualTo(value);
        assertThat(left.headers().toArray())
                .extracting(org.apache.kafka.common.header.Header::key)
                .containsExactly(
                        "x",
                        "x",
                        "",
                        "x",
                        "tidegate-replay",
                        "tidegate-id",
                        "tidegate-dataset",
                        "tidegate-policy",
                        "tidegate-verdict",
                        "tidegate-timestamp");
        assertThat(left.headers().toArray())
                .extracting(org.apache.kafka.common.header.Header::value)
                .startsWith(new byte[] {1}, new byte[0], null, new byte[] {1});
        assertThat(GateHeaders.text(left.headers(), "tidegate-id")).contains("a");
        assertThat(GateHeaders.text(left.headers(), "tidegate-dataset")).contains("d");
        assertThat(GateHeaders.text(left.headers(), "tidegate-policy")).contains(gate.fingerprint());
        assertThat(GateHeaders.text(left.headers(), "tidegate-timestamp")).contains(Long.toString(NOW.toEpochMilli()));
        assertThat(read(TOPICS.quarantine())).isEmpty();
    }

    @Test
    @DisplayName("Law 1: copies, tombstones, empty and broken records leave by the quarantine topic")
    void whatIsRefused() {
        String twice = Sent.json("a", "d", "the same text, word for word");
        send(Sent.of(null, twice));
        send(Sent.of(null, twice));
        send(Sent.of(null, (byte[]) null));
        send(Sent.of(new byte[0], new byte[0]));
        send(Sent.of(Sent.utf8("k"), "{\"text\":"));
        send(Sent.of(null, Sent.json("n", "d", "12345678901234567890")));

        Law law = check();

        assertThat(sent.stream().map(record -> law.of(record).rules()).toList())
                .containsExactly(
                        List.of(),
                        List.of("resent"),
                        List.of("malformed"),
                        List.of("malformed"),
                        List.of("malformed"),
                        List.of("digits"));
    }

    @Test
    @DisplayName("Law 2: what is oversized leaves with that part empty, and its length and hash in the verdict")
    void oversized() throws Exception {
        byte[] value = new byte[MAX + 1];
        byte[] key = new byte[64 * 1024 + 1];
        send(Sent.of(key, value, new Header("h", new byte[70_000])));
        send(Sent.of(new byte[64 * 1024], Sent.json("a", "d", "a key of just the right size")));

        Law law = check();

        assertThat(law.of(sent.get(0)).rules()).containsExactly("oversized", "oversized", "oversized");
        assertThat(law.of(sent.get(0)).verdict().path("reasons").findValuesAsText("observed"))
                .containsExactly("1001", "65537", "70009");
        assertThat(law.of(sent.get(0)).verdict().path("reasons").findValuesAsText("sha256"))
                .startsWith(sha256(value), sha256(key));
        assertThat(law.of(sent.get(1)).accepted()).isTrue();
    }

    @Test
    @DisplayName("Law 1: no timestamp stops the gate, and each travels on")
    void timestamps() {
        long decade = Duration.ofDays(3653).toMillis();
        long now = NOW.toEpochMilli();
        for (long stamp : new long[] {0, 1, now, now + decade, Long.MAX_VALUE}) {
            send(Sent.of(null, Sent.json("t" + stamp, "d", "stamped " + stamp + " by letters only"))
                    .stamped(stamp));
        }
        send(Sent.of(null, "no JSON").stamped(now + decade));

        check();

        assertThat(new ProducerTime(Clock.fixed(NOW, ZoneOffset.UTC))
                        .extract(
                                new org.apache.kafka.clients.consumer.ConsumerRecord<>("t", 0, 0, new Object(), ""), 0))
                .as("no timestamp")
                .isZero();
    }

    @Test
    @DisplayName(
            "Laws 2, 3: a record that hops is decided as one that doesn't, and counts as progress where it was scored")
    void hops() {
        driver.close();
        driver = driver(7);
        for (int i = 0; i < 20; i++) {
            send(Sent.of(
                    i % 2 == 0 ? null : new byte[i],
                    Sent.utf8(Sent.json("s" + i, "d" + i, "text of dataset " + "abcdefghijklmnopqrst".charAt(i))),
                    new Header("h", null),
                    new Header("h", new byte[i])));
        }
        assertThat(progress.get()).isGreaterThan(20);

        Law law = check();

        assertThat(law.byScope()).hasSize(20);
    }

    @Test
    @DisplayName("Laws 1, 2: surplus waits, unchanged, leaves as room is made, and expires though nothing comes")
    void escrow() {
        driver.close();
        gate = new Gate(TestPolicy.halfHeld(Duration.ofMinutes(1)), List.of(TestPolicy.DIGITS), MAX, "test");
        driver = driver(7);
        send(Sent.of(Sent.utf8("k"), Sent.utf8(synthetic("one", "a model's first")), new Header("h", new byte[] {7})));
        send(Sent.of(null, synthetic("two", "a model's second")));
        assertThat(read(TOPICS.accepted())).isEmpty();
        send(Sent.of(null, Sent.json("three", "d", "a human's words")));

        List<TestRecord<byte[], byte[]>> left = read(TOPICS.accepted());

        assertThat(left).extracting(GateTopologyTest::id).containsExactly("three", "one");
        assertThat(left.get(1).key()).isEqualTo(Sent.utf8("k"));
        assertThat(left.get(1).headers().toArray()[0].value()).isEqualTo(new byte[] {7});
        assertThat(left.get(1).value()).isEqualTo(sent.get(0).value());
        assertThat(GateHeaders.text(left.get(1).headers(), GateHeaders.VERDICT))
                .hasValueSatisfying(verdict ->
                        assertThat(verdict).contains("\"held\":{\"sequence\":0,\"since\":" + NOW.toEpochMilli() + "}"));
        driver.advanceWallClockTime(Duration.ofSeconds(59));
        assertThat(read(TOPICS.quarantine())).isEmpty();
        driver.advanceWallClockTime(Duration.ofSeconds(2));
        assertThat(read(TOPICS.quarantine()))
                .singleElement()
                .satisfies(expired -> assertThat(GateHeaders.text(expired.headers(), GateHeaders.VERDICT))
                        .hasValueSatisfying(verdict -> assertThat(verdict).contains("escrow-expired", "maxHoldTime")));
    }

    private static String synthetic(String id, String text) {
        return Sent.json(id, "d", text)
                .replace("\"text\"", "\"origin\":{\"kind\":\"synthetic\",\"model\":\"m\"},\"text\"");
    }

    private static String id(TestRecord<byte[], byte[]> left) {
        return GateHeaders.text(left.headers(), GateHeaders.ID).orElseThrow();
    }

    @Test
    void producersAreToldOnceASecondAtMost() {
        send(Sent.of(null, synthetic("a", "a text")));
        send(Sent.of(null, synthetic("b", "a text")));
        assertThat(read(TOPICS.feedback())).isEmpty();
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        driver.advanceWallClockTime(Duration.ofSeconds(5));

        List<TestRecord<byte[], byte[]>> told = read(TOPICS.feedback());

        assertThat(told).hasSize(1);
        assertThat(new String(told.get(0).key(), UTF_8)).isEqualTo("{\"dataset\":\"d\",\"model\":\"m\"}");
        assertThat(new String(told.get(0).value(), UTF_8))
                .contains("\"accepted\":1,\"refused\":{\"exact-duplicate\":1}");
        send(Sent.of(null, Sent.json("c", "d", "a human text")));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(read(TOPICS.feedback())).as("of what has news").hasSize(1);
    }

    @Test
    @DisplayName(
            "Names of nodes, stores and topics are stable; samples and hops meet in one sub-topology, after one hop at most")
    void description() {
        TopologyDescription description = topology(4).build().describe();

        assertThat(description.subtopologies()).hasSize(1);
        assertThat(description
                        .toString()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .skip(1)
                        .toList())
                .isEqualTo("""
                Sub-topology: 0
                Source: samples (topics: [tidegate.samples])
                --> score
                Processor: score (stores: [])
                --> placed-
                <-- samples
                Processor: placed- (stores: [])
                --> placed-yes, placed-no
                <-- score
                Processor: placed-yes (stores: [])
                --> owned
                <-- placed-
                Source: rekey-repartition-source (topics: [rekey-repartition])
                --> owned
                Processor: owned (stores: [])
                --> admit
                <-- placed-yes, rekey-repartition-source
                Processor: admit (stores: [ledger, index])
                --> decided-
                <-- owned
                Processor: decided- (stores: [])
                --> decided-accepted, decided-told, decided-quarantined
                <-- admit
                Processor: placed-no (stores: [])
                --> scope
                <-- placed-
                Processor: scope (stores: [])
                --> rekey-repartition-filter
                <-- placed-no
                Processor: decided-accepted (stores: [])
                --> accepted
                <-- decided-
                Processor: decided-quarantined (stores: [])
                --> quarantine
                <-- decided-
                Processor: decided-told (stores: [])
                --> feedback
                <-- decided-
                Processor: rekey-repartition-filter (stores: [])
                --> rekey-repartition-sink
                <-- scope
                Sink: accepted (topic: tidegate.accepted)
                <-- decided-accepted
                Sink: feedback (topic: tidegate.feedback)
                <-- decided-told
                Sink: quarantine (topic: tidegate.quarantine)
                <-- decided-quarantined
                Sink: rekey-repartition-sink (topic: rekey-repartition)
                <-- rekey-repartition-filter""".lines().toList());
    }

    private void send(Sent record) {
        TestInputTopic<byte[], byte[]> samples =
                driver.createInputTopic(TOPICS.samples(), new ByteArraySerializer(), new ByteArraySerializer());
        long stamp = record.timestamp() == -1 ? NOW.toEpochMilli() : record.timestamp();
        sent.add(record.at(new Source(TOPICS.samples(), 0, sent.size()), stamp));
        samples.pipeInput(
                new TestRecord<>(record.key(), record.value(), GateHeaders.forKafka(record.headers()), stamp));
    }

    /** Holds what left against the law. */
    private Law check() {
        List<Decided> decided = new ArrayList<>();
        for (String topic : List.of(TOPICS.accepted(), TOPICS.quarantine())) {
            List<TestRecord<byte[], byte[]>> records = read(topic);
            for (TestRecord<byte[], byte[]> record : records) {
                decided.add(decided(new Source(topic, 0, decided.size()), record));
            }
        }
        return Law.eachLeftOnce(TOPICS, sent, decided)
                .unchanged()
                .oneOrderPerScope()
                .likeInMemory(gate);
    }

    @SuppressWarnings("NullAway") // which doesn't see the annotations of a compiled record's constructor
    static Decided decided(Source at, TestRecord<byte[], byte[]> record) {
        return new Decided(
                at,
                record.timestamp(),
                GateHeaders.timestamp(record.headers()).orElseThrow(),
                record.key(),
                record.value(),
                GateHeaders.producers(record.headers()),
                GateHeaders.text(record.headers(), GateHeaders.VERDICT));
    }

    private TestRecord<byte[], byte[]> only(String topic) {
        List<TestRecord<byte[], byte[]>> records = read(topic);
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private List<TestRecord<byte[], byte[]>> read(String topic) {
        TestOutputTopic<byte[], byte[]> output =
                driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return output.readRecordsToList();
    }

    private TopologyTestDriver driver(int owners) {
        StreamSettings settings = new StreamSettings(
                "nowhere:1", "gate", TOPICS, folder.resolve("o" + owners), 1, Duration.ofMillis(100), MAX, 1, Map.of());
        Properties config = new Clients(settings).streams("instance");
        return new TopologyTestDriver(topology(owners).build(), config, NOW);
    }

    private GateTopology topology(int owners) {
        return new GateTopology(
                TOPICS,
                Uuid.ONE_UUID,
                new Owners(owners),
                gate,
                new IndexBudget(1 << 30),
                GateListener.NONE,
                progress,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
