package io.tidegate.novelty;

import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How a stream's vocabulary changes as it goes on: its words are cut into segments of equal length, and of each the
 * distinct-1 is taken (Johnson's segmental type–token ratio, "Studies in Language Behavior", 1944). Not for many threads.
 */
public final class Segments {

    private final int length;
    private final WordHashes cutter = new WordHashes();
    private final Set<Long> different = new HashSet<>();
    private int words;

    /**
     * @param length words of a segment, at least 1
     */
    public Segments(int length) {
        this.length = length;
    }

    /** Adds a text, and returns the distinct-1, in (0, 1], of the last segment that ends in it, if one does. */
    public OptionalDouble add(String text) {
        OptionalDouble last = OptionalDouble.empty();
        for (long word : cutter.of(text)) {
            different.add(word);
            words++;
            if (words == length) {
                last = OptionalDouble.of((double) different.size() / length);
                different.clear();
                words = 0;
            }
        }
        return last;
    }
}
