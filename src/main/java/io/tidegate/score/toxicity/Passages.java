package io.tidegate.score.toxicity;

import java.util.function.IntToDoubleFunction;

/**
 * The passages of a text, and the one with the highest sum of weights. A passage is a run of whole sentences of together at
 * most {@value #LONGEST} tokens; in a longer sentence, which may be a text without any full stop, it is a run of
 * {@value #SHORT} or {@value #LONGEST} tokens. So an abusive sentence is weighed by itself however much clean text
 * surrounds it, and the work is linear in the text's length.
 *
 * <p>A passage's value is the sum of its features' weights over the square root of their number: as in a document of unit
 * length, a word counts for less among many.
 */
final class Passages implements Tokens.Listener {

    static final int LONGEST = 48;
    static final int SHORT = 16;
    /** Features that every passage has beside its own, each of weight 0: a few words alone are a weak proof. */
    static final double PRIOR_FEATURES = 300;

    private static final int RING = 64;
    private static final int MASK = RING - 1;

    private final IntToDoubleFunction weights;
    private final double[] sumBefore = new double[RING];
    private final long[] featuresBefore = new long[RING];
    private final int[] startOf = new int[RING];
    /** First tokens of the sentences that may still be part of a passage. */
    private final boolean[] sentenceStart = new boolean[RING];

    private double sum;
    private long features;
    private long tokens;
    private long sentence;
    private int end;

    private double worst;
    private int worstStart;
    private int worstEnd;
    private long worstFirstToken;
    private long worstLastToken;

    Passages(IntToDoubleFunction weights) {
        this.weights = weights;
    }

    void clear() {
        sum = 0;
        features = 0;
        tokens = 0;
        sentence = 0;
        worst = Double.NEGATIVE_INFINITY;
    }

    @Override
    public void token(int start, int end, int[] buckets, int count) {
        int slot = (int) tokens & MASK;
        sumBefore[slot] = sum;
        featuresBefore[slot] = features;
        startOf[slot] = start;
        sentenceStart[slot] = tokens == sentence;
        for (int i = 0; i < count; i++) {
            sum += weights.applyAsDouble(buckets[i]);
        }
        features += count;
        tokens++;
        this.end = end;
        long length = tokens - sentence;
        if (length >= SHORT && length % (SHORT / 2) == 0) {
            weigh(tokens - SHORT);
            if (length >= LONGEST) {
                weigh(tokens - LONGEST);
            }
        }
    }

    @Override
    public void sentenceEnd() {
        if (tokens == sentence) {
            return;
        }
        long earliest = Math.max(0, tokens - LONGEST);
        for (long first = Math.min(sentence, tokens - 1); first >= earliest; first--) {
            if (sentenceStart[(int) first & MASK]) {
                weigh(first);
            }
        }
        long length = tokens - sentence;
        if (length > SHORT) {
            weigh(tokens - SHORT);
        }
        if (length > LONGEST) {
            weigh(tokens - LONGEST);
        }
        sentence = tokens;
    }

    private void weigh(long first) {
        int slot = (int) first & MASK;
        double value = (sum - sumBefore[slot]) / norm(features - featuresBefore[slot]);
        if (value > worst) {
            worst = value;
            worstStart = startOf[slot];
            worstEnd = end;
            worstFirstToken = first;
            worstLastToken = tokens;
        }
    }

    static double norm(long features) {
        return Math.sqrt(features + PRIOR_FEATURES);
    }

    boolean any() {
        return tokens > 0;
    }

    /** The highest value of a passage. */
    double worst() {
        return worst;
    }

    int worstStart() {
        return worstStart;
    }

    int worstEnd() {
        return worstEnd;
    }

    long worstFirstToken() {
        return worstFirstToken;
    }

    /** The token after the last. */
    long worstLastToken() {
        return worstLastToken;
    }
}
