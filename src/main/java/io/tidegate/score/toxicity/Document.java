package io.tidegate.score.toxicity;

import java.util.Arrays;

/** A text's features, token by token, as training walks over them again and again. */
final class Document implements Tokens.Listener {

    private final Tokens tokens;
    private int[] features = new int[64];
    private int[] starts = new int[16];

    /** Tokens before which a sentence ends, in order; as often as sentences end. */
    private int[] sentenceEnds = new int[4];

    private int count;
    private int sentences;

    private Document(Tokens tokens) {
        this.tokens = tokens;
    }

    static Document of(String text, Tokens tokens) {
        Document document = new Document(tokens);
        tokens.read(text, document);
        document.features = Arrays.copyOf(document.features, document.start(document.count));
        document.starts = Arrays.copyOf(document.starts, document.count + 1);
        document.sentenceEnds = Arrays.copyOf(document.sentenceEnds, document.sentences);
        return document;
    }

    @Override
    public void token(int start, int end, long key) {
        int found = key == Tokens.NOTHING ? 0 : tokens.features();
        int size = start(count);
        if (size + found + 1 > features.length) {
            features = Arrays.copyOf(features, 2 * (size + found + 1));
        }
        System.arraycopy(tokens.buckets(), 0, features, size, found);
        if (tokens.pair() != Tokens.NONE) {
            features[size + found++] = tokens.pair();
        }
        count++;
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count] = size + found;
    }

    @Override
    public void sentenceEnd() {
        if (sentences > 0 ? sentenceEnds[sentences - 1] == count : count == 0) {
            return;
        }
        if (sentences == sentenceEnds.length) {
            sentenceEnds = Arrays.copyOf(sentenceEnds, 2 * sentences);
        }
        sentenceEnds[sentences++] = count;
    }

    boolean isEmpty() {
        return start(count) == 0;
    }

    int tokens() {
        return count;
    }

    /** Where a token's features begin in {@link #features}; for the number of tokens, their end. */
    int start(int token) {
        return starts[token];
    }

    int feature(int at) {
        return features[at];
    }

    /** Finds the worst passage under these weights of one head. */
    void walk(float[] weights, Passages passages) {
        float[] sum = new float[1];
        passages.clear();
        int sentence = 0;
        for (int token = 0; token < count; token++) {
            sum[0] = 0;
            for (int i = starts[token]; i < starts[token + 1]; i++) {
                sum[0] += weights[features[i]];
            }
            passages.token(sum, 0, starts[token + 1] - starts[token]);
            if (sentence < sentences && sentenceEnds[sentence] == token + 1) {
                passages.sentenceEnd();
                sentence++;
            }
        }
    }
}
