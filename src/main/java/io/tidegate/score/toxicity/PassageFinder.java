package io.tidegate.score.toxicity;

import io.tidegate.score.Evidence;
import io.tidegate.score.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a text's worst passages by one model. Remembers the sums of words that it met, as a language's common words come again
 * and again: reading a text is then mostly looking up words. Looks up those of a block of tokens in one go, so that the
 * processor waits for many places of memory at once. One per thread.
 */
final class PassageFinder implements Tokens.Listener {

    /** Words that are remembered are a power of two; a newer one displaces an older one in its place. */
    private static final int PLACES_BITS = 15;

    /** Tokens in a block, one a bit of a {@code long}. */
    private static final int BLOCK = Long.SIZE;

    /** A word is evidence if its weight is at least this part of the highest in the passage. */
    private static final float STRONG = 0.5f;

    private final ToxicityModel model;
    private final Tokens tokens;
    private final ModelPassages passages;

    /** The keys of words, and the three sums of {@link Lanes} of their features beside them. */
    private final long[] remembered = new long[4 << PLACES_BITS];

    // ---- the block: of each token ----

    private int size;
    private final int[] starts = new int[BLOCK];
    private final int[] ends = new int[BLOCK];
    private final long[] keys = new long[BLOCK];
    private final int[] pairs = new int[BLOCK];

    /** The three sums, side by side: of a token without a key as soon as it is read, else when the block is full. */
    private final long[] sums = new long[4 * BLOCK];

    /** A bit for each token that ends a sentence. */
    private long sentenceEnds;

    /** @param tokens which other finders of the same thread may use, too */
    PassageFinder(ToxicityModel model, Tokens tokens) {
        this.model = model;
        this.tokens = tokens;
        this.passages = new ModelPassages(model.heads().size());
    }

    ToxicityModel model() {
        return model;
    }

    /** The worst passages of a text; until the next call. */
    ModelPassages find(String text) {
        passages.clear();
        tokens.read(text, this);
        weighBlock();
        return passages;
    }

    @Override
    public void token(int start, int end, long key) {
        starts[size] = start;
        ends[size] = end;
        keys[size] = key;
        pairs[size] = tokens.pair();
        if (key == Tokens.UNKNOWN) {
            addFeatures(key, sums, 4 * size);
        }
        size++;
        if (size == BLOCK) {
            weighBlock();
        }
    }

    @Override
    public void sentenceEnd() {
        if (size > 0) {
            sentenceEnds |= 1L << (size - 1);
        } else {
            passages.sentenceEnd();
        }
    }

    private void weighBlock() {
        lookUp();
        for (int i = 0; i < size; i++) {
            passages.token(starts[i], ends[i], sums[4 * i], sums[4 * i + 1], sums[4 * i + 2]);
            if ((sentenceEnds >>> i & 1) != 0) {
                passages.sentenceEnd();
            }
        }
        size = 0;
        sentenceEnds = 0;
    }

    private void lookUp() {
        for (int i = 0; i < size; i++) {
            long key = keys[i];
            int place = 4 * i;
            long[] from = sums;
            if (key != Tokens.UNKNOWN) {
                from = remembered;
                place = place(key);
                if (from[place] != key) {
                    from[place] = key;
                    addFeatures(key, from, place + 1);
                }
                place++;
            }
            long pair = model.weights(pairs[i]);
            sums[4 * i] = from[place] + Lanes.first(pair);
            sums[4 * i + 1] = from[place + 1] + Lanes.second(pair);
            sums[4 * i + 2] = from[place + 2] + Lanes.third(pair);
        }
    }

    /** Writes the three sums of the token's features but its pair. */
    private void addFeatures(long key, long[] to, int at) {
        int count = tokens.features(key);
        int[] buckets = tokens.buckets();
        long first = 0;
        long second = 0;
        long third = 0;
        for (int i = 0; i < count; i++) {
            long weights = model.weights(buckets[i]);
            first += Lanes.first(weights);
            second += Lanes.second(weights);
            third += Lanes.third(weights);
        }
        to[at] = first;
        to[at + 1] = second;
        to[at + 2] = third;
    }

    private static int place(long key) {
        return (int) ((key * 0x9e3779b97f4a7c15L) >>> (Long.SIZE - PLACES_BITS)) << 2;
    }

    /**
     * Where a passage shows what a head judges: its words, or runs of neighbouring words, of high weight.
     *
     * @param from where the passage starts
     * @param to where it ends
     * @return from 1 to 8 spans in code points of the text, unless it has no words
     */
    List<Span> evidence(String text, int head, int from, int to) {
        List<Word> words = new ArrayList<>();
        long[] three = new long[3];
        tokens.read(text.substring(from, to), new Tokens.Listener() {

            @Override
            public void token(int start, int end, long key) {
                addFeatures(key, three, 0);
                long pair = model.weights(tokens.pair());
                int features = Lanes.features(three[2] + Lanes.third(pair));
                long sum = switch (head >>> 1) {
                    case 0 -> three[0] + Lanes.first(pair);
                    case 1 -> three[1] + Lanes.second(pair);
                    default -> three[2] + Lanes.third(pair);
                };
                int weight = (head & 1) == 0 ? Lanes.lower(sum, features) : Lanes.upper(sum, features);
                words.add(new Word(from + start, from + end, weight));
            }

            @Override
            public void sentenceEnd() {}
        });
        return spans(text, words);
    }

    private record Word(int start, int end, int weight) {}

    private static List<Span> spans(String text, List<Word> words) {
        int strongest = words.stream().mapToInt(Word::weight).max().orElse(0);
        List<Span> spans = new ArrayList<>();
        int open = -1;
        for (int at = 0; at <= words.size(); at++) {
            int weight = at < words.size() ? words.get(at).weight() : 0;
            boolean strong = weight > 0 && weight >= STRONG * strongest;
            if (strong && open < 0) {
                open = at;
            } else if (!strong && open >= 0) {
                if (spans.size() < Evidence.MOST_SPANS) {
                    spans.add(span(
                            text, words.get(open).start(), words.get(at - 1).end()));
                }
                open = -1;
            }
        }
        if (spans.isEmpty() && !words.isEmpty()) {
            spans.add(
                    span(text, words.get(0).start(), words.get(words.size() - 1).end()));
        }
        return spans;
    }

    private static Span span(String text, int start, int end) {
        int first = text.codePointCount(0, start);
        return new Span(first, first + text.codePointCount(start, end));
    }
}
