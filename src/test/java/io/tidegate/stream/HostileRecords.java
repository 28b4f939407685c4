package io.tidegate.stream;

import io.tidegate.sample.Header;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Records made by hand to hurt, each under a name of its own, with what becomes of it. */
final class HostileRecords {

    static final String ACCEPTED = "accepted";
    static final String MALFORMED = "malformed";
    static final String OVERSIZED = "oversized";
    static final String FORGED = "forged-by-a-producer";

    private static final int MAX = TestPolicy.MAX_SAMPLE_BYTES;
    private static final int MAX_PART = 64 << 10;
    private static final Random RANDOM = new Random(3);

    /**
     * A record and the rule that refuses it.
     *
     * @param rule or {@link #ACCEPTED}
     */
    record Hostile(String rule, Sent record) {}

    private final Map<String, Hostile> records = new LinkedHashMap<>();
    private int texts;

    private HostileRecords() {}

    /** By name. */
    static Map<String, Hostile> all() {
        HostileRecords all = new HostileRecords();
        all.structures();
        all.numbers();
        all.strings();
        all.encodings();
        all.claims();
        all.keys();
        all.headers();
        all.timestamps();
        all.sizes();
        return all.records;
    }

    private void structures() {
        for (int depth : new int[] {62, 63, 64, 65, 1_000, 100_000}) {
            String rule = depth <= 63 ? ACCEPTED : MALFORMED; // the sample itself is a level
            with(rule, "arrays nested " + depth, "\"x\":" + "[".repeat(depth) + "]".repeat(depth));
            with(
                    rule,
                    "objects nested " + depth,
                    "\"x\":" + "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1));
        }
        raw(MALFORMED, "100,000 opening brackets", "[".repeat(100_000));
        raw(MALFORMED, "100,000 opening braces", "{\"a\":".repeat(100_000));
        raw(MALFORMED, "an array of samples", "[" + sample("a") + "]");
        raw(MALFORMED, "two samples", sample("a") + sample("b"));
        raw(MALFORMED, "a sample and a comment", sample("a") + "// c");
        raw(MALFORMED, "a sample without its last brace", "{\"text\":\"" + words() + "\"");
        raw(MALFORMED, "a trailing comma", "{\"text\":\"" + words() + "\",}");
        raw(MALFORMED, "single quotes", "{'text':'" + words() + "'}");
        raw(MALFORMED, "a key without quotes", "{text:\"" + words() + "\"}");
        for (String scalar : List.of("null", "true", "0", "\"text\"", "[]", "{}", " ", "\n")) {
            raw(MALFORMED, "nothing but " + scalar.replace("\n", "a line's end"), scalar);
        }
        for (String key : List.of("id", "dataset", "text", "origin")) {
            String value = key.equals("origin") ? "{\"kind\":\"human\"}" : "\"" + words() + "\"";
            with(MALFORMED, "a second " + key, "\"" + key + "\":" + value + ",\"" + key + "\":" + value);
        }
        with(ACCEPTED, "an unknown key twice", "\"x\":1,\"x\":2");
        with(MALFORMED, "a second text under an escaped key", "\"\\u0074ext\":\"" + words() + "\"");
        with(
                ACCEPTED,
                "10,000 unknown keys",
                IntStream.range(0, 10_000).mapToObj(i -> "\"k" + i + "\":{}").collect(Collectors.joining(",")));
        for (int turns : new int[] {10_000, 10_001}) {
            String turn = "{\"role\":\"user\",\"content\":\"" + words() + "\"},";
            String rest = "{\"role\":\"user\",\"content\":\"x\"},".repeat(turns - 1);
            String messages = "{\"dataset\":\"d\",\"messages\":[" + turn + rest;
            raw(
                    turns == 10_000 ? ACCEPTED : MALFORMED,
                    turns + " turns",
                    messages.substring(0, messages.length() - 1) + "]}");
        }
        raw(MALFORMED, "a turn that is null", "{\"messages\":[null]}");
        raw(MALFORMED, "turns in an object", "{\"messages\":{\"role\":\"user\",\"content\":\"x\"}}");
        raw(MALFORMED, "a picture", "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}");
        raw(
                MALFORMED,
                "no text in 1,000 turns",
                "{\"messages\":["
                        + String.join(
                                ",", java.util.Collections.nCopies(1_000, "{\"role\":\"user\",\"content\":\" \"}"))
                        + "]}");
    }

    private void numbers() {
        for (String number :
                List.of("NaN", "Infinity", "-Infinity", "01", "+1", "1.", ".5", "0x1", "1e", "--1", "1_000")) {
            with(MALFORMED, "the number " + number, "\"x\":" + number);
        }
        for (String number :
                List.of("-0", "1e999", "1E-999", "1e999999999", "123456789012345678901234567890", "0.1e+1")) {
            with(ACCEPTED, "the number " + number, "\"x\":" + number);
        }
        with(MALFORMED, "a number of 100,000 digits", "\"x\":" + "9".repeat(100_000));
        with(MALFORMED, "a fraction of 100,000 digits", "\"x\":0." + "9".repeat(100_000));
        with(MALFORMED, "an exponent of 100,000 digits", "\"x\":1e" + "9".repeat(100_000));
    }

    private void strings() {
        for (String escape : List.of(
                "\\ud800",
                "\\udfff",
                "\\udc00\\ud800",
                "\\u0000",
                "\\ufeff",
                "\\uffff",
                "\\u202e",
                "\\u0085",
                "\\u2028")) {
            text(ACCEPTED, "a text with " + escape, escape);
        }
        for (String wrong : List.of("\\u12", "\\x41", "\\", "\\uZZZZ", "\t", "\u0000", "\n", "\u001f")) {
            String name = wrong.startsWith("\\") ? wrong : String.format("a bare %04x", (int) wrong.charAt(0));
            text(MALFORMED, "a text with " + name, wrong);
        }
        text(ACCEPTED, "a letter with 10,000 accents", "a" + "\u0301".repeat(10_000));
        text(ACCEPTED, "10,000 emoji", "\ud83d\ude00".repeat(10_000));
        text(ACCEPTED, "10,000 zero-width joiners", "\u200d".repeat(10_000));
        text(ACCEPTED, "10,000 ligatures that unfold to 18 letters", "\ufdfa".repeat(10_000));
        text(ACCEPTED, "the right-to-left override", "\u202e" + words());
        text(ACCEPTED, "markup", "<script>alert(1)</script> ${jndi:ldap://x} %s %n {} '; drop table");
        text(ACCEPTED, "a JSON in a JSON", "{\\\"text\\\":\\\"x\\\"}");
        text(ACCEPTED, "a text of half a million a", "a".repeat(500_000));
        text(ACCEPTED, "a text of a quarter million words", " a".repeat(250_000));
        text(ACCEPTED, "a text of escapes alone", "\\u0061".repeat(100_000));
        raw(MALFORMED, "a text of white space", "{\"dataset\":\"d\",\"text\":\"" + " \\n\\t".repeat(1_000) + "\"}");
    }

    private void encodings() {
        for (String name : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-7", "IBM500")) {
            if (Charset.isSupported(name)) {
                bytes(MALFORMED, "a sample in " + name, sample("a").getBytes(Charset.forName(name)));
            }
        }
        bytes(MALFORMED, "é in Latin 1", "{\"text\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        for (String hex : List.of(
                "80",
                "bf",
                "c0af",
                "c1bf",
                "c3",
                "c328",
                "e08080",
                "e282",
                "eda080",
                "edbfbf",
                "f0808080",
                "f4908080",
                "f5808080",
                "f888808080",
                "fe",
                "ff")) {
            byte[] before = Sent.utf8("{\"text\":\"");
            byte[] wrong = HexFormat.of().parseHex(hex);
            byte[] whole = Arrays.copyOf(before, before.length + wrong.length + 2);
            System.arraycopy(wrong, 0, whole, before.length, wrong.length);
            whole[whole.length - 2] = '"';
            whole[whole.length - 1] = '}';
            bytes(MALFORMED, "the bytes " + hex + " in a text", whole);
        }
        bytes(ACCEPTED, "a byte order mark", joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, sample("")));
        bytes(MALFORMED, "two byte order marks", Sent.utf8("\ufeff\ufeff" + sample("")));
        bytes(MALFORMED, "half a byte order mark", joined(new byte[] {(byte) 0xEF, (byte) 0xBB}, sample("")));
        bytes(ACCEPTED, "Confluent's framing", joined(new byte[] {0, 0, 0, 0, 7}, sample("")));
        bytes(MALFORMED, "Confluent's framing alone", new byte[] {0, 0, 0, 0, 7});
        bytes(MALFORMED, "Confluent's framing, twice", joined(new byte[] {0, 0, 0, 0, 7, 0, 0, 0, 0, 7}, sample("")));
        bytes(MALFORMED, "Avro", joined(new byte[] {'O', 'b', 'j', 1}, sample("")));
        bytes(MALFORMED, "gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3});
        bytes(MALFORMED, "zstd", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 0});
        bytes(MALFORMED, "1,000 NULs", new byte[1_000]);
        bytes(MALFORMED, "a sample and a NUL", joined(Sent.utf8(sample("")), "\u0000"));
    }

    private void claims() {
        for (String id : List.of(
                "\"\"",
                "null ",
                "1.5",
                "true",
                "[]",
                "{}",
                "\"\\u0000\"",
                "\"a\\ud800\"",
                "\"" + "x".repeat(257) + "\"")) {
            String rule = id.strip().equals("null") ? ACCEPTED : MALFORMED;
            raw(rule, "the id " + shortened(id), "{\"id\":" + id + ",\"dataset\":\"d\",\"text\":\"" + words() + "\"}");
        }
        for (String id :
                List.of("\"" + "\\\\".repeat(256) + "\"", "\"" + "\u20ac".repeat(85) + "\"", "-7", "9".repeat(200))) {
            raw(
                    ACCEPTED,
                    "the id " + shortened(id),
                    "{\"id\":" + id + ",\"dataset\":\"d\",\"text\":\"" + words() + "\"}");
        }
        for (String dataset : List.of("\"\"", "7", "[]", "\"\\n\"", "\"" + "x".repeat(129) + "\"", "\"a\\udc00\"")) {
            raw(
                    MALFORMED,
                    "the dataset " + shortened(dataset),
                    "{\"dataset\":" + dataset + ",\"text\":\"" + words() + "\"}");
        }
        for (String dataset : List.of("\"../../etc\"", "\"*\"", "\"" + "\\\"".repeat(128) + "\"", "\"\ud83d\ude00\"")) {
            raw(
                    ACCEPTED,
                    "the dataset " + shortened(dataset),
                    "{\"dataset\":" + dataset + ",\"text\":\"" + words() + "\"}");
        }
        for (String origin : List.of(
                "\"human\"",
                "[]",
                "{\"kind\":\"dog\"}",
                "{\"kind\":7}",
                "{\"generation\":-1}",
                "{\"generation\":99999999999999999999}",
                "{\"generation\":0.5}",
                "{\"parents\":\"p\"}",
                "{\"parents\":[[]]}",
                "{\"model\":\"\"}",
                "{\"model\":\"" + "m".repeat(100_000) + "\"}")) {
            with(MALFORMED, "the origin " + shortened(origin), "\"origin\":" + origin);
        }
        with(ACCEPTED, "a thousand parents", "\"origin\":{\"kind\":\"mixed\",\"parents\":[" + "1,".repeat(999) + "1]}");
    }

    private void keys() {
        put(ACCEPTED, "no key", Sent.of(null, sample("")));
        put(ACCEPTED, "an empty key", Sent.of(new byte[0], sample("")));
        put(ACCEPTED, "a key of NULs", Sent.of(new byte[100], sample("")));
        put(ACCEPTED, "a key that is no UTF-8", Sent.of(new byte[] {-1, -2}, sample("")));
        put(ACCEPTED, "the largest key", Sent.of(new byte[MAX_PART], sample("")));
        put(OVERSIZED, "a larger key", Sent.of(new byte[MAX_PART + 1], sample("")));
        put(OVERSIZED, "a huge key", Sent.of(new byte[500_000], sample("")));
        put(MALFORMED, "a tombstone", Sent.of(Sent.utf8("k"), (byte[]) null));
        put(MALFORMED, "a tombstone under no key", Sent.of(null, (byte[]) null));
        put(MALFORMED, "nothing under an empty key", Sent.of(new byte[0], new byte[0]));
        put(OVERSIZED, "a tombstone under a huge key", Sent.of(new byte[MAX_PART + 1], (byte[]) null));
    }

    private void headers() {
        for (String name : List.of(
                GateHeaders.ID, GateHeaders.DATASET, GateHeaders.POLICY, GateHeaders.VERDICT, GateHeaders.TIMESTAMP)) {
            headed(ACCEPTED, "a forged " + name, new Header(name, Sent.utf8(FORGED)));
            headed(ACCEPTED, "a null " + name, new Header(name, null));
        }
        headed(ACCEPTED, "a forged time", new Header(GateHeaders.TIMESTAMP, Sent.utf8("notanumber")));
        for (String name : List.of("exception", "stacktrace", "message", "topic", "partition", "offset")) {
            headed(ACCEPTED, "a dead letter's " + name, new Header("__streams.errors." + name, Sent.utf8("x")));
        }
        headed(ACCEPTED, "a name of another case", new Header("Tidegate-Verdict", Sent.utf8("x")));
        headed(ACCEPTED, "no name", new Header("", null));
        headed(ACCEPTED, "a name with a NUL", new Header("a\u0000b", new byte[0]));
        headed(MALFORMED, "a claim of another kind of origin", new Header("tidegate-claim-origin", Sent.utf8("dog")));
        headed(ACCEPTED, "1,000 headers of one name", many(1_000, "h"));
        headed(ACCEPTED, "5,000 headers", many(5_000, "h"));
        headed(OVERSIZED, "10,000 headers", many(10_000, "h"));
        headed(ACCEPTED, "the largest headers", new Header("h", new byte[MAX_PART - 9]));
        headed(OVERSIZED, "larger headers", new Header("h", new byte[MAX_PART - 8]));
        headed(OVERSIZED, "a name of 70,000 letters", new Header("n".repeat(70_000), null));
    }

    private void timestamps() {
        long decade = Duration.ofDays(3_653).toMillis();
        long now = System.currentTimeMillis();
        for (long stamp : new long[] {0, 1, now - decade, now + decade, Long.MAX_VALUE}) {
            String name =
                    stamp == now + decade ? "in ten years" : stamp == now - decade ? "ten years ago" : "at " + stamp;
            put(ACCEPTED, "stamped " + name, Sent.of(null, sample("")).stamped(stamp));
        }
    }

    /** All sizes up to that of a small sample, and those around the limit, with names that make the longest verdict. */
    private void sizes() {
        byte[] small = Sent.utf8("{\"dataset\":\"d\",\"text\":\"sizes and nothing else at all\"}");
        for (int size = 0; size < small.length; size++) {
            bytes(MALFORMED, "the first " + size + " bytes of a sample", Arrays.copyOf(small, size));
        }
        bytes(ACCEPTED, "all bytes of that sample", small);
        for (int size : new int[] {MAX - 2, MAX - 1, MAX, MAX + 1, MAX + 2}) {
            String rule = size <= MAX ? ACCEPTED : OVERSIZED;
            bytes(rule, "a sample of " + size + " bytes", sampleOf(size));
        }
        put(
                ACCEPTED,
                "the largest record",
                Sent.of(new byte[MAX_PART], sampleOf(MAX), new Header("h", new byte[MAX_PART - 9])));
        put(
                OVERSIZED,
                "a record too large in each part",
                Sent.of(new byte[MAX_PART + 1], sampleOf(MAX + 1), new Header("h", new byte[MAX_PART])));
    }

    /** One of the longest id. */
    private byte[] sampleOf(int bytes) {
        return sampleOf(bytes, "\\\"".repeat(252) + String.format("%04d", texts++), RANDOM);
    }

    /** A sample of exactly so many bytes that nothing compresses. */
    static byte[] sampleOf(int bytes, String id, Random random) {
        byte[] json = Sent.utf8(Sent.json(id, "d", ""));
        byte[] whole = Arrays.copyOf(json, bytes);
        for (int i = json.length - 2; i < bytes - 2; i++) {
            int letter = random.nextInt(30);
            whole[i] = (byte) (letter < 26 ? 'a' + letter : ' ');
        }
        whole[bytes - 2] = '"';
        whole[bytes - 1] = '}';
        return whole;
    }

    /** Words that no other record holds, so that none is refused as a copy. */
    private String words() {
        Random random = new Random(1_000_003L * ++texts);
        return IntStream.range(0, 12)
                .mapToObj(i -> random.ints(6, 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()))
                .collect(Collectors.joining(" "));
    }

    private String sample(String more) {
        return "{\"dataset\":\"d\",\"text\":\"" + words() + more + "\"}";
    }

    private static Header[] many(int count, String name) {
        return IntStream.range(0, count).mapToObj(i -> new Header(name, null)).toArray(Header[]::new);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 20) + "… of " + text.length();
    }

    private static byte[] joined(byte[] before, String after) {
        byte[] end = Sent.utf8(after);
        byte[] whole = Arrays.copyOf(before, before.length + end.length);
        System.arraycopy(end, 0, whole, before.length, end.length);
        return whole;
    }

    /** A sample with a text and further fields. */
    private void with(String rule, String name, String fields) {
        raw(rule, name, "{\"dataset\":\"d\",\"text\":\"" + words() + "\"," + fields + "}");
    }

    private void text(String rule, String name, String part) {
        raw(rule, name, sample(part));
    }

    private void headed(String rule, String name, Header... headers) {
        put(rule, name, Sent.of(null, Sent.utf8(sample("")), headers));
    }

    private void raw(String rule, String name, String value) {
        bytes(rule, name, Sent.utf8(value));
    }

    private void bytes(String rule, String name, byte @Nullable [] value) {
        put(rule, name, Sent.of(null, value));
    }

    private void put(String rule, String name, Sent record) {
        if (records.put(name, new Hostile(rule, record)) != null) {
            throw new IllegalStateException("two records are named " + name);
        }
    }

    /** What happened to whom otherwise than it should. */
    static List<String> surprises(Map<String, Hostile> expected, Map<String, List<String>> rules) {
        List<String> surprises = new ArrayList<>();
        expected.forEach((name, hostile) -> {
            List<String> broken = rules.getOrDefault(name, List.of("lost"));
            List<String> wanted = hostile.rule().equals(ACCEPTED) ? List.of() : List.of(hostile.rule());
            if (!broken.stream().distinct().toList().equals(wanted)) {
                surprises.add(name + ": " + broken + " instead of " + wanted);
            }
        });
        return surprises;
    }
}
