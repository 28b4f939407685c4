package io.tidegate.score.toxicity;

import java.util.Arrays;

/**
 * Reads a text once, left to right, as tokens, and says which of the features that models know a token has: the word,
 * its runs of 3 to 5 letters, in Hangul of 1 to 3, and the pair of it with the token before it in the sentence. One per
 * thread; it reuses its arrays.
 *
 * <p>Characters are folded by {@link Fold}. In a word {@code sh1t} and {@code @$$} get their letters back,
 * {@code s.t.u.p.i.d} and {@code s t u p i d} are one word, and of a letter three times or more in a row one is left, or
 * two of {@value #DOUBLED}. All numbers are one token. An emoji is a token that has the words of its name in Unicode as
 * features. Of scripts without spaces each character is a token, which has the triple that it ends as a feature, too.
 * Words are cut at {@value #LONGEST_WORD} letters. A word that stood among the last {@value #NEAR} tokens has no feature
 * but its pair, so that {@code black, ..., black, ..., black} doesn't add up. Features depend on this class and on Fold:
 * whoever changes them trains the models anew and raises {@link ToxicityModel#FORMAT}.
 */
final class Tokens {

    /** log2 of the number of features. */
    static final int BITS = 18;

    /** More features than this no token has. */
    static final int MOST_FEATURES = 128;

    /** The key of a token without features. */
    static final long NOTHING = -1;

    /** The key of a token that has no key. */
    static final long UNKNOWN = 0;

    /** No feature. */
    static final int NONE = -1;

    static final int LONGEST_WORD = 32;
    static final int NEAR = 48;

    private static final int SHORTEST_RUN = 3;
    private static final int LONGEST_RUN = 5;
    private static final int KEYED_LETTERS = 12;
    private static final int LEAST_SPACED = 3;
    private static final int SEEN = 256;

    /** Letters that words of abuse have twice in a row, so that two are left of many. */
    private static final String DOUBLED = "gls";

    /** A name of several long words gives no more than this, and the rest of a word. */
    private static final int MOST_EMOJI_FEATURES = 64;

    private static final int NUMBER = 0x9e3779b9;
    private static final int EMOJI = 0x2545f491;
    private static final int HAN = 0x51ed270b;

    /** Is told of tokens and sentences in reading order. */
    interface Listener {

        /**
         * One token.
         *
         * @param start its first code point in the text
         * @param end the code point after its last
         * @param key the same for tokens that have the same features; {@link #NOTHING}; or {@link #UNKNOWN}
         */
        void token(int start, int end, long key);

        /** The tokens since the last such call are a sentence. There may be none. */
        void sentenceEnd();
    }

    private char[] text = new char[1 << 12];
    private int size;

    /** The word being read, between two places for its borders. */
    private final char[] word = new char[LONGEST_WORD + 2];

    private final int[] features = new int[2 * MOST_FEATURES];

    /** Where a word of this hash stood last, as a token's number; the hash beside it. */
    private final int[] seenHash = new int[SEEN];

    private final int[] seenAt = new int[SEEN];

    private int length;
    private int letters;
    private boolean plain;
    private boolean stretched;
    private int start;
    private int end;

    /** What {@link #features()} is asked of: the word, or a token of another kind, by its code point or hash. */
    private int symbol;

    private int symbolHash;
    private int before;
    private int beforeThat;
    private int pair;
    private int triple;
    private int tokens;
    private int hidden;

    /** Tells the listener of all tokens. {@link #features()} may be asked during each call. */
    void read(String source, Listener listener) {
        load(source);
        int i = 0;
        while (i < size) {
            int folded = Fold.of(text[i]);
            if (folded >= Fold.FIRST_LETTER) {
                if (length == 0 && isSpacedOut(i)) {
                    i = readSpacedOut(i, listener);
                    continue;
                }
                append(folded, i, i + 1, listener);
                i++;
            } else if (Character.isHighSurrogate(text[i]) && i + 1 < size && Character.isLowSurrogate(text[i + 1])) {
                other(Fold.of(Character.toCodePoint(text[i], text[i + 1])), i, 2, listener);
                hidden++;
                i += 2;
            } else if (folded == Fold.MARK) {
                mark(i, listener);
                i++;
            } else {
                other(folded, i, 1, listener);
                i++;
            }
        }
        endSentence(listener);
    }

    private void load(String source) {
        size = source.length();
        if (text.length < size) {
            text = new char[Math.max(size, 2 * text.length)];
        }
        source.getChars(0, size, text, 0);
        length = 0;
        letters = 0;
        plain = true;
        stretched = false;
        before = 0;
        beforeThat = 0;
        tokens = 0;
        hidden = 0;
        Arrays.fill(seenHash, 0);
    }

