package io.tidegate.score.toxicity;

import java.util.Arrays;
import java.util.BitSet;

/** A text's features, token by token, as training walks over them again and again. */
final class Document implements Tokens.Listener {

    private final Tokens tokens;

    /** The sequences that are features. */
    private final BitSet sequences;

    private int[] features = new int[64];
    private int[] starts = new int[16];

    /** Tokens before which a sentence ends, in order; as often as sentences end. */
    private int[] sentenceEnds = new int[4];

    private int count;
    private int sentences;

    private Document(Tokens tokens, BitSet sequences) {
        this.tokens = tokens;
        this.sequences = sequences;
    }

    /** @param sequences those that are features; other features are anyway */
    static Document of(String text, Tokens tokens, BitSet sequences) {
        Document document = new Document(tokens, sequences);
        tokens.read(text, document);
        document.features = Arrays.copyOf(document.features, document.start(document.count));
        document.starts = Arrays.copyOf(document.starts, document.count + 1);
        document.sentenceEnds = Arrays.copyOf(document.sentenceEnds, document.sentences);
        return document;
    }

    @Override
    public void token(int start, int endOfToken, long key) {
        int found = tokens.features(key);
        int size = start(count);
        if (size + found + 1 > features.length) {
            features = Arrays.copyOf(features, 2 * (size + found + 1));
        }
        int[] buckets = tokens.buckets();
        int end = size;
        for (int i = 0; i < found; i++) {
            end = add(buckets[i], end);
        }
        if (tokens.pair() != Tokens.NONE) {
            end = add(tokens.pair(), end);
        }
        count++;
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count] = end;
    }

    private int add(int feature, int at) {
        if (feature >= Tokens.FIRST_SEQUENCE && !sequences.get(feature)) {
            return at;
        }
        features[at] = feature;
        return at + 1;
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

    /** Finds the worst passage under these weights. */
    void walk(float[] weights, TrainingPassages passages) {
        passages.clear();
        int sentence = 0;
        for (int token = 0; token < count; token++) {
            float sum = 0;
            for (int i = starts[token]; i < starts[token + 1]; i++) {
                sum += weights[features[i]];
            }
            boolean endsSentence = sentence < sentences && sentenceEnds[sentence] == token + 1;
            passages.token(sum, starts[token + 1] - starts[token], endsSentence);
            sentence += endsSentence ? 1 : 0;
        }
    }
}
