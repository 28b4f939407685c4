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
 * A linear model over hashed features: one signed byte a feature, and the slope and intercept that make a passage's value a
 * probability. Immutable.
 *
 * <p>As bytes: {@code TGTX}, the format's number (int), the logarithm to base 2 of the number of weights (int), slope and
 * intercept (doubles), the weights, and the SHA-256 of all that; big-endian.
 */
public final class ToxicityModel {

    /** Changes whenever the layout or the features do, so that old models aren't misread. */
    static final int FORMAT = 1;

    /** Part of toxic texts in the stream that probabilities are meant for; the texts people label hold far more of them. */
    private static final double TOXIC_PART = 0.1;

    private static final int MAGIC = 0x54475458;
    private static final int HEADER = 4 + 4 + 4 + 8 + 8;
    private static final int DIGEST = 32;

    private final byte[] weights;
    private final double slope;
    private final double intercept;

    ToxicityModel(byte[] weights, double slope, double intercept) {
        if (weights.length != 1 << Tokens.BITS) {
            throw new IllegalArgumentException("a model has " + (1 << Tokens.BITS) + " weights, not " + weights.length);
        }
        this.weights = weights.clone();
        this.slope = slope;
        this.intercept = intercept;
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if the bytes are no model of this format; the message says what is wrong
     */
    public static ToxicityModel of(byte[] bytes) {
        int size = HEADER + (1 << Tokens.BITS) + DIGEST;
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (bytes.length < HEADER || in.readInt() != MAGIC) {
                throw new IllegalArgumentException("it is no toxicity model");
            }
            int format = in.readInt();
            int bits = in.readInt();
            if (format != FORMAT || bits != Tokens.BITS) {
                throw new IllegalArgumentException("it has format " + format + " with " + bits
                        + " bits, and this version reads " + FORMAT + " with " + Tokens.BITS);
            }
            if (bytes.length != size) {
                throw new IllegalArgumentException("it has " + bytes.length + " bytes instead of " + size);
            }
            byte[] digest = Arrays.copyOfRange(bytes, size - DIGEST, size);
            if (!MessageDigest.isEqual(digest, sha256(Arrays.copyOf(bytes, size - DIGEST)))) {
                throw new IllegalArgumentException("its checksum is wrong");
            }
            double slope = in.readDouble();
            double intercept = in.readDouble();
            return new ToxicityModel(in.readNBytes(1 << Tokens.BITS), slope, intercept);
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
            out.writeDouble(slope);
            out.writeDouble(intercept);
            out.write(weights);
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

    /** The same weights, with the slope and intercept that fit these texts best. */
    ToxicityModel calibrated(List<LabelledText> texts) {
        Tokens tokens = new Tokens();
        Passages passages = new Passages(this::weight);
        double toxic = weight(texts, true);
        double clean = weight(texts, false);
        double toxicWeight = toxic == 0 ? 1 : TOXIC_PART / (1 - TOXIC_PART) * clean / toxic;
        List<Logistic.Point> points = new ArrayList<>();
        for (LabelledText text : texts) {
            passages.clear();
            tokens.read(text.text(), passages);
            if (passages.any()) {
                points.add(new Logistic.Point(
                        passages.worst(), text.toxic(), text.weight() * (text.toxic() ? toxicWeight : 1)));
            }
        }
        Logistic fit = Logistic.fit(points);
        return new ToxicityModel(weights, fit.slope(), fit.intercept());
    }

    private static double weight(List<LabelledText> texts, boolean toxic) {
        return texts.stream()
                .filter(text -> text.toxic() == toxic)
                .mapToDouble(LabelledText::weight)
                .sum();
    }

    double weight(int feature) {
        return weights[feature];
    }

    /** The probability that a passage of this value is toxic, in (0, 1). Monotonic. */
    double probability(double value) {
        return Logistic.of(slope * value + intercept);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
