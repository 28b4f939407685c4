package io.tidegate.score.toxicity;

import java.util.Arrays;

/**
 * The passages of a text, and for each of a model's heads the one with the highest sum of weights. A passage is a run of whole
 * sentences of together at most {@value #LONGEST} tokens; in a longer sentence, which may be a text without any full stop, it is a
 * run of {@value #SHORT} or {@value #LONGEST} tokens. So an abusive sentence is weighed by itself however much clean text
 * surrounds it, and the work is linear in the text's length.
 *
 * <p>A passage's value is the sum of its features' weights over the square root of their number: as in a document of unit
 * length, a word counts for less among many.
 */
final class Passages {

    static final int LONGEST = 48;
    static final int SHORT = 16;

    /** Features that every passage has beside its own, each of weight 0: a few words alone are a weak proof. */
    private static final int PRIOR_FEATURES = 300;

    private static final int RING = 64;
    private static final int MASK = RING - 1;
    private static final double[] FACTORS = factors();

    private final int heads;
    private final double[] sums;
    private final double[] sumsBefore;
    private final long[] featuresBefore = new long[RING];

    /** First tokens of the sentences that may still be part of a passage. */
    private final boolean[] sentenceStart = new boolean[RING];

    private long features;
    private int tokens;
    private int sentence;

    private final double[] worst;
    private final int[] worstFirst;
    private final int[] worstEnd;

    /** @param heads how many sums of weights a token has */
    Passages(int heads) {
        this.heads = heads;
        this.sums = new double[heads];
        this.sumsBefore = new double[RING * heads];
        this.worst = new double[heads];
        this.worstFirst = new int[heads];
        this.worstEnd = new int[heads];
    }

    private static double[] factors() {
        double[] factors = new double[LONGEST * Tokens.MOST_FEATURES + 1];
        for (int count = 0; count < factors.length; count++) {
            factors[count] = 1 / Math.sqrt(count + PRIOR_FEATURES);
        }
        return factors;
    }

    /** What the sum of the weights of so many features is multiplied by. */
    static double factor(int features) {
        return features < FACTORS.length ? FACTORS[features] : 1 / Math.sqrt(features + PRIOR_FEATURES);
    }

    void clear() {
        Arrays.fill(sums, 0);
        Arrays.fill(worst, Double.NEGATIVE_INFINITY);
        features = 0;
        tokens = 0;
        sentence = 0;
    }

    /**
     * Adds a token.
     *
     * @param weights the sums of its features' weights, one a head, from {@code at} on
     */
    void token(float[] weights, int at, int count) {
        int slot = tokens & MASK;
        featuresBefore[slot] = features;
        sentenceStart[slot] = tokens == sentence;
        for (int head = 0, to = slot * heads; head < heads; head++) {
            sumsBefore[to + head] = sums[head];
            sums[head] += weights[at + head];
        }
        features += count;
        tokens++;
        int length = tokens - sentence;
        if (length >= SHORT && length % (SHORT / 2) == 0) {
            weigh(tokens - SHORT);
            if (length >= LONGEST) {
                weigh(tokens - LONGEST);
            }
        }
    }

    void sentenceEnd() {
        if (tokens == sentence) {
            return;
        }
        int earliest = Math.max(0, tokens - LONGEST);
        for (int first = Math.min(sentence, tokens - 1); first >= earliest; first--) {
            if (sentenceStart[first & MASK]) {
                weigh(first);
            }
        }
        int length = tokens - sentence;
        if (length > SHORT) {
            weigh(tokens - SHORT);
        }
        if (length > LONGEST) {
            weigh(tokens - LONGEST);
        }
        sentence = tokens;
    }

    private void weigh(int first) {
        int slot = first & MASK;
        double factor = factor((int) (features - featuresBefore[slot]));
        for (int head = 0, from = slot * heads; head < heads; head++) {
            double value = (sums[head] - sumsBefore[from + head]) * factor;
            if (value > worst[head]) {
                worst[head] = value;
                worstFirst[head] = first;
                worstEnd[head] = tokens;
            }
        }
    }

    boolean any() {
        return tokens > 0;
    }

    /** The highest value of a passage. */
    double worst(int head) {
        return worst[head];
    }

    /** The number of its first token. */
    int worstFirst(int head) {
        return worstFirst[head];
    }

    /** The number of the token after its last. */
    int worstEnd(int head) {
        return worstEnd[head];
    }
}
