package io.tidegate.score.toxicity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What training found for one language: for the overall judgement and for each category a weight a feature, in one byte, and how
 * a passage's value becomes a probability. Immutable.
 *
 * <p>A file holds a magic number (int), the format's number (int), the logarithm to base 2 of the number of weights (int), the
 * language (UTF), the number of heads (byte); for each its name (UTF), slope, intercept (doubles) and weights; and the SHA-256 of
 * all that; big-endian.
 */
public final class ToxicityModel {

    /** Changes whenever the layout or the features do, so that old models aren't misread. */
    static final int FORMAT = 2;

    /** The head that judges overall. */
    public static final String OVERALL = "toxicity";

    static final int MOST_HEADS = 8;

    /** Part of toxic texts in the stream that probabilities are meant for; the texts people label hold far more of them. */
    public static final double TOXIC_PART = 0.2;

    private static final int MAGIC = 0x54475458;
    private static final int DIGEST = 32;

    /**
     * What is judged for itself: {@link #OVERALL}, or a category.
     *
     * @param weights one a feature, as its root: 127 stands for the largest, and a quarter of it is 64
     * @param slope of the logistic function that makes a value a probability
     */
    record Head(String name, byte[] weights, double slope, double intercept) {

        Head {
            if (weights.length != 1 << Tokens.BITS) {
                throw new IllegalArgumentException(
                        "a model has " + (1 << Tokens.BITS) + " weights, not " + weights.length);
            }
        }

        /** The probability for a passage of this value, in (0, 1). Monotonic. */
        double probability(double value) {
            return Logistic.of(slope * value + intercept);
        }
    }

    private final String language;
    private final List<Head> heads;

    /** Every head's weight of a feature, side by side. */
    private final byte[] weights;

    ToxicityModel(String language, List<Head> heads) {
        if (heads.isEmpty() || heads.size() > MOST_HEADS || !heads.get(0).name().equals(OVERALL)) {
            throw new IllegalArgumentException("a model has 1 to " + MOST_HEADS + " heads, the first " + OVERALL);
        }
        this.language = language;
        this.heads = List.copyOf(heads);
        this.weights = new byte[heads.size() << Tokens.BITS];
        for (int head = 0; head < heads.size(); head++) {
            byte[] from = heads.get(head).weights();
            for (int i = 0; i < from.length; i++) {
                weights[i * heads.size() + head] = from[i];
            }
        }
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if the bytes are no model of this format; the message says what is wrong
     */
    public static ToxicityModel of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (bytes.length < 12 + DIGEST || in.readInt() != MAGIC) {
                throw new IllegalArgumentException("it is no toxicity model");
            }
            int format = in.readInt();
            int bits = in.readInt();
            if (format != FORMAT || bits != Tokens.BITS) {
                throw new IllegalArgumentException("it has format " + format + " with " + bits
                        + " bits, and this version reads " + FORMAT + " with " + Tokens.BITS);
            }
            byte[] digest = Arrays.copyOfRange(bytes, bytes.length - DIGEST, bytes.length);
            if (!MessageDigest.isEqual(digest, sha256(Arrays.copyOf(bytes, bytes.length - DIGEST)))) {
                throw new IllegalArgumentException("its checksum is wrong: it is damaged, or not all of it is there");
            }
            String language = in.readUTF();
            List<Head> heads = new ArrayList<>();
            for (int left = in.readByte(); left > 0; left--) {
                String name = in.readUTF();
                double slope = in.readDouble();
                double intercept = in.readDouble();
                heads.add(new Head(name, in.readNBytes(1 << Tokens.BITS), slope, intercept));
            }
            return new ToxicityModel(language, heads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(FORMAT);
            out.writeInt(Tokens.BITS);
            out.writeUTF(language);
            out.writeByte(heads.size());
            for (Head head : heads) {
                out.writeUTF(head.name());
                out.writeDouble(head.slope());
                out.writeDouble(head.intercept());
                out.write(head.weights());
            }
            out.write(sha256(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The first twelve hexadecimal digits of the SHA-256 of the model's bytes. */
    public String id() {
        return HexFormat.of().formatHex(sha256(toBytes()), 0, 6);
    }

    /** Of the texts that it was trained on, such as {@code en}. */
    public String language() {
        return language;
    }

    /** The kinds of toxicity that it tells apart. */
    public List<String> categories() {
        return heads.stream().skip(1).map(Head::name).toList();
    }

    List<Head> heads() {
        return heads;
    }

    /** The head of this name, which the model has. */
    int headOf(String name) {
        for (int head = 0; head < heads.size(); head++) {
            if (heads.get(head).name().equals(name)) {
                return head;
            }
        }
        throw new IllegalArgumentException("no head is called " + name);
    }

    /** Adds a feature's weights to the sums from {@code at} on, one a head. */
    void addWeights(int feature, float[] sums, int at) {
        int count = heads.size();
        for (int head = 0, from = feature * count; head < count; head++) {
            int root = weights[from + head];
            sums[at + head] += root * Math.abs(root);
        }
    }

    /** The same weights, with the slopes and intercepts that fit these texts best. */
    ToxicityModel calibrated(List<LabelledText> texts) {
        Tokens tokens = new Tokens();
        PassageFinder finder = new PassageFinder(this);
        List<List<Logistic.Point>> points = new ArrayList<>();
        heads.forEach(head -> points.add(new ArrayList<>()));
        for (LabelledText text : texts) {
            Passages passages = finder.find(text.text(), tokens);
            for (int head = 0; head < heads.size() && passages.any(); head++) {
                Boolean label = text.labels().get(heads.get(head).name());
                if (label != null) {
                    points.get(head).add(new Logistic.Point(passages.worst(head), label, text.weight()));
                }
            }
        }
        List<Head> calibrated = new ArrayList<>();
        for (int head = 0; head < heads.size(); head++) {
            Head before = heads.get(head);
            Logistic fit = Logistic.fit(balanced(points.get(head)));
            calibrated.add(new Head(before.name(), before.weights(), fit.slope(), fit.intercept()));
        }
        return new ToxicityModel(language, calibrated);
    }

    /** Weighs the toxic ones so that they are the part that probabilities are meant for. */
    private static List<Logistic.Point> balanced(List<Logistic.Point> points) {
        double toxic = 0;
        double clean = 0;
        for (Logistic.Point point : points) {
            if (point.toxic()) {
                toxic += point.weight();
            } else {
                clean += point.weight();
            }
        }
        double factor = toxic == 0 ? 1 : TOXIC_PART / (1 - TOXIC_PART) * clean / toxic;
        return points.stream()
                .map(p -> new Logistic.Point(p.value(), p.toxic(), p.weight() * (p.toxic() ? factor : 1)))
                .toList();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
