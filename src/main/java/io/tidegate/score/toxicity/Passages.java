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

    /** More tokens than a passage has: what is kept of a token is kept in the place of its number modulo this. */
    static final int RING = 64;

    private static final int STEP = SHORT / 2;

    /** Features that every passage has beside its own, each of weight 0: a few words alone are a weak proof. */
    private static final int PRIOR_FEATURES = 300;

    private static final double[] FACTORS = factors();

    /** The first tokens of the last sentences; a sentence's is in the place of its number modulo their number. */
    private final int[] starts = new int[MOST_SENTENCES];

    private int tokens;
    private int sentence;
    private int sentenceStart;

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
        sentenceStart = 0;
        starts[0] = 0;
    }

    /** Where what was before the next token is to be kept. */
    int place() {
        return place(tokens);
    }

    static int place(int token) {
        return token & (RING - 1);
    }

    /** A token was added. */
    void tokenAdded() {
        tokens++;
        int length = tokens - sentenceStart;
        if (length >= SHORT && length % STEP == 0) {
            weigh(tokens - SHORT);
            if (length >= LONGEST) {
                weigh(tokens - LONGEST);
            }
        }
    }

    void sentenceEnd() {
        int length = tokens - sentenceStart;
        if (length == 0) {
            return;
        }
        int first = sentenceStart;
        for (int back = 0; first >= tokens - LONGEST; first = starts[(sentence - back) & (MOST_SENTENCES - 1)]) {
            weigh(first);
            if (++back == MOST_SENTENCES || back > sentence) {
                break;
            }
        }
        if (length > SHORT) {
            weigh(tokens - SHORT);
        }
        if (length > LONGEST) {
            weigh(tokens - LONGEST);
        }
        sentence++;
        sentenceStart = tokens;
        starts[sentence & (MOST_SENTENCES - 1)] = tokens;
    }

    /** Weighs the passage from this token to the last one added. */
    abstract void weigh(int first);

    /** How many tokens were added. */
    int tokens() {
        return tokens;
    }

    boolean any() {
        return tokens > 0;
    }
}
