package io.tidegate.novelty;

import java.util.random.RandomGenerator;

/**
 * The fixed-size fingerprint of a text, from which similarity is estimated: 254 minhashes of the text's shingles, each cut to
 * a lane of a few bits.
 *
 * <p>54 lanes keep four bits: nine bands of six lanes find candidates, and for that a lane must be wide enough to differ
 * between unlike texts. The other 200 keep one bit, as narrow lanes say more about similarity, bit for bit. These are 52 bytes
 * with a standard error of 0.034 at 0.8; 112 lanes of four bits take 56 bytes and have 0.039.
 *
 * @param lanes 7 words: wide lanes from the lowest bit of the first word upward, then narrow ones; the highest 32 bits are 0;
 *     never changed
 * @param exact hash of the text after Unicode NFC with white space collapsed: equal for exact duplicates
 * @param numbers hash of the sequence of numbers in the text
 * @param longTurns the long assistant turns, in order: the highest 48 bits hash its words, the lowest 16 are its place in the
 *     conversation; never changed
 */
public record Sketch(long[] lanes, long exact, int numbers, long[] longTurns) {

    /** Stored with what was remembered; a change of tokens, shingles, hashes or layout is a new version. */
    public static final int VERSION = 3;

    static final int BANDS = 9;
    static final int WIDE_LANES = 54;
    static final int NARROW_LANES = 200;
    static final int LANES = WIDE_LANES + NARROW_LANES;
    static final int WORDS = 7;

    /** The word in which wide lanes end and narrow ones begin, and the bit. */
    static final int BORDER_WORD = 3;

    static final int BORDER_BIT = 24;

    /** Bits of the last word that hold lanes. */
    static final long LAST_WORD = (1L << 32) - 1;

    static final int PLACE_BITS = 16;

    private static final int BAND_BITS = 24;
    private static final int BAND_MASK = (1 << BAND_BITS) - 1;
    private static final long LOWEST_OF_WIDE = 0x1111_1111_1111_1111L;

    /** What the wide lanes count for: each kind weighs as much as it says (inverse variance) at a similarity of 0.8. */
    private static final double WIDE_WEIGHT = 0.36;

    public Sketch {
        if (lanes.length != WORDS) {
            throw new IllegalArgumentException("a sketch has " + WORDS + " words, not " + lanes.length);
        }
    }

    /** As of a text that has nothing in common with any other. */
    public static Sketch random(RandomGenerator random) {
        long[] lanes = random.longs(WORDS).toArray();
        lanes[WORDS - 1] &= LAST_WORD;
        return new Sketch(lanes, random.nextLong(), random.nextInt(), new long[0]);
    }

    /**
     * Estimated Jaccard similarity of the shingles of two texts, whose lanes begin at these places; unbiased, so it is below 0
     * where fewer lanes agree than do by chance. 1 is the same set.
     *
     * <p>b-bit minwise hashing: Li and König, WWW 2010. Two unrelated lanes of b bits agree by chance once in 2^b.
     */
    static double estimate(long[] lanes, int from, long[] others, int othersFrom) {
        int wide = 0;
        for (int i = 0; i < BORDER_WORD; i++) {
            wide += different(lanes[from + i] ^ others[othersFrom + i]);
        }
        long border = lanes[from + BORDER_WORD] ^ others[othersFrom + BORDER_WORD];
        wide += different(border & BAND_MASK);
        int narrow = Long.bitCount(border >>> BORDER_BIT);
        for (int i = BORDER_WORD + 1; i < WORDS - 1; i++) {
            narrow += Long.bitCount(lanes[from + i] ^ others[othersFrom + i]);
        }
        narrow += Long.bitCount((lanes[from + WORDS - 1] ^ others[othersFrom + WORDS - 1]) & LAST_WORD);
        double byWide = 1 - (double) wide / WIDE_LANES / (1 - 1.0 / 16);
        double byNarrow = 1 - (double) narrow / NARROW_LANES / (1 - 1.0 / 2);
        return WIDE_WEIGHT * byWide + (1 - WIDE_WEIGHT) * byNarrow;
    }

    /** How many of a word's lanes of four bits are not 0. */
    private static int different(long lanes) {
        long any = lanes | lanes >>> 2;
        return Long.bitCount((any | any >>> 1) & LOWEST_OF_WIDE);
    }

    /** The estimate as verdicts show it: in [0, 1], a multiple of 0.0001. */
    static double similarity(double estimate) {
        return Math.round(Math.max(0, estimate) * 10_000) / 10_000.0;
    }

    /** The 24 bits of one band's six lanes; the sketch begins at {@code from}. */
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

    /** The place in its conversation of a long turn. */
    static int placeOf(long longTurn) {
        return (int) longTurn & (1 << PLACE_BITS) - 1;
    }

    /** Whether two sketches agree in a band: only then the index compares them. */
    static boolean shareBand(long[] lanes, long[] others) {
        for (int band = 0; band < BANDS; band++) {
            if (band(lanes, 0, band) == band(others, 0, band)) {
                return true;
            }
        }
        return false;
    }
}
