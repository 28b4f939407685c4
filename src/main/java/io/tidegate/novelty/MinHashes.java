package io.tidegate.novelty;

import java.util.Arrays;

/**
 * The smallest hash of a set in each of 256 bins, of which 254 are lanes: one-permutation hashing (Li, Owen and Zhang, NIPS
 * 2012). Reuses its arrays: one per thread.
 *
 * <p>Every element goes to three bins. In the first it counts before all that come to that bin as their second, and these before
 * all that come to it as their third: what one round of hashing leaves empty, the next fill (fast similarity sketching:
 * Dahlgaard, Knudsen and Thorup, FOCS 2017), and no element of a small set is left out by chance, as one round does where two
 * share a bin. In its second bin an element's hash is the complement of that in its first, so that those come first that lost.
 * A bin that is still empty borrows from the first bin that isn't, of an order of its own (densification: Shrivastava, ICML
 * 2017). So each lane is that of the smallest hash of some random order of all elements, and two sets agree in it with the
 * probability of their similarity, down to sets of one element. The orders of bins are one random order of distances, begun at
 * each bin: at every distance each bin lends to one other only.
 */
final class MinHashes {

    /** A power of two; the bins after the last lane only lend. */
    private static final int BINS = 256;

    private static final int LAST_BIN = BINS - 1;
    private static final int LANES = Sketch.LANES;
    private static final int EMPTY = Integer.MAX_VALUE;

    /** Added to an element's hash in its second bin, and in its third, to make it larger than all in their first. */
    private static final int SECOND = 1 << 29;

    private static final int THIRD = 2 * SECOND;
    private static final int HASH = SECOND - 1;

    private static final long FACTOR = Words.mixed(1) | 1;

    /** The distances from a bin to those that it borrows from, in turn. */
    private static final int[] DISTANCES = distances();

    private final int[] bins = new int[BINS];
    private final int[] empty = new int[BINS + 1];

    /** The bins twice in a row, so that a distance need not wrap around. */
    private final int[] lenders = new int[2 * BINS];

    private static int[] distances() {
        int[] distances = new int[BINS - 1];
        for (int i = 0; i < distances.length; i++) {
            int other = (int) (((Words.mixed(i + 1) >>> 32) * (i + 1)) >>> 32); // from 0 to i
            distances[i] = distances[other];
            distances[other] = i + 1;
        }
        return distances;
    }

    void begin() {
        Arrays.fill(bins, EMPTY);
    }

    /** Adds an element by its hash. */
    void add(long hash) {
        long other = hash * FACTOR;
        put((int) (hash >>> 56), (int) hash & HASH);
        put((int) (other >>> 56), (~(int) hash & HASH) | SECOND);
        put((int) (other >>> 48) & LAST_BIN, ((int) (other >>> 8) & HASH) | THIRD);
    }

    private void put(int bin, int hash) {
        bins[bin] = Math.min(bins[bin], hash);
    }

    /** The lanes of the set, which has an element. */
    long[] lanes() {
        fillEmptyBins();
        long[] lanes = new long[Sketch.WORDS];
        int lane = 0;
        for (int word = 0; word < Sketch.BORDER_WORD; word++, lane += 16) {
            lanes[word] = packed(lane, lane + 16, 4);
        }
        int next = Sketch.WIDE_LANES + 64 - Sketch.BORDER_BIT;
        lanes[Sketch.BORDER_WORD] =
                packed(lane, Sketch.WIDE_LANES, 4) | packed(Sketch.WIDE_LANES, next, 1) << Sketch.BORDER_BIT;
        for (int word = Sketch.BORDER_WORD + 1; word < Sketch.WORDS; word++, next += 64) {
            lanes[word] = packed(next, Math.min(next + 64, LANES), 1);
        }
        return lanes;
    }

    /** The lowest bits of some bins' hashes, the first one's lowest. */
    private long packed(int from, int to, int width) {
        int mask = (1 << width) - 1;
        long bits = 0;
        for (int bin = to - 1; bin >= from; bin--) {
            bits = bits << width | (bins[bin] & mask);
        }
        return bits;
    }

    private void fillEmptyBins() {
        int count = 0;
        for (int bin = 0; bin < LANES; bin++) {
            empty[count] = bin;
            count += (bins[bin] + 1) >>> 31; // 1 for EMPTY; a branch would be guessed wrongly
        }
        System.arraycopy(bins, 0, lenders, 0, BINS);
        System.arraycopy(bins, 0, lenders, BINS, BINS);
        for (int i = 0; i < count; i++) {
            bins[empty[i]] = borrowed(empty[i]);
        }
    }

    /** Bins that borrow from one see its hash through functions of their own, so that they don't agree by chance all at once. */
    private int borrowed(int bin) {
        int i = 0;
        while (lenders[bin + DISTANCES[i]] == EMPTY) {
            i++;
        }
        return (int) Words.mixed((long) bin << 32 | lenders[bin + DISTANCES[i]]);
    }
}
