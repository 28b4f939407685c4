package io.tidegate.score.toxicity;

import io.tidegate.sample.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What training found for one language: for the overall judgement and for each category a weight a feature, in one byte, and how
 * a passage's value becomes a probability. Immutable.
 *
 * <p>A file holds a magic number (int), the format's number (int), the number of weights (int), the
 * language (UTF), the number of heads (byte); for each its name (UTF), slope, intercept (doubles) and weights; and the SHA-256 of
 * all that; big-endian.
 */
public final class ToxicityModel {

    /** Changes whenever the layout or the features do, so that old models aren't misread. */
    static final int FORMAT = 3;

    /** The head that judges overall. */
    public static final String OVERALL = "toxicity";

    /** Part of toxic texts in the stream that probabilities are meant for; the texts people label hold far more of them. */
    public static final double TOXIC_PART = 0.15;

    private static final int MAGIC = 0x54475458;
    private static final int DIGEST = 32;
    private static final int LARGEST_SQUARE = 127 * 127;

    /**
     * What is judged for itself: {@link #OVERALL}, or a category.
     *
     * @param calibration makes a passage's value a probability
     */
    record Head(String name, Logistic calibration) {}

    private final String language;
    private final List<Head> heads;

    /** Of each head a weight a feature, as its root. */
    private final List<byte[]> roots;

    /** Every head's weights, as {@link Lanes} packs them, from place 1 on: place 0 is for no feature. */
    private final long[] weights;

    private ToxicityModel(String language, List<Head> heads, List<byte[]> roots, long[] weights) {
        if (heads.isEmpty()
                || heads.size() > Lanes.HEADS
                || !heads.get(0).name().equals(OVERALL)) {
            throw new IllegalArgumentException("a model has 1 to " + Lanes.HEADS + " heads, the first " + OVERALL);
        }
        this.language = language;
        this.heads = List.copyOf(heads);
        this.roots = roots;
        this.weights = weights;
    }

    /**
     * A model.
     *
     * @param roots of each head a weight a feature, as its root with the weight's sign: 127 stands for the largest, and 64 for a
     *     quarter of it
     */
    static ToxicityModel of(String language, List<Head> heads, List<byte[]> roots) {
        for (byte[] ofHead : roots) {
            if (ofHead.length != Tokens.FEATURES) {
                throw new IllegalArgumentException("a model has " + Tokens.FEATURES + " weights, not " + ofHead.length);
            }
        }
        return new ToxicityModel(language, heads, List.copyOf(roots), packed(roots));
    }

    private static long[] packed(List<byte[]> roots) {
        long[] packed = new long[1 + Tokens.FEATURES];
        int[] weights = new int[roots.size()];
        for (int feature = 0; feature < Tokens.FEATURES; feature++) {
            for (int head = 0; head < weights.length; head++) {
                int root = roots.get(head)[feature];
                weights[head] = Math.round((float) (root * Math.abs(root) * Lanes.LARGEST) / LARGEST_SQUARE);
            }
            boolean known =
                    feature < Tokens.FIRST_SEQUENCE || Arrays.stream(weights).anyMatch(weight -> weight != 0);
            packed[1 + feature] = known ? Lanes.pack(weights) : 0;
        }
        return packed;
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
            int features = in.readInt();
            if (format != FORMAT || features != Tokens.FEATURES) {
                throw new IllegalArgumentException("it has format " + format + " with " + features
                        + " features, and this version reads " + FORMAT + " with " + Tokens.FEATURES);
            }
            byte[] digest = Arrays.copyOfRange(bytes, bytes.length - DIGEST, bytes.length);
            if (!MessageDigest.isEqual(digest, Sha256.of(Arrays.copyOf(bytes, bytes.length - DIGEST)))) {
                throw new IllegalArgumentException("its checksum is wrong: it is damaged, or not all of it is there");
            }
            String language = in.readUTF();
            List<Head> heads = new ArrayList<>();
            List<byte[]> weights = new ArrayList<>();
            for (int left = in.readByte(); left > 0; left--) {
                String name = in.readUTF();
                Logistic calibration = new Logistic(in.readDouble(), in.readDouble());
                heads.add(new Head(name, calibration));
                weights.add(in.readNBytes(Tokens.FEATURES));
            }
            return of(language, heads, weights);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(FORMAT);
            out.writeInt(Tokens.FEATURES);
            out.writeUTF(language);
            out.writeByte(heads.size());
            for (int head = 0; head < heads.size(); head++) {
                out.writeUTF(heads.get(head).name());
                out.writeDouble(heads.get(head).calibration().slope());
                out.writeDouble(heads.get(head).calibration().intercept());
                out.write(roots.get(head));
            }
            out.write(Sha256.of(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The first twelve hexadecimal digits of the SHA-256 of the model's bytes. */
    public String id() {
        return HexFormat.of().formatHex(Sha256.of(toBytes()), 0, 6);
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

    /** The weights of a feature, as {@link Lanes} packs them; 0 for {@link Tokens#NONE}. */
    long weights(int feature) {
        return weights[1 + feature];
    }

    /** The same weights, with the slopes and intercepts that fit these texts best. */
    ToxicityModel calibrated(List<LabelledText> texts) {
        PassageFinder finder = new PassageFinder(this, new Tokens());
        List<List<Logistic.Point>> points = new ArrayList<>();
        heads.forEach(head -> points.add(new ArrayList<>()));
        for (LabelledText text : texts) {
            ModelPassages passages = finder.find(text.text());
            for (int head = 0; head < heads.size() && passages.any(); head++) {
                Boolean label = text.labels().get(heads.get(head).name());
                if (label != null) {
                    points.get(head).add(new Logistic.Point(passages.worst(head), label, text.weight()));
                }
            }
        }
        List<Head> calibrated = new ArrayList<>();
        for (int head = 0; head < heads.size(); head++) {
            calibrated.add(new Head(heads.get(head).name(), Logistic.fit(balanced(points.get(head)))));
        }
        return new ToxicityModel(language, calibrated, roots, weights);
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
        double factor = ToxicityEvaluation.toxicWeight(TOXIC_PART, toxic, clean);
        return points.stream()
                .map(p -> new Logistic.Point(p.value(), p.toxic(), p.weight() * (p.toxic() ? factor : 1)))
                .toList();
    }
}
