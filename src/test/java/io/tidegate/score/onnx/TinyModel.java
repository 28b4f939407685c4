package io.tidegate.score.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real ONNX text classifier of a few hundred bytes: each token has a weight for each label, a text's
 * output for a label is its largest weight less 4, and padding has no say. Written as the protocol
 * buffers of ONNX (onnx.proto3), field by field.
 */
public final class TinyModel {

    /** Weights of tokens are 0 but for these. */
    public static final float STRONG = 8;

    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");

    private final List<String> tokens;
    private final float[][] weights;
    private boolean types;
    private String idsName = "input_ids";
    private int fixedLength;

    /** @param weights of each token, special ones too: one for each label */
    private TinyModel(List<String> tokens, float[][] weights) {
        this.tokens = tokens;
        this.weights = weights;
    }

    /**
     * Two labels: for the second {@code poison} and {@code ##bad} are strong, for the third {@code
     * venom}.
     */
    public static TinyModel poison() {
        List<String> words = List.of(
                "poison", "venom", "the", "sea", "is", "calm", "##bad", "##ly", "un", "!", ".", ",", "cafe", "水", "a",
                "b");
        float[][] weights = new float[SPECIAL.size() + words.size()][3];
        weights[SPECIAL.size()][1] = STRONG;
        weights[SPECIAL.size() + 1][1] = 3;
        weights[SPECIAL.size() + 1][2] = STRONG;
        weights[SPECIAL.size() + 6][1] = STRONG;
        return new TinyModel(Stream.concat(SPECIAL.stream(), words.stream()).toList(), weights);
    }

    /** Knows fewer tokens than its vocabulary has. */
    TinyModel withTokens(int number) {
        return new TinyModel(tokens, Arrays.copyOf(weights, number));
    }

    /** Finds this token so bad. */
    TinyModel withWeight(String token, float weight) {
        float[][] copy = Arrays.stream(weights).map(float[]::clone).toArray(float[][]::new);
        Arrays.fill(copy[tokens.indexOf(token)], weight);
        return new TinyModel(tokens, copy);
    }

    TinyModel withTypes() {
        types = true;
        return this;
    }

    TinyModel withInput(String name) {
        idsName = name;
        return this;
    }

    TinyModel withFixedLength(int length) {
        fixedLength = length;
        return this;
    }

    public byte[] vocabulary() {
        return (String.join("\n", tokens) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Writes {@code judge.onnx} and {@code vocab.txt}. */
    public TinyModel writeTo(Path folder) {
        try {
            Files.write(folder.resolve("judge.onnx"), bytes());
            Files.write(folder.resolve("vocab.txt"), vocabulary());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes() {
        int labels = weights[0].length;
        Message graph = new Message();
        graph.message(1, node("Gather", List.of("weights", idsName), "gathered"));
        graph.message(1, node("Cast", List.of("attention_mask"), "mask").message(5, attribute("to", FLOAT)));
        graph.message(1, node("Unsqueeze", List.of("mask", "last"), "column"));
        graph.message(1, node("Mul", List.of("gathered", "column"), "masked"));
        graph.message(
                1,
                node("ReduceMax", List.of("masked"), "largest")
                        .message(5, attribute("axes", new long[] {1}))
                        .message(5, attribute("keepdims", 0)));
        graph.message(1, node("Sub", List.of("largest", "four"), "logits"));
        graph.text(2, "tiny");
        graph.message(5, floats("weights", new long[] {weights.length, labels}, weights));
        graph.message(5, floats("four", new long[] {1}, new float[][] {{4}}));
        graph.message(
                5, new Message().number(1, 1).number(2, INT64).text(8, "last").bytes(9, littleEndian(2L)));
        graph.message(11, tensor(idsName, INT64, fixedLength));
        graph.message(11, tensor("attention_mask", INT64, fixedLength));
        if (types) {
            graph.message(11, tensor("token_type_ids", INT64, fixedLength));
        }
        graph.message(12, tensor("logits", FLOAT, labels));
        return new Message()
                .number(1, 8)
                .message(7, graph)
                .message(8, new Message().number(2, 13))
                .toBytes();
    }

    private static Message node(String operator, List<String> inputs, String output) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        return node.text(2, output).text(3, output).text(4, operator);
    }

    private static Message attribute(String name, long value) {
        return new Message().text(1, name).number(3, value).number(20, 2);
    }

    private static Message attribute(String name, long[] values) {
        Message attribute = new Message().text(1, name);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute.number(20, 7);
    }

    private static Message floats(String name, long[] shape, float[][] rows) {
        Message tensor = new Message();
        for (long length : shape) {
            tensor.number(1, length);
        }
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        for (float[] row : rows) {
            for (float weight : row) {
                raw.writeBytes(ByteBuffer.allocate(Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(weight)
                        .array());
            }
        }
        return tensor.number(2, FLOAT).text(8, name).bytes(9, raw.toByteArray());
    }

    private static byte[] littleEndian(long number) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }

    /** @param length of the second dimension; 0: any */
    private static Message tensor(String name, int type, int length) {
        Message second = length == 0 ? new Message().text(2, "length") : new Message().number(1, length);
        Message shape = new Message().message(1, new Message().text(2, "batch")).message(1, second);
        return new Message()
                .text(1, name)
                .message(
                        2,
                        new Message().message(1, new Message().number(1, type).message(2, shape)));
    }

    /** A message of protocol buffers, written field by field. */
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.toBytes());
        }

        byte[] toBytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
                out.write((int) ((rest & 0x7F) | 0x80));
            }
            out.write((int) rest);
        }
    }
}