    private void other(int folded, int at, int units, Listener listener) {
        if (folded == Fold.SKIP) {
            return;
        }
        if (folded >= Fold.FIRST_LETTER) {
            append(folded, at, at + units, listener);
            return;
        }
        endWord(listener);
        if (folded == Fold.SENTENCE_END) {
            endSentence(listener);
        } else if (folded == Fold.SYMBOL) {
            symbol = EMOJI;
            symbolHash = Character.codePointAt(text, at, size);
            follow(symbolHash);
            listener.token(at - hidden, at - hidden + 1, 1L << 61 | symbolHash);
            tokens++;
        } else if (folded == Fold.IDEOGRAPH) {
            symbol = HAN;
            symbolHash = hash(HAN, Character.codePointAt(text, at, size));
            triple = beforeThat == 0 ? NONE : bucket(hash(hash(beforeThat, before), symbolHash));
            follow(symbolHash);
            listener.token(at - hidden, at - hidden + 1, UNKNOWN);
            tokens++;
        }
    }

    private void follow(int hash) {
        pair = before == 0 ? NONE : bucket(hash(before, hash));
        beforeThat = before;
        before = hash;
    }

    private void endSentence(Listener listener) {
        endWord(listener);
        listener.sentenceEnd();
        before = 0;
        beforeThat = 0;
    }

    /** The feature that the token that the listener is being told of is together with the one before it, or {@link #NONE}. */
    int pair() {
        return pair;
    }

    /** A mark in a word is a letter, or nothing, or the word's end. */
    private void mark(int at, Listener listener) {
        char c = text[at];
        boolean letterNext = isLetter(at + 1);
        int letter = switch (c) {
            case '$' -> letterNext || (letters > 0 && (is('$', at + 1) || is('$', at - 1))) ? 's' : 0;
            case '@' -> (letters > 0 && letterNext) || is('$', at + 1) || isAss(at + 1) ? 'a' : 0;
            case '!', '|' -> letters > 0 && letterNext ? 'i' : 0;
            case '+' -> letters > 0 && letterNext ? 't' : 0;
            case '*' -> letters > 0 && (letterNext || is('*', at + 1)) ? '*' : 0;
            default -> 0;
        };
        if (letter != 0) {
            append(letter, at, at + 1, listener);
            return;
        }
        boolean inside = letters > 0 && letterNext && (length <= 2 || !isLetter(at + 2));
        switch (c) {
            case '\'', '\u2019' -> {
                if (length == 0) {
                    endWord(listener);
                }
            }
            case '.', '-', '_', '~' -> {
                if (!inside) {
                    endWord(listener);
                    if (c == '.' && (at + 1 == size || text[at + 1] <= ' ')) {
                        endSentence(listener);
                    }
                }
            }
            case '!' -> endSentence(listener);
            default -> endWord(listener);
        }
    }

    private boolean isAss(int at) {
        return length == 0 && is('s', at) && is('s', at + 1);
    }

    private boolean is(char c, int at) {
        return at >= 0 && at < size && (text[at] | (c >= 'a' ? 0x20 : 0)) == c;
    }

    private boolean isLetter(int at) {
        return at < size && Fold.of(text[at]) > '9';
    }

    /** Whether three letters or more stand alone from here on, each with the same mark or space after it. */
    private boolean isSpacedOut(int at) {
        if (at + 2 * LEAST_SPACED - 2 >= size || Fold.of(text[at + 1]) >= Fold.FIRST_LETTER) {
            return false;
        }
        char gap = text[at + 1];
        if (gap == '\n' || Fold.of(gap) == Fold.SKIP || Fold.of(gap) == Fold.IDEOGRAPH) {
            return false;
        }
        for (int k = 0; k < LEAST_SPACED; k++) {
            int letterAt = at + 2 * k;
            if (!isLetter(letterAt)
                    || (k + 1 < LEAST_SPACED && text[letterAt + 1] != gap)
                    || (k + 1 == LEAST_SPACED && isLetter(letterAt + 1))) {
                return false;
            }
        }
        return true;
    }

    private int readSpacedOut(int from, Listener listener) {
        char gap = text[from + 1];
        int i = from;
        while (true) {
            append(Fold.of(text[i]), i, i + 1, listener);
            if (i + 2 >= size || text[i + 1] != gap || !isLetter(i + 2) || isLetter(i + 3)) {
                endWord(listener);
                return i + 1;
            }
            i += 2;
        }
    }

    private void append(int folded, int from, int to, Listener listener) {
        if (length == LONGEST_WORD) {
            endWord(listener);
        }
        if (length == 0) {
            start = from - hidden;
        }
        end = to - hidden - (to - from - 1);
        boolean digit = folded <= '9';
        char c = (char) folded;
        if (length >= 2 && !digit && word[length] == c && word[length - 1] == c) {
            if (DOUBLED.indexOf(c) < 0) {
                stretched = true;
            }
            return;
        }
        if (stretched) {
            unstretch();
        }
        word[++length] = c;
        if (digit) {
            return;
        }
        letters++;
        plain &= c <= 'z';
    }

