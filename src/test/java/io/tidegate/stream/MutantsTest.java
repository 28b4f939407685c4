package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.Mutator;
import io.tidegate.Policies;
import io.tidegate.gate.Admission;
import io.tidegate.gate.Departure;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Rule;
import io.tidegate.gate.Scoring;
import io.tidegate.gate.Storage;
import io.tidegate.gate.VerdictJson;
import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import io.tidegate.score.Scorers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged forms of real samples. {@code -Dmutants=1000000} tries so many instead of a few, {@code -Dmutants.seed=7} the ones of another
 * seed.
 */
class MutantsTest {

    private static final int MUTANTS = Integer.getInteger("mutants", 20_000);
    private static final long SEED = Long.getLong("mutants.seed", 1);

    /** Mutants by the whole topology, which takes ten times as long for each, and then judges them once more. */
    private static final int BY_TOPOLOGY = Math.min(MUTANTS / 10, 20_000);

    private static final int MAX = 64 << 10;
    private static final Topics TOPICS = Topics.of("tidegate");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OURS =
            Set.of(GateHeaders.ID, GateHeaders.DATASET, GateHeaders.POLICY, GateHeaders.VERDICT, GateHeaders.TIMESTAMP);

    private static final Gate GATE = new Gate(Policies.of(policy(), Scorers.all()), Scorers.all(), MAX, "test");

