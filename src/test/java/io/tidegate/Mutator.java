package io.tidegate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.sample.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Damages samples in one to four ways at once; the same for the same random numbers. */
public final class Mutator {

    /** What every forged header holds; no verdict ever does. */
    public static final String FORGED = "forged-by-a-producer";

    /** Names of headers that a producer has no business to write: the gate's own, and those of Kafka Streams' dead letters. */
    private static final List<String> FORGED_NAMES = List.of(
            "tidegate-id",
            "tidegate-dataset",
            "tidegate-policy",
            "tidegate-verdict",
            "tidegate-timestamp",
            "__streams.errors.exception",
            "__streams.errors.stacktrace",
            "__streams.errors.message",
            "__streams.errors.topic",
            "__streams.errors.partition",
            "__streams.errors.offset");

    private static final List<String> CLAIMS = List.of(
            "tidegate-claim-dataset", "tidegate-claim-origin", "tidegate-claim-model", "tidegate-replay", "", "x");

    private static final List<String> NUMBERS = List.of(
            "1e999999999",
            "-1e-999999999",
            "-0",
            "0.1E+400",
            "9223372036854775808",
            "-9223372036854775809",
            "NaN",
            "-Infinity",
            "01",
            "0x7f",
            "1.",
            ".5",
            "1e");

