package io.tidegate.novelty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Samples by their shingles, to find the most similar one exactly. They are numbered from 0 in the order in which they were
 * added.
 *
 * <p>A posting says that a sample has a shingle. Postings lie in pages, so that adding one never copies the others, and hash
 * chains lead to them: 16 bytes a posting, and 2 to 4 for the heads of chains. 100,000 texts of 2 KB have about 35 million.
 */
final class ShingleIndex {

    private static final int NONE = -1;
    private static final int FIRST_HEADS = 1 << 10;
    private static final int POSTINGS_PER_HEAD = 2;
    private static final int PAGE_BITS = 14;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

    /** Two words a posting: the shingle; the sample's number (highest 32 bits) and the next posting of the chain. */
    private final List<long[]> pages = new ArrayList<>();

    private int[] heads = emptyHeads(FIRST_HEADS);
    private int postings;
    private int[] sizes = new int[FIRST_HEADS];
    private int samples;

    /** Shingles in common with the sample that is asked about, by sample; all 0 between two questions. */
    private int[] common = new int[FIRST_HEADS];

    /**
     * A sample and how similar it is.
     *
     * @param similarity Jaccard similarity in (0, 1]
     */
    record Similar(int sample, double similarity) {}

    /**
     * Adds a sample.
     *
     * @param shingles distinct
     */
    void add(long[] shingles) {
        if (samples == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * samples);
            common = new int[2 * samples];
        }
        for (long shingle : shingles) {
            add(shingle, samples);
        }
        sizes[samples++] = shingles.length;
    }

    private void add(long shingle, int sample) {
        if (postings == POSTINGS_PER_HEAD * heads.length) {
            growHeads();
        }
        if (postings >>> PAGE_BITS == pages.size()) {
            pages.add(new long[2 << PAGE_BITS]);
        }
        long[] page = page(postings);
        int at = at(postings);
        page[at] = shingle;
        page[at + 1] = (long) sample << 32;
        link(postings++);
    }

    /** The most similar of the allowed samples, the earliest of equals; empty if none has a shingle in common. */
    Optional<Similar> mostSimilar(long[] shingles, IntPredicate allowed) {
        int[] found = new int[16];
        int count = 0;
        for (long shingle : shingles) {
            for (int posting = heads[slot(shingle)]; posting != NONE; posting = next(posting)) {
                if (page(posting)[at(posting)] == shingle && common[sample(posting)]++ == 0) {
                    found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                    found[count++] = sample(posting);
                }
            }
        }
        int best = NONE;
        double bestSimilarity = 0;
        for (int i = 0; i < count; i++) {
            int sample = found[i];
            double similarity = Shingles.jaccard(common[sample], shingles.length, sizes[sample]);
            common[sample] = 0;
            boolean better = similarity > bestSimilarity || (similarity == bestSimilarity && sample < best);
            if (better && allowed.test(sample)) {
                best = sample;
                bestSimilarity = similarity;
            }
        }
        return best == NONE ? Optional.empty() : Optional.of(new Similar(best, bestSimilarity));
    }

    /** Jaccard similarity to one sample, in [0, 1]. */
    double similarity(long[] shingles, int sample) {
        return mostSimilar(shingles, other -> other == sample)
                .map(Similar::similarity)
                .orElse(0.0);
    }

    private void growHeads() {
        heads = emptyHeads(2 * heads.length);
        for (int posting = 0; posting < postings; posting++) {
            link(posting);
        }
    }

    private void link(int posting) {
        long[] page = page(posting);
        int at = at(posting);
        int slot = slot(page[at]);
        page[at + 1] = (long) sample(posting) << 32 | (heads[slot] & 0xFFFF_FFFFL);
        heads[slot] = posting;
    }

    private int slot(long shingle) {
        return (int) ((shingle * 0xC2B2AE3D27D4EB4FL) >>> 33) & (heads.length - 1);
    }

    private long[] page(int posting) {
        return pages.get(posting >>> PAGE_BITS);
    }

    private static int at(int posting) {
        return (posting & PAGE_MASK) << 1;
    }

    private int sample(int posting) {
        return (int) (page(posting)[at(posting) + 1] >>> 32);
    }

    private int next(int posting) {
        return (int) page(posting)[at(posting) + 1];
    }

    private static int[] emptyHeads(int length) {
        int[] heads = new int[length];
        Arrays.fill(heads, NONE);
        return heads;
    }
}
