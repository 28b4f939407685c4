package io.tidegate.score.toxicity;

/**
 * The passages of a text. A passage is a run of whole sentences, at most {@value #MOST_SENTENCES} and of together at most
 * {@value #LONGEST} tokens; in a longer sentence, which may be a text without any full stop, it is a run of {@value #SHORT} or
 * {@value #LONGEST} tokens. So an abusive sentence is weighed by itself however much clean text surrounds it, and the work is
 * linear in the text's length.
 *
 * <p>A passage's value is the sum of its features' weights over the square root of their number: as in a document of unit
 * length, a word counts for less among many.
 */
abstract class Passages {

    static final int LONGEST = 48;
    static final int SHORT = 16;
    static final int MOST_SENTENCES = 8;

    /** Tokens that may be added in one go, each of which may end a sentence: one a bit of a {@code long}. */
    static final int BLOCK = Long.SIZE;

    /** More tokens than a passage and a block have: what is kept of a token is kept in the place of its number modulo this. */
    static final int RING = 2 * BLOCK;

    private static final int STEP = SHORT / 2;

    /** Features that every passage has beside its own, each of weight 0: a few words alone are a weak proof. */
    private static final int PRIOR_FEATURES = 300;

    private static final double[] FACTORS = factors();

    /** The first tokens of the last sentences; a sentence's is in the place of its number modulo their number. */
    private final int[] starts = new int[MOST_SENTENCES];

    private int tokens;
    private int sentence;
    private int sentenceStart;

    /** The number of tokens at which the next run within the sentence is weighed. */
    private int nextRun;

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
        tokens = 0;
        sentence = 0;
        starts[0] = 0;
        beginSentence(0);
    }

    private void beginSentence(int first) {
        sentenceStart = first;
        nextRun = first + SHORT;
    }

    /** Where what was before a token is kept. */
    static int place(int token) {
        return token & (RING - 1);
    }

    /**
     * Weighs the passages that end with one of the next tokens.
     *
     * @param count of them, at most {@value #BLOCK}
     * @param sentenceEnds a bit for each, the lowest for the first
     */
    void weighNext(int count, long sentenceEnds) {
        for (long left = sentenceEnds; left != 0; left &= left - 1) {
            sentenceEnd(tokens + Long.numberOfTrailingZeros(left) + 1);
        }
        tokens += count;
        weighRuns(tokens);
    }

    private void weighRuns(int end) {
        for (; nextRun <= end; nextRun += STEP) {
            weigh(nextRun - SHORT, nextRun);
            if (nextRun - sentenceStart >= LONGEST) {
                weigh(nextRun - LONGEST, nextRun);
            }
        }
    }

    private void sentenceEnd(int end) {
        weighRuns(end);
        int first = sentenceStart;
        for (int back = 0; first >= end - LONGEST; first = starts[(sentence - back) & (MOST_SENTENCES - 1)]) {
            weigh(first, end);
            if (++back == MOST_SENTENCES || back > sentence) {
                break;
            }
        }
        int length = end - sentenceStart;
        if (length > SHORT) {
            weigh(end - SHORT, end);
        }
        if (length > LONGEST) {
            weigh(end - LONGEST, end);
        }
        sentence++;
        beginSentence(end);
        starts[sentence & (MOST_SENTENCES - 1)] = end;
    }

    /** Weighs the passage of the tokens from one to before another. */
    abstract void weigh(int first, int end);

    /** How many tokens were added. */
    int tokens() {
        return tokens;
    }

    boolean any() {
        return tokens > 0;
    }
}