    private static final List<String> TEXTS = List.of(
            "\\ud800",
            "\\udc00\\ud800",
            "\\u0000",
            "\\ufeff",
            "\u202e",
            "\\\"}",
            "\u0301".repeat(300),
            "\\ud83d\\ude00",
            "\uff21\uff22\uff23",
            "a ".repeat(2_000),
            "1".repeat(2_000),
            "\\n".repeat(500));

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "[null]",
            "\"\"",
            "\" \"",
            "{\"role\":\"user\",\"content\":null}",
            "[{\"type\":\"image_url\"}]",
            "{\"kind\":\"mixed\",\"syntheticCharacters\":2147483647}",
            "{\"generation\":1000000,\"parents\":[1,\"a\",1]}");

    private static final List<Charset> ENCODINGS = List.of(
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_16,
            StandardCharsets.ISO_8859_1,
            Charset.forName("UTF-32"),
            Charset.forName("Shift_JIS"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<byte[]> samples;
    private final RandomGenerator random;

    /**
     * @param samples what is damaged, and spliced into each other; left alone
     */
    public Mutator(List<byte[]> samples, RandomGenerator random) {
        this.samples = samples;
        this.random = random;
    }

    /** A record: a damaged sample, under some key and with some headers. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; never compared or hashed
    public record Mutant(byte @Nullable [] key, List<Header> headers, byte @Nullable [] value) {}

    public Mutant next() {
        byte[] value = sample();
        value = random.nextInt(3) == 0 ? damaged(value) : rewritten(value);
        for (int more = 0; more < 3 && random.nextInt(3) == 0; more++) {
            value = random.nextBoolean() ? damaged(value) : rewritten(value);
        }
        return new Mutant(key(), headers(), random.nextInt(500) == 0 ? null : value);
    }

    private byte[] sample() {
        return samples.get(random.nextInt(samples.size())).clone();
    }

    private byte @Nullable [] key() {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> bytes(random.nextInt(64) == 0 ? (64 << 10) + random.nextInt(3) - 1 : 300);
            default -> bytes(1 + random.nextInt(20));
        };
    }

    private List<Header> headers() {
        List<Header> headers = new ArrayList<>();
        for (int left = Math.max(0, random.nextInt(8) - 3); left > 0; left--) {
            switch (random.nextInt(5)) {
                case 0 -> headers.add(new Header(oneOf(CLAIMS), null));
                case 1 -> headers.add(new Header(oneOf(CLAIMS), bytes(random.nextInt(200))));
                case 2 ->
                    headers.add(
                            new Header("big", bytes(random.nextInt(64) == 0 ? (64 << 10) - random.nextInt(30) : 100)));
                default -> headers.add(new Header(oneOf(FORGED_NAMES), FORGED.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return headers;
    }

    /** Damage of bytes, whatever they mean. */
    private byte[] damaged(byte[] value) {
        if (value.length == 0) {
            return bytes(random.nextInt(10));
        }
        int from = random.nextInt(value.length);
        int to = from + random.nextInt(1 + Math.min(value.length - from, random.nextInt(1 + value.length)));
        switch (random.nextInt(10)) {
            case 0 -> value[from] ^= (byte) (1 << random.nextInt(8));
            case 1 -> System.arraycopy(bytes(to - from), 0, value, from, to - from);
            case 2 -> Arrays.fill(value, from, to, (byte) random.nextInt(256));
            case 3 -> {
                return Arrays.copyOf(value, from);
            }
            case 4 -> {
                return joined(Arrays.copyOf(value, from), Arrays.copyOfRange(value, to, value.length));
            }
            case 5 -> {
                byte[] part = Arrays.copyOfRange(value, from, to);
                return joined(Arrays.copyOf(value, to), part, Arrays.copyOfRange(value, from, value.length));
            }
            case 6 -> {
                byte[] other = sample();
                return joined(
                        Arrays.copyOf(value, from),
                        Arrays.copyOfRange(other, random.nextInt(1 + other.length), other.length));
            }
            case 7 -> {
                return new String(value, StandardCharsets.UTF_8).getBytes(oneOf(ENCODINGS));
            }
            case 8 -> {
                return joined(prefix(), value);
            }
            default -> {
                return joined(Arrays.copyOf(value, from), bytes(1 + random.nextInt(8)), tail(value, from));
            }
        }
        return value;
    }

    /** A byte order mark, or the framing of a schema registry's serializers. */
    private byte[] prefix() {
        return switch (random.nextInt(4)) {
            case 0 -> new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
            case 1 -> new byte[] {0, 0, 0, 0, 7};
            case 2 -> new byte[] {'O', 'b', 'j', 1};
            default -> new byte[] {(byte) 0xFF, (byte) 0xFE};
        };
    }

    /** Damage of what the bytes mean; of bytes alone if they mean nothing. */
    private byte[] rewritten(byte[] value) {
        if (random.nextInt(4) == 0) {
            return reworded(value);
        }
        return parsed(value).map(this::restructured).orElseGet(() -> reworded(value));
    }

    /** At a place where a string, a number or a field stands, something else does. */
    private byte[] reworded(byte[] value) {
        int at = random.nextInt(value.length + 1);
        int quote = next(value, at, '"');
        int colon = next(value, at, ':');
        int brace = next(value, at, '{');
        return switch (random.nextInt(5)) {
            case 0 -> inserted(value, quote, oneOf(TEXTS));
            case 1 -> inserted(value, colon, oneOf(NUMBERS) + ",\"n\":");
            case 2 -> inserted(value, colon, "1".repeat(1 + random.nextInt(3_000)) + ",\"n\":");
            case 3 -> inserted(value, brace, "\"text\":" + oneOf(VALUES) + ",\"id\":" + oneOf(VALUES) + ",");
            default -> {
                String opening = random.nextBoolean() ? "[" : "{\"a\":";
                yield inserted(value, colon, opening.repeat(1 + random.nextInt(200)));
            }
        };
    }

    private byte[] restructured(JsonNode root) {
        List<ContainerNode<?>> containers = new ArrayList<>();
        collect(root, containers);
        ContainerNode<?> one = oneOf(containers);
        JsonNode other =
                random.nextBoolean() ? oneOf(containers) : parsed(sample()).orElse(root);
        JsonNode put = random.nextInt(4) == 0
                ? nested(copy(other))
                : parsed(utf8(oneOf(VALUES))).orElse(other);
        if (one instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = oneOf(names);
            String second = oneOf(names);
            switch (random.nextInt(6)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name, copy(put));
                case 2 -> {
                    JsonNode moved = copy(object.path(name));
                    object.set(name, copy(object.path(second)));
                    object.set(second, moved);
                }
                case 3 -> object.set(name.toUpperCase(java.util.Locale.ROOT), copy(object.path(name)));
                case 4 -> {
                    return duplicated(object, name, root);
                }
                default -> object.put(name, object.path(name).asText().repeat(1 + random.nextInt(50)));
            }
        } else if (one instanceof ArrayNode array) {
            if (array.isEmpty() || random.nextBoolean()) {
                array.add(copy(put));
            } else {
                JsonNode element = array.get(random.nextInt(array.size()));
                for (int left = random.nextInt(50); left > 0; left--) {
                    array.add(copy(element));
                }
            }
        }
        return utf8(root.toString());
    }

    /** The whole, with a field of the object written twice in it. */
    private static byte[] duplicated(ObjectNode object, String name, JsonNode root) {
        String before = object.toString();
        String field = JSON.getNodeFactory().textNode(name) + ":" + object.path(name);
        return utf8(root.toString().replace(before, "{" + field + "," + before.substring(1)));
    }

    private JsonNode nested(JsonNode node) {
        JsonNode outer = node;
        for (int left = random.nextInt(80); left > 0; left--) {
            outer = random.nextBoolean()
                    ? JSON.createArrayNode().add(outer)
                    : JSON.createObjectNode().set("messages", outer);
        }
        return outer;
    }

    /** No document holds itself. */
    private static JsonNode copy(JsonNode node) {
        return node.deepCopy();
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
        if (node instanceof ContainerNode<?> container) {
            containers.add(container);
        }
        node.forEach(child -> collect(child, containers));
    }

    /** The document that these bytes are, if they are an object or array of no absurd depth. */
    private static Optional<JsonNode> parsed(byte[] value) {
        try {
            JsonNode root = JSON.readTree(value);
            return Optional.ofNullable(root).filter(JsonNode::isContainerNode);
        } catch (IOException e) { // Jackson's complaint, or that the bytes are no text in any encoding
            return Optional.empty();
        }
    }

    private static int next(byte[] value, int from, char what) {
        for (int i = 0; i < value.length; i++) {
            int at = (from + i) % value.length;
            if (value[at] == what) {
                return at + 1;
            }
        }
        return from;
    }

    private static byte[] inserted(byte[] value, int at, String text) {
        return joined(Arrays.copyOf(value, at), utf8(text), tail(value, at));
    }

    private static byte[] tail(byte[] value, int from) {
        return Arrays.copyOfRange(value, from, value.length);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
