package io.tidegate.novelty;

/**
 * The fixed-size fingerprint of a text, from which similarity is estimated.
 *
 * <p>112 lanes of 4 bits, each drawn from one MinHash of the text's shingles, packed from the lowest bits of
 * {@code lanes[0]} upward. By them two texts are compared, and by 22 bands of 5 lanes each, candidates are found.
 *
 * @param lanes 7 words; never changed
 * @param exact hash of the text after Unicode NFC with white space collapsed: equal for exact duplicates
 * @param numbers hash of the sequence of numbers in the text
 * @param comparable false if the text has no words at all (only punctuation, say); then only {@code exact} counts
 */
public record Sketch(long[] lanes, long exact, int numbers, boolean comparable) {

    /** Stored with what was remembered; a change of tokens, shingles, hashes or layout is a new version. */
    public static final int VERSION = 1;

    static final int LANES = 112;
    static final int WORDS = 7;
    static final int BANDS = 22;
    private static final int BAND_BITS = 20;
    private static final int BAND_MASK = (1 << BAND_BITS) - 1;
    private static final long LOWEST_OF_LANES = 0x1111_1111_1111_1111L;

    public Sketch {
        if (lanes.length != WORDS) {
            throw new IllegalArgumentException("a sketch has " + WORDS + " words, not " + lanes.length);
        }
    }

    /**
     * Estimated Jaccard similarity of the two texts' shingles, in [0, 1]; 1 is the same set. Unbiased but for the cut at 0;
     * standard error 0.039 at 0.8.
     *
     * <p>b-bit minwise hashing: Li and König, WWW 2010. Two unrelated lanes agree by chance once in 16.
     */
    static double similarity(int equalLanes) {
        double agreeing = (double) equalLanes / LANES;
        return Math.max(0, (agreeing - 1.0 / 16) / (15.0 / 16));
    }

    /** How many lanes of two sketches agree, 0 to 112; the second begins at {@code from}. */
    static int equalLanes(long[] lanes, long[] others, int from) {
        int different = 0;
        for (int i = 0; i < WORDS; i++) {
            long difference = lanes[i] ^ others[from + i];
            difference |= difference >>> 2;
            difference |= difference >>> 1;
            different += Long.bitCount(difference & LOWEST_OF_LANES);
        }
        return LANES - different;
    }

    /** The 20 bits of one band's five lanes; the sketch begins at {@code from}. */
    static int band(long[] lanes, int from, int band) {
        int bit = band * BAND_BITS;
        int word = from + (bit >>> 6);
        int shift = bit & 63;
        long bits = lanes[word] >>> shift;
        if (shift > 64 - BAND_BITS) {
            bits |= lanes[word + 1] << (64 - shift);
        }
        return (int) bits & BAND_MASK;
    }
}