    /** The demo's, where one dataset's surplus waits, in little room. */
    private static String policy() {
        try (InputStream in = MutantsTest.class.getResourceAsStream("/io/tidegate/demo/policy.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .replace(
                            "maxGeneratorShare: 0.2}",
                            "maxGeneratorShare: 0.2, onExcess: hold, maxHeld: 100, maxHoldTime: 1h}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mutator mutator(long seed) {
        List<byte[]> samples = DemoSamples.unkeyed().stream()
                .map(sent -> Objects.requireNonNull(sent.value()))
                .toList();
        return new Mutator(samples, new Random(seed * 0x9E3779B97F4A7C15L));
    }

    private static Sent sent(Mutator.Mutant mutant, long offset) {
        return Sent.of(mutant.key(), mutant.value(), mutant.headers().toArray(Header[]::new))
                .at(new Source(TOPICS.samples(), 0, offset), offset);
    }

    /** What went in and has not left. */
    private final Map<Source, Sent> inside = new HashMap<>();

    private final Map<String, Integer> rules = new TreeMap<>();
    private int accepted;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    @DisplayName(
            "Laws 1, 2: a damaged sample leaves once, as it came, with a verdict that can be read, and fails no judge")
    void leaveOnceAsTheyCame() {
        Mutator mutator = mutator(SEED);
        Scoring scoring = GATE.newScoring();
        Admission admission = GATE.newAdmission(
                Storage.ofTheProcess(), TOPICS.samples(), new IndexBudget(1L << 30), GateListener.NONE);
        long begun = System.nanoTime();
        for (int i = 0; i < MUTANTS; i++) {
            Mutator.Mutant mutant = mutator.next();
            Sent sent = sent(mutant, i);
            inside.put(sent.source(), copy(sent));
            try {
                admission
                        .admit(scoring.score(sent.arrival()), sent.timestamp(), i)
                        .forEach(this::left);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("mutant " + i + " of seed " + SEED + ": " + e.getMessage(), e);
            }
        }
        admission.end().forEach(this::left);

        assertThat(inside).as("never left").isEmpty();
        assertThat(rules).as("a failure of ours").doesNotContainKey(Rule.GATE_FAILURE.id());
        assertThat(rules).containsKeys("malformed", "near-duplicate", "unknown-dataset", "synthetic-share", "toxicity");
        assertThat(accepted).as("so that both ways were tried").isGreaterThan(MUTANTS / 100);
        System.out.printf(
                "%,d mutants of seed %d in %.1f s: %,d accepted; refused by %s%n",
                MUTANTS, SEED, (System.nanoTime() - begun) / 1e9, accepted, rules);
    }

    private static Sent copy(Sent sent) {
        byte[] value = sent.value();
        byte[] key = sent.key();
        return Sent.of(
                        key == null ? null : key.clone(),
                        value == null ? null : value.clone(),
                        sent.headers().toArray(Header[]::new))
                .at(sent.source(), sent.timestamp());
    }

    private void left(Departure departure) {
        Sent sent = inside.remove(departure.arrival().source());
        if (sent == null) {
            throw new AssertionError("left twice: " + departure.arrival().source());
        }
        if (!Arrays.equals(departure.arrival().value(), sent.value())
                || !Arrays.equals(departure.arrival().key(), sent.key())) {
            throw new AssertionError("changed: " + sent.source());
        }
        checkHeaders(sent, GateHeaders.decided(departure.arrival().headers(), departure.verdict(), sent.timestamp()));
        if (departure.verdict().accepted()) {
            accepted++;
        }
        departure
                .verdict()
                .reasons()
                .forEach(reason -> rules.merge(reason.rule().id(), 1, Integer::sum));
    }

    private static void checkHeaders(Sent sent, Headers headers) {
        List<Header> foreign = sent.headers().stream()
                .filter(header -> !OURS.contains(header.name()))
                .toList();
        Set<String> ours = new HashSet<>();
        int seen = 0;
        for (org.apache.kafka.common.header.Header header : headers) {
            if (OURS.contains(header.key())) {
                String text = new String(header.value(), StandardCharsets.UTF_8);
                if (!ours.add(header.key()) || text.contains(Mutator.FORGED)) {
                    throw new AssertionError("a forged " + header.key() + " survived");
                }
            } else {
                Header same = foreign.get(seen++);
                if (!same.name().equals(header.key()) || !Arrays.equals(same.value(), header.value())) {
                    throw new AssertionError("header " + same.name() + " was changed");
                }
            }
        }
        if (seen != foreign.size()) {
            throw new AssertionError("headers were lost");
        }
        JsonNode verdict = verdict(headers.lastHeader(GateHeaders.VERDICT).value());
        if (!Law.source(verdict).equals(sent.source())) {
            throw new AssertionError("the verdict of another record");
        }
    }

    private static JsonNode verdict(byte[] bytes) {
        if (bytes.length > VerdictJson.MAX_BYTES) {
            throw new AssertionError("a verdict of " + bytes.length + " bytes");
        }
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new AssertionError("a verdict that is no JSON", e);
        }
    }

    @Test
    @DisplayName("Laws 1, 2, 3, 5: the topology does with damaged samples what the gate does in memory")
    void leaveTheTopology() {
        Mutator mutator = mutator(SEED + 1);
        int each = 1_000;
        for (int done = 0; done < BY_TOPOLOGY; done += each) {
            List<Sent> sent = new ArrayList<>();
            try (TopologyTestDriver driver = driver(folder.resolve("from" + done))) {
                TestInputTopic<byte[], byte[]> samples =
                        driver.createInputTopic(TOPICS.samples(), new ByteArraySerializer(), new ByteArraySerializer());
                for (int i = 0; i < each; i++) {
                    Sent one = sent(mutator.next(), i);
                    sent.add(one);
                    samples.pipeInput(new TestRecord<>(
                            one.key(), one.value(), GateHeaders.forKafka(one.headers()), one.timestamp()));
                }
                driver.advanceWallClockTime(Duration.ofHours(2)); // whoever waits has waited too long
                Law law = Law.eachLeftOnce(TOPICS, sent, decided(driver))
                        .unchanged()
                        .oneOrderPerScope()
                        .likeInMemory(GATE);
                assertThat(law.accepted()).isPositive();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("mutants from " + done + " of seed " + (SEED + 1) + ": " + e.getMessage(), e);
            }
        }
        System.out.printf("%,d mutants of seed %d by the topology%n", BY_TOPOLOGY, SEED + 1);
    }

    private static List<Decided> decided(TopologyTestDriver driver) {
        List<Decided> decided = new ArrayList<>();
        for (String topic : List.of(TOPICS.accepted(), TOPICS.quarantine())) {
            for (TestRecord<byte[], byte[]> record : driver.createOutputTopic(
                            topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()) {
                decided.add(GateTopologyTest.decided(new Source(topic, 0, decided.size()), record));
            }
        }
        return decided;
    }

    private static TopologyTestDriver driver(Path state) {
        StreamSettings settings =
                new StreamSettings("nowhere:1", "gate", TOPICS, state, 1, Duration.ofMillis(100), MAX, 1, Map.of());
        GateTopology topology = new GateTopology(
                TOPICS,
                Uuid.ONE_UUID,
                new Owners(7),
                GATE,
                new IndexBudget(1 << 30),
                GateListener.NONE,
                new AtomicLong(),
                Clock.fixed(NOW, ZoneOffset.UTC));
        return new TopologyTestDriver(topology.build(), new Clients(settings).streams("instance"), NOW);
    }
}
