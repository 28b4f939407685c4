package io.tidegate.novelty;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The smallest hash of a set in each of 254 bins: one-permutation hashing (Li, Owen and Zhang, NIPS 2012). Reuses its arrays:
 * one per thread.
 *
 * <p>While bins are empty, all elements are hashed to bins again, and what falls into an empty one fills it (fast similarity
 * sketching: Dahlgaard, Knudsen and Thorup, FOCS 2017): of a small set, that leaves no element out by chance, as one round does
 * where two share a bin. A bin that is empty after three rounds, of which each takes time, borrows from the first bin that isn't, of an order of its
 * own (densification: Shrivastava, ICML 2017). So each lane is that of the smallest hash of some random order of all elements,
 * and two sets agree in it with the probability of their similarity, down to sets of one element. Those orders are one random
 * order of distances, begun at each bin: at every distance each bin lends to one other only.
 */
final class MinHashes {

    private static final int BINS = Sketch.LANES;
    private static final int EMPTY = Integer.MAX_VALUE;

    private static final int ROUNDS = 3;

    /** A set of more elements leaves no bin empty in one round (but for one in 10^11). */
    private static final int MANY = 1 << 13;

    private static final int ROOM = 2 * MANY;

    private static final long[] ROUND_FACTORS =
            LongStream.range(0, ROUNDS).map(round -> Words.mixed(round) | 1).toArray();

    /** The distances from a bin to those that it borrows from, in turn. */
    private static final int[] DISTANCES = distances();

    private final int[] bins = new int[BINS];
    private final int[] later = new int[BINS];
    private final long[] elements = new long[ROOM];
    private int size;
    private boolean many;
    private final int[] empty = new int[BINS + 1];

    /** The bins twice in a row, so that a distance need not wrap around. */
    private final int[] lenders = new int[2 * BINS];

    private static int[] distances() {
        int[] distances = new int[BINS - 1];
        for (int i = 0; i < distances.length; i++) {
            int other = below(i + 1, Words.mixed(i + 1));
            distances[i] = distances[other];
            distances[other] = i + 1;
        }
        return distances;
    }

    /** A number from 0, evenly distributed, of the highest bits of a hash. */
    private static int below(int bound, long hash) {
        return (int) (((hash >>> 32) * bound) >>> 32);
    }

    void begin() {
        Arrays.fill(bins, EMPTY);
        size = 0;
        many = false;
    }

    /** Adds an element by its hash. */
    void add(long hash) {
        int bin = below(BINS, hash);
        bins[bin] = Math.min(bins[bin], (int) hash & Integer.MAX_VALUE);
        if (!many) {
            elements[size++] = hash;
            if (size == ROOM) {
                dropRepeated();
            }
        }
    }

    private void dropRepeated() {
        Arrays.sort(elements);
        int distinct = 1;
        for (long element : elements) {
            if (element != elements[distinct - 1]) {
                elements[distinct++] = element;
            }
        }
        many = distinct > MANY;
        size = distinct;
    }

    /** The lanes of the set, which has an element. */
    long[] lanes() {
        for (int round = 1; round < ROUNDS && !many && anyEmpty(); round++) {
            hashAgain(ROUND_FACTORS[round]);
        }
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
            lanes[word] = packed(next, Math.min(next + 64, BINS), 1);
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

    private boolean anyEmpty() {
        int largest = 0;
        for (int hash : bins) {
            largest = Math.max(largest, hash);
        }
        return largest == EMPTY;
    }

    private void hashAgain(long factor) {
        Arrays.fill(later, EMPTY);
        for (int i = 0; i < size; i++) {
            long hash = elements[i] * factor;
            int bin = below(BINS, hash);
            later[bin] = Math.min(later[bin], (int) (hash >>> 16) & Integer.MAX_VALUE);
        }
        for (int bin = 0; bin < BINS; bin++) {
            bins[bin] = bins[bin] == EMPTY ? later[bin] : bins[bin];
        }
    }

    private void fillEmptyBins() {
        int count = 0;
        for (int bin = 0; bin < BINS; bin++) {
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