    private void endWord(Listener listener) {
        if (length == 0) {
            return;
        }
        if (stretched) {
            unstretch();
        }
        if (letters == 0) {
            symbol = NUMBER;
            symbolHash = NUMBER;
            follow(NUMBER);
            listener.token(start, end, 1L << 62);
        } else {
            symbol = 0;
            if (letters < length) {
                for (int i = 1; i <= length; i++) {
                    word[i] = Fold.letterFor(word[i]);
                }
            }
            long key = plain && length <= KEYED_LETTERS ? key() : UNKNOWN;
            int hash = key == UNKNOWN ? wordHash(length) : (int) (key ^ (key >>> 29)) * 0x85ebca6b;
            follow(hash);
            listener.token(start, end, isNear(hash) ? NOTHING : key);
        }
        tokens++;
        length = 0;
        letters = 0;
        plain = true;
    }

    /** The word's last two letters were written more often still: so one is meant. */
    private void unstretch() {
        length--;
        letters--;
        stretched = false;
    }

    /** Five bits a letter. */
    private long key() {
        long key = 0;
        for (int i = 1; i <= length; i++) {
            key = key << 5 | (word[i] & 31); // a mark * is 10, as is j: so words with one aren't plain
            if (word[i] < 'a') {
                return UNKNOWN;
            }
        }
        return key;
    }

    /** Whether the word stood shortly before; it does now. */
    private boolean isNear(int hash) {
        int slot = (hash ^ (hash >>> 15)) & (SEEN - 1);
        boolean near = seenHash[slot] == hash && tokens - seenAt[slot] <= NEAR;
        if (!near) {
            seenHash[slot] = hash;
            seenAt[slot] = tokens;
        }
        return near;
    }

    /**
     * The features of the token that the listener is being told of.
     *
     * @return how many of {@link #buckets()} they are
     */
    int features() {
        if (symbol == NUMBER) {
            features[0] = bucket(NUMBER);
            return 1;
        }
        if (symbol == EMOJI) {
            return emojiFeatures();
        }
        if (symbol == HAN) {
            features[0] = bucket(symbolHash);
            features[1] = triple;
            return triple == NONE ? 1 : 2;
        }
        return wordFeatures(length, 0);
    }

    private int wordHash(int letterCount) {
        int hash = 1;
        for (int i = 1; i <= letterCount; i++) {
            hash = hash(hash, word[i]);
        }
        return hash;
    }

    private int wordFeatures(int letterCount, int from) {
        features[from] = bucket(wordHash(letterCount));
        boolean hangul = word[1] >= 0xac00 && word[1] <= 0xd7a3;
        return hangul
                ? letterRuns(letterCount, 1, 3, from + 1)
                : letterRuns(letterCount, SHORTEST_RUN, LONGEST_RUN, from + 1);
    }

    /** Numbers below 2^{@value #BITS}, of which the first {@link #features()} count, until the next call. */
    int[] buckets() {
        return features;
    }

    private int letterRuns(int letterCount, int shortest, int longest, int at) {
        word[0] = ' ';
        word[letterCount + 1] = ' ';
        int count = at;
        for (int from = 0; from + shortest <= letterCount + 2; from++) {
            int hash = 2;
            for (int i = 0; i < longest && from + i < letterCount + 2; i++) {
                hash = hash(hash, word[from + i]);
                if (i + 1 >= shortest) {
                    features[count++] = bucket(hash);
                }
            }
        }
        return count;
    }

    /** Of the words of its name, as of words in the text; the word being read is over. */
    private int emojiFeatures() {
        features[0] = bucket(hash(EMOJI, symbolHash));
        String name = Character.getName(symbolHash);
        int count = 1;
        int letter = 0;
        for (int i = 0; name != null && i <= name.length() && count < MOST_EMOJI_FEATURES; i++) {
            char c = i == name.length() ? ' ' : name.charAt(i);
            if (c >= 'A' && c <= 'Z' && letter < LONGEST_WORD) {
                word[++letter] = (char) (c + ('a' - 'A'));
            } else if (letter > 0) {
                count = wordFeatures(letter, count);
                letter = 0;
            }
        }
        return Math.min(count, MOST_FEATURES);
    }

    private static int hash(int hash, int value) {
        return (hash ^ value) * 0x01000193 + (hash >>> 15);
    }

    /** Murmur3's finaliser, so that every bit of the hash has a say. */
    private static int bucket(int hash) {
        int h = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return (h ^ (h >>> 16)) >>> (32 - BITS);
    }
}
