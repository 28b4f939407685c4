package io.tidegate.score.toxicity;

import java.util.Arrays;

/**
 * Finds a text's worst passages by one model. Remembers the sums of words that it met, as a language's common words come again
 * and again: reading a text is then mostly looking up words. One per thread.
 */
final class PassageFinder implements Tokens.Listener {

    /** Words that are remembered, a power of two; a newer one displaces an older one in its place. */
    private static final int PLACES = 1 << 14;

    private final ToxicityModel model;
    private final int heads;
    private final Passages passages;
    private final long[] keys = new long[PLACES];
    private final int[] counts = new int[PLACES];
    private final float[] remembered;

    /** Of the token being read. */
    private final float[] sum;

    private Tokens tokens = new Tokens();

    PassageFinder(ToxicityModel model) {
        this.model = model;
        this.heads = model.heads().size();
        this.passages = new Passages(heads);
        this.remembered = new float[PLACES * heads];
        this.sum = new float[heads];
    }

    /** The worst passages of a text; until the next call. */
    Passages find(String text, Tokens reader) {
        tokens = reader;
        passages.clear();
        reader.read(text, this);
        return passages;
    }

    @Override
    public void token(int start, int end, long key) {
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
        passages.token(sum, 0, count);
    }

    /** The sums of the weights of the token that was read last, one a head. */
    float[] sums() {
        return sum;
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
