package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Gate;
import io.tidegate.gate.VerdictJson;
import io.tidegate.sample.Header;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class HostileRecordsIT {

    private static final int MAX = TestPolicy.MAX_SAMPLE_BYTES;
    private static final long TEN_YEARS = Duration.ofDays(3653).toMillis();

    private final Gate gate = TestPolicy.gate(TestPolicy.sharedScope("s".repeat(128), "d"), TestPolicy.DIGITS);

    @Test
    @DisplayName("Laws 1, 2: no record stops the gate, and the worst of them leave as the best do")
    void hostileRecordsLeave(KafkaFixture kafka) throws Exception {
        // Given
        kafka.ensureTopics();
        byte[] big = new byte[20 << 20];
        byte[] bigKey = new byte[100_000];
        String quotes = "\\\"".repeat(256);
        byte[] full = sampleOf(MAX, quotes);
        List<Header> many = IntStream.range(0, 10_000)
                .mapToObj(i -> new Header("h" + i, new byte[0]))
                .toList();
        List<Header> nearlyTooMany = List.of(new Header("big", new byte[65_000]), new Header("none", null));
        Header[] forged = Stream.of(
                        GateHeaders.ID,
                        GateHeaders.DATASET,
                        GateHeaders.POLICY,
                        GateHeaders.VERDICT,
                        GateHeaders.TIMESTAMP)
                .map(name -> new Header(name, Sent.utf8("forged")))
                .toArray(Header[]::new);
        List<Sent> records = new ArrayList<>(List.of(
                Sent.of(null, full),
                Sent.of(new byte[64 << 10], sampleOf(MAX, quotes), nearlyTooMany.toArray(Header[]::new)),
                Sent.of(null, sampleOf(MAX + 1, quotes)),
                Sent.of(bigKey, Sent.json("k", "d", "a key of a hundred thousand bytes")),
                Sent.of(null, Sent.utf8(Sent.json("h", "d", "ten thousand headers")), many.toArray(Header[]::new)),
                Sent.of(bigKey, sampleOf(MAX + 1, "all"), many.subList(0, 9_000).toArray(Header[]::new)),
                Sent.of(null, Sent.json("old", "d", "from ten years ago"))
                        .stamped(System.currentTimeMillis() - TEN_YEARS),
                Sent.of(null, Sent.json("ahead", "d", "ten years ahead of us"))
                        .stamped(System.currentTimeMillis() + TEN_YEARS),
                Sent.of(null, Sent.json("epoch", "d", "nineteen seventy")).stamped(0),
                Sent.of(null, (byte[]) null),
                Sent.of(new byte[0], new byte[0]),
                Sent.of(null, new byte[] {'{', '"', (byte) 0xC3, '(', '"', ':', '1', '}'}),
                Sent.of(null, Sent.utf8(Sent.json("forger", "d", "wearing the gate's own headers")), forged),
                Sent.of(null, manyModels()),
                Sent.of(null, "[".repeat(100_000)),
                Sent.of(null, Sent.json("last", "d", "an honest sample after all of these"))));
        List<Sent> spread = IntStream.range(0, records.size() * KafkaFixture.PARTITIONS)
                .mapToObj(i -> records.get(i / KafkaFixture.PARTITIONS).to(i % KafkaFixture.PARTITIONS))
                .toList();
        List<Sent> sent = new ArrayList<>(kafka.send(spread));
        sent.addAll(kafka.send(List.of(Sent.of(null, big)), "zstd"));
        // When
        Law law = kafka.decide(gate, sent);
        // Then
        law.unchanged().oneOrderPerScope().likeInMemory(gate);
        law.left()
                .values()
                .forEach(left -> assertThat(left.decided().verdict().orElseThrow())
                        .satisfies(verdict ->
                                assertThat(Sent.utf8(verdict)).hasSizeLessThanOrEqualTo(VerdictJson.MAX_BYTES))
                        .doesNotContain("forged"));
        Law.Left bomb = law.of(sent.get(sent.size() - 1));
        assertThat(bomb.rules()).containsExactly("oversized");
        assertThat(bomb.verdict().toString())
                .contains("\"observed\":20971520")
                .contains(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(big)));
        assertThat(IntStream.range(0, records.size())
                        .mapToObj(i -> i + " " + best(law, sent, i))
                        .toList())
                .containsExactly(
                        "0 []",
                        "1 [resent]",
                        "2 [oversized]",
                        "3 [oversized]",
                        "4 [oversized]",
                        "5 [oversized, oversized, oversized]",
                        "6 []",
                        "7 []",
                        "8 []",
                        "9 [malformed]",
                        "10 [malformed]",
                        "11 [malformed]",
                        "12 []",
                        "13 []",
                        "14 [malformed]",
                        "15 []");
    }

    @Test
    @DisplayName("Laws 1, 2: of more than 150 records made to hurt each leaves as it should, and none hurts another")
    void madeByHand(KafkaFixture kafka) {
        // Given
        kafka.ensureTopics();
        Gate copiesOnly = TestPolicy.gate(TestPolicy.copiesOnly());
        Map<String, HostileRecords.Hostile> records = HostileRecords.all();
        assertThat(records).hasSizeGreaterThan(150);
        List<Sent> sent = kafka.send(
                records.values().stream().map(HostileRecords.Hostile::record).toList());
        // When
        Law law = kafka.decide(copiesOnly, sent);
        // Then
        law.unchanged().oneOrderPerScope().likeInMemory(copiesOnly);
        law.left()
                .values()
                .forEach(left -> assertThat(left.decided().verdict().orElseThrow())
                        .satisfies(verdict ->
                                assertThat(Sent.utf8(verdict)).hasSizeLessThanOrEqualTo(VerdictJson.MAX_BYTES))
                        .doesNotContain(HostileRecords.FORGED));
        List<String> names = List.copyOf(records.keySet());
        Map<String, List<String>> rules = new HashMap<>();
        for (int i = 0; i < sent.size(); i++) {
            rules.put(names.get(i), law.of(sent.get(i)).rules());
        }
        assertThat(HostileRecords.surprises(records, rules)).isEmpty();
        System.out.println(records.size() + " records made by hand");
    }

    /** The rules that the best judged copy of a record broke. */
    private static List<String> best(Law law, List<Sent> sent, int record) {
        return sent.subList(record * KafkaFixture.PARTITIONS, (record + 1) * KafkaFixture.PARTITIONS).stream()
                .map(copy -> law.of(copy).rules())
                .min(Comparator.comparing(List::size))
                .orElseThrow();
    }

    /** The same for the same size and length of id; its dataset's share of digits refuses it in every way. */
    private static byte[] sampleOf(int bytes, String id) {
        return HostileRecords.sampleOf(bytes, id, new Random(bytes + id.length()));
    }

    private static byte[] manyModels() {
        return Sent.utf8(IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"role\":\"assistant\",\"content\":\"word" + i
                        + "\",\"origin\":{\"kind\":\"synthetic\",\"model\":\"m" + i + "\"}}")
                .collect(Collectors.joining(",", "{\"id\":\"models\",\"dataset\":\"d\",\"messages\":[", "]}")));
    }
}
