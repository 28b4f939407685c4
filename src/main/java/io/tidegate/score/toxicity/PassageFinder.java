package io.tidegate.score.toxicity;

import io.tidegate.score.Evidence;
import io.tidegate.score.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds a text's worst passages by one model. Remembers the sums of words that it met, as a language's common words come again
 * and again: reading a text is then mostly looking up words. One per thread.
 */
final class PassageFinder implements Tokens.Listener {

    /** Words that are remembered, a power of two; a newer one displaces an older one in its place. */
    private static final int PLACES = 1 << 14;

    /** A word is evidence if its weight is at least this part of the highest in the passage. */
    private static final float STRONG = 0.5f;

    private final ToxicityModel model;
    private final int heads;
    private final Passages passages;
    private final long[] keys = new long[PLACES];
    private final int[] counts = new int[PLACES];
    private final float[] remembered;

    /** Of the token being read. */
    private final float[] sum;

    private final Tokens tokens;

    /** @param tokens which other finders of the same thread may use, too */
    PassageFinder(ToxicityModel model, Tokens tokens) {
        this.model = model;
        this.tokens = tokens;
        this.heads = model.heads().size();
        this.passages = new Passages(heads);
        this.remembered = new float[PLACES * heads];
        this.sum = new float[heads];
    }

    ToxicityModel model() {
        return model;
    }

    /** The worst passages of a text; until the next call. */
    Passages find(String text) {
        passages.clear();
        tokens.read(text, this);
        return passages;
    }

    @Override
    public void token(int start, int end, long key) {
        passages.token(sum, 0, weigh(key));
    }

    /** Sums the weights of the token being read; gives the number of its features. */
    private int weigh(long key) {
        int pair = tokens.pair();
        int count = pair == Tokens.NONE ? 0 : 1;
        Arrays.fill(sum, 0);
        if (count > 0) {
            model.addWeights(pair, sum, 0);
        }
        if (key == Tokens.UNKNOWN) {
            count += add(sum, 0);
        } else if (key != Tokens.NOTHING) {
            int place = place(key);
            if (keys[place] != key) {
                keys[place] = key;
                Arrays.fill(remembered, place * heads, (place + 1) * heads, 0);
                counts[place] = add(remembered, place * heads);
            }
            count += counts[place];
            for (int head = 0; head < heads; head++) {
                sum[head] += remembered[place * heads + head];
            }
        }
        return count;
    }

    /**
     * Where a passage shows what a head judges: its words, or runs of neighbouring words, of high weight.
     *
     * @param first the number of the passage's first token
     * @param end the number of the token after its last
     * @return from 1 to 8 spans in code points of the text, unless it has no words
     */
    List<Span> evidence(String text, int head, int first, int end) {
        int count = end - first;
        float[] strengths = new float[count];
        int[] starts = new int[count];
        int[] ends = new int[count];
        tokens.read(text, new Tokens.Listener() {
            private int number;

            @Override
            public void token(int start, int endOfToken, long key) {
                int at = number++ - first;
                if (at >= 0 && at < count) {
                    weigh(key);
                    strengths[at] = sum[head];
                    starts[at] = start;
                    ends[at] = endOfToken;
                }
            }

            @Override
            public void sentenceEnd() {}
        });
        return spans(strengths, starts, ends);
    }

    private static List<Span> spans(float[] strengths, int[] starts, int[] ends) {
        float strongest = 0;
        for (float strength : strengths) {
            strongest = Math.max(strongest, strength);
        }
        List<Span> spans = new ArrayList<>();
        int open = -1;
        for (int at = 0; at <= strengths.length; at++) {
            boolean strong = at < strengths.length && strengths[at] > 0 && strengths[at] >= STRONG * strongest;
            if (strong && open < 0) {
                open = at;
            } else if (!strong && open >= 0) {
                if (spans.size() < Evidence.MOST_SPANS) {
                    spans.add(new Span(starts[open], ends[at - 1]));
                }
                open = -1;
            }
        }
        if (spans.isEmpty() && strengths.length > 0) {
            spans.add(new Span(starts[0], ends[ends.length - 1]));
        }
        return spans;
    }

    private int add(float[] to, int at) {
        int count = tokens.features();
        int[] buckets = tokens.buckets();
        for (int i = 0; i < count; i++) {
            model.addWeights(buckets[i], to, at);
        }
        return count;
    }

    private static int place(long key) {
        return (int) ((key * 0x9e3779b97f4a7c15L) >>> 50);
    }

    @Override
    public void sentenceEnd() {
        passages.sentenceEnd();
    }
}
