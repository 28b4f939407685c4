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

    /** Places for words are a power of two; in each are two, and a new one displaces the one that was met longer ago. */
    private static final int PLACES_BITS = 14;

    /** The key of a word and its three sums: two words are a line of the processor's cache. */
    private static final int ENTRY = 4;

    /** A word is evidence if its weight is at least this part of the highest in the passage. */
    private static final float STRONG = 0.5f;

    private final ToxicityModel model;
    private final Tokens tokens;
    private final ModelPassages passages;

    /** The keys of words, and the three sums of {@link Lanes} of their features beside them; in each place the newer word first. */
    private final long[] remembered = new long[(2 * ENTRY) << PLACES_BITS];

    // ---- the block: of each token ----

    private int size;
    private final long[] keys = new long[Passages.BLOCK + 1];
    private final int[] pairs = new int[Passages.BLOCK + 1];

    /** Its sums, of a token without a key as soon as it is read, else when the block is full; and its place in the text. */
    private final long[] block = new long[ModelPassages.PARTS * (Passages.BLOCK + 1)];

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
        weighBlock(true);
        return passages;
    }

    @Override
    public void token(int start, int end, long key) {
        keys[size] = key;
        pairs[size] = tokens.pair();
        int place = ModelPassages.PARTS * size;
        block[place + 3] = start | (long) end << Integer.SIZE;
        if (key == Tokens.UNKNOWN) {
            addFeatures(key, block, place);
        }
        size++;
        if (size > Passages.BLOCK) {
            weighBlock(false);
        }
    }

    @Override
    public void sentenceEnd() {
        if (size > 0) {
            sentenceEnds |= 1L << (size - 1);
        }
    }

    /** Weighs the tokens in the block; but the last one waits for what is behind it, as its sentence may end with it. */
    private void weighBlock(boolean isLast) {
        int waiting = isLast || size == 0 ? 0 : 1;
        int count = size - waiting;
        lookUp(count);
        passages.add(count, block, sentenceEnds);
        keys[0] = keys[count];
        pairs[0] = pairs[count];
        System.arraycopy(block, ModelPassages.PARTS * count, block, 0, ModelPassages.PARTS * waiting);
        size = waiting;
        sentenceEnds = 0;
    }

    private void lookUp(int count) {
        for (int i = 0; i < count; i++) {
            long key = keys[i];
            int place = ModelPassages.PARTS * i;
            long[] from = block;
            int sums = place;
            if (key != Tokens.UNKNOWN) {
                from = remembered;
                sums = place(key);
                if (from[sums] != key) {
                    toFront(key, sums);
                }
                sums++;
            }
            long pair = model.weights(pairs[i]);
            block[place] = from[sums] + Lanes.first(pair);
            block[place + 1] = from[sums + 1] + Lanes.second(pair);
            block[place + 2] = from[sums + 2] + Lanes.third(pair);
        }
    }

    /** Makes a word the newer one of its place, from what is remembered or from its features. */
    private void toFront(long key, int place) {
        boolean known = remembered[place + ENTRY] == key;
        for (int i = place; i < place + ENTRY; i++) {
            long older = remembered[i + ENTRY];
            remembered[i + ENTRY] = remembered[i];
            remembered[i] = older;
        }
        if (!known) {
            remembered[place] = key;
            addFeatures(key, remembered, place + 1);
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
        return (int) ((key * 0x9e3779b97f4a7c15L) >>> (Long.SIZE - PLACES_BITS)) * 2 * ENTRY;
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
