package io.tidegate.novelty;

import java.util.Arrays;
import java.util.Optional;

/**
 * The remembered samples of one partition, and the question which of them a new sample copies.
 *
 * <p>Candidates are the samples of the same scope that share all five lanes of at least one of 22 bands (locality-sensitive
 * hashing: Indyk and Motwani, STOC 1998). A pair of estimated similarity 0.8 differs in 21 lanes, so one band at least is
 * equal: from 0.8 upward no pair is missed. Of pairs at 0.7, 1 % is missed, at 0.6, 11 %. Every candidate is then
 * compared lane by lane, and the most similar wins, the earliest of equals. There is no transitive closure: only similarity
 * to a remembered sample itself counts.
 *
 * <p>Primitive arrays hold the samples by number, in the order in which they were added; hash chains through them lead from
 * a band to its samples. What is found doesn't depend on the table's size or on the samples of other scopes.
 */
public final class NoveltyIndex {

    private static final int CHAINS = Sketch.BANDS + 1;
    private static final int EXACT_CHAIN = Sketch.BANDS;
    private static final int NONE = -1;
    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int LAST_CAPACITY = 1 << 26; // the longest array of links that Java can hold

    /** Bytes of one sample in the arrays below: its data, and one link and one head in each chain. */
    private static final int BYTES_PER_SAMPLE = 8 * Sketch.WORDS + 3 * 8 + 4 * 4 + 1 + 2 * CHAINS * 4;

    private int size;
    private long[] lanes = new long[0];
    private long[] exacts = new long[0];
    private long[] idHashes = new long[0];
    private long[] offsets = new long[0];
    private int[] partitions = new int[0];
    private int[] scopes = new int[0];
    private int[] numbers = new int[0];
    private int[] valueHashes = new int[0];
    private boolean[] comparable = new boolean[0];
    private int[] next = new int[0];
    private int[] heads = new int[0];

    /** How many samples are remembered. */
    public int size() {
        return size;
    }

    /** Bytes that the index will hold once one more sample is added; more than any limit if it can't hold one more. */
    public long bytesAfterNext() {
        if (size == LAST_CAPACITY) {
            return Long.MAX_VALUE;
        }
        return (long) BYTES_PER_SAMPLE * (size < capacity() ? capacity() : grownCapacity());
    }

    /** Remembers a sample. */
    public void add(Remembered sample) {
        if (size == capacity()) {
            grow();
        }
        Sketch sketch = sample.sketch();
        System.arraycopy(sketch.lanes(), 0, lanes, size * Sketch.WORDS, Sketch.WORDS);
        exacts[size] = sketch.exact();
        numbers[size] = sketch.numbers();
        comparable[size] = sketch.comparable();
        idHashes[size] = sample.idHash();
        valueHashes[size] = sample.valueHash();
        offsets[size] = sample.offset();
        partitions[size] = sample.partition();
        scopes[size] = sample.scope();
        link(size);
        size++;
    }

    /**
     * The most similar remembered sample of the same scope among the candidates, or empty if there is no candidate.
     *
     * @param asked only its scope, sketch and hashes count
     * @param distinctNumbers leave out samples whose numbers differ from the asked one's
     */
    public Optional<Match> mostSimilar(Remembered asked, boolean distinctNumbers) {
        if (size == 0) {
            return Optional.empty();
        }
        int equal = findEqual(asked);
        if (equal != NONE) {
            boolean resent = idHashes[equal] == asked.idHash() && valueHashes[equal] == asked.valueHash();
            return Optional.of(new Match(sample(equal), 1, true, resent));
        }
        if (!asked.sketch().comparable()) {
            return Optional.empty();
        }
        int best = NONE;
        int bestLanes = -1;
        long[] askedLanes = asked.sketch().lanes();
        for (int band = 0; band < Sketch.BANDS; band++) {
            int bits = Sketch.band(askedLanes, 0, band);
            for (int i = heads[slot(band, bits, asked.scope())]; i != NONE; i = next[i * CHAINS + band]) {
                boolean candidate = scopes[i] == asked.scope()
                        && Sketch.band(lanes, i * Sketch.WORDS, band) == bits
                        && (!distinctNumbers || numbers[i] == asked.sketch().numbers());
                if (candidate) {
                    int equalLanes = Sketch.equalLanes(askedLanes, lanes, i * Sketch.WORDS);
                    if (equalLanes > bestLanes || (equalLanes == bestLanes && i < best)) {
                        best = i;
                        bestLanes = equalLanes;
                    }
                }
            }
        }
        if (best == NONE) {
            return Optional.empty();
        }
        double similarity = Math.round(Sketch.similarity(bestLanes) * 10_000) / 10_000.0;
        return Optional.of(new Match(sample(best), similarity, false, false));
    }

    /** The number of the earliest sample of the scope with the same text. */
    private int findEqual(Remembered asked) {
        long exact = asked.sketch().exact();
        int found = NONE;
        for (int i = heads[slot(EXACT_CHAIN, exact, asked.scope())]; i != NONE; i = next[i * CHAINS + EXACT_CHAIN]) {
            if (exacts[i] == exact && scopes[i] == asked.scope()) {
                found = i;
            }
        }
        return found;
    }

    private Remembered sample(int i) {
        Sketch sketch = new Sketch(
                Arrays.copyOfRange(lanes, i * Sketch.WORDS, (i + 1) * Sketch.WORDS),
                exacts[i],
                numbers[i],
                comparable[i]);
        return new Remembered(scopes[i], sketch, idHashes[i], valueHashes[i], partitions[i], offsets[i]);
    }

    private void link(int i) {
        push(EXACT_CHAIN, slot(EXACT_CHAIN, exacts[i], scopes[i]), i);
        if (comparable[i]) {
            for (int band = 0; band < Sketch.BANDS; band++) {
                push(band, slot(band, Sketch.band(lanes, i * Sketch.WORDS, band), scopes[i]), i);
            }
        }
    }

    private void push(int chain, int slot, int i) {
        next[i * CHAINS + chain] = heads[slot];
        heads[slot] = i;
    }

    /** Where a chain begins among the heads; each chain has as many heads as there is room for samples. */
    private int slot(int chain, long bits, int scope) {
        long hash = (bits * 0x9E3779B97F4A7C15L ^ scope) * 0xC2B2AE3D27D4EB4FL;
        return chain * capacity() + (int) ((hash >>> 33) & (capacity() - 1));
    }

    private int capacity() {
        return exacts.length;
    }

    private int grownCapacity() {
        return Math.max(FIRST_CAPACITY, 2 * capacity());
    }

    private void grow() {
        int capacity = grownCapacity();
        lanes = Arrays.copyOf(lanes, capacity * Sketch.WORDS);
        exacts = Arrays.copyOf(exacts, capacity);
        idHashes = Arrays.copyOf(idHashes, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        partitions = Arrays.copyOf(partitions, capacity);
        scopes = Arrays.copyOf(scopes, capacity);
        numbers = Arrays.copyOf(numbers, capacity);
        valueHashes = Arrays.copyOf(valueHashes, capacity);
        comparable = Arrays.copyOf(comparable, capacity);
        next = new int[capacity * CHAINS];
        heads = new int[capacity * CHAINS];
        Arrays.fill(heads, NONE);
        for (int i = 0; i < size; i++) {
            link(i);
        }
    }
}
