package io.tidegate.novelty;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Texts drawn at random from a stream, as many as so many words need. All texts have the same chance, wherever they stand in
 * the stream and however long it is; which are drawn depends on their numbers alone, so that samples of streams that have
 * texts in common have them in common, too.
 *
 * <p>Bottom-k sampling (Cohen and Kaplan, "Summarizing Data Using Bottom-k Sketches", PODC 2007): each text has a random
 * rank, a hash of its number, and the lowest ranks are kept. Not for many threads.
 */
public final class TextSample {

    private record Ranked(long rank, int words, String text) {}

    private final long most;
    private final WordHashes cutter = new WordHashes();
    private final PriorityQueue<Ranked> kept =
            new PriorityQueue<>(Comparator.comparingLong(Ranked::rank).reversed());
    private long words;

    /**
     * @param most words that are needed, at least 1
     */
    public TextSample(long most) {
        this.most = most;
    }

    /**
     * Adds a text of the stream.
     *
     * @param number no other text of the stream has it
     */
    public void add(long number, String text) {
        Ranked added = new Ranked(Words.mixed(number + 1), cutter.of(text).length, text);
        kept.add(added);
        words += added.words();
        while (words - kept.element().words() >= most) {
            words -= kept.remove().words();
        }
    }

    /** Words that can be measured: those of the stream, but not more than are needed. */
    public long words() {
        return Math.min(words, most);
    }

    /**
     * Measures as many words of the stream.
     *
     * @param count at least 1, and not more than there are
     */
    public Diversity diversity(long count) {
        return Diversity.of(texts(), count);
    }

    /** The texts that were drawn, in random order. */
    List<String> texts() {
        return kept.stream()
                .sorted(Comparator.comparingLong(Ranked::rank))
                .map(Ranked::text)
                .toList();
    }
}
