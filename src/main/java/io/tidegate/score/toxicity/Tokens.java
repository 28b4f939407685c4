package io.tidegate.score.toxicity;

import java.util.Arrays;

/**
 * Reads a text once, left to right, as tokens, and says which of the features that models know a token has: the word,
 * its runs of 3 to 5 letters, in Hangul of 1 to 3, and the pair of it with the token before it in the sentence. One per
 * thread; it reuses its arrays.
 *
 * <p>Characters are folded by {@link Fold}. In a word {@code sh1t} and {@code @$$} get their letters back,
 * {@code s.t.u.p.i.d} and {@code s t u p i d} are one word, and of a letter three times or more in a row one is
 * left, or two where that makes one of the words of {@link DoubledLetters}. All numbers are one token. An emoji
 * is a token that has the words of its name in Unicode as features. Of scripts without spaces each character is
 * a token, which has the triple that it ends as a feature, too. Words are cut at {@value #LONGEST_WORD} letters.
 * A word that stood among the last {@value #NEAR} tokens has no feature but its pair, so that {@code black, ...,
 * black, ..., black} doesn't add up. Features depend on this class and on Fold: whoever changes them trains the
 * models anew and raises {@link ToxicityModel#FORMAT}.
 */
final class Tokens {

    /** log2 of the number of features of tokens themselves. */
    private static final int OWN_BITS = 18;

    /** log2 of the number of features of sequences of two or three tokens. */
    private static final int SEQUENCE_BITS = 16;

    /** From this one on features are of sequences; below, of a token itself. */
    static final int FIRST_SEQUENCE = 1 << OWN_BITS;

    /** How many features there are. */
    static final int FEATURES = FIRST_SEQUENCE + (1 << SEQUENCE_BITS);

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

    /** A name of several long words gives no more than this, and the rest of a word. */
    private static final int MOST_EMOJI_FEATURES = 64;

    /** Stands behind the text, and ends words. */
    private static final char END = '\n';

    private static final long NUMBER = 1L << 62 | 1;
    private static final long EMOJI = 1L << 61;

    /** Odd numbers without a pattern: by a sum of products with them a row of values is hashed (multilinear hashing). */
    private static final long[] FACTORS = {
        0x9e3779b97f4a7c15L, 0xbf58476d1ce4e5b9L, 0x94d049bb133111ebL, 0xd6e8feb86659fd93L, 0xa0761d6478bd642fL
    };

    private static final long WORD_FACTOR = 0xe7037ed1a0b428dbL;
    private static final long BEFORE_FACTOR = 0x8ebc6af09c88c6e3L;
    private static final long BEFORE_THAT_FACTOR = 0x589965cc75374cc3L;

    /** Is told of tokens and sentences in reading order. */
    interface Listener {

        /**
         * One token.
         *
         * @param start where it starts in the text
         * @param end where it ends
         * @param key the same for tokens that have the same features; {@link #NOTHING}; or {@link #UNKNOWN}
         */
        void token(int start, int end, long key);

        /** The tokens since the last such call are a sentence. There may be none. */
        void sentenceEnd();
    }

    private char[] text = new char[1 << 12];
    private int size;
    private final Ascii ascii = new Ascii();

    /** The word being read, between two places for its borders. */
    private final char[] word = new char[LONGEST_WORD + 2];

    private final int[] features = new int[2 * MOST_FEATURES];

    /** Where a word of this hash stood last, as a token's number; the hash beside it. */
    private final long[] seenHash = new long[SEEN];

    private final int[] seenAt = new int[SEEN];

    private int length;
    private int letters;
    private boolean plain;

    /** A bit for each letter of the word that stood there, after the same letter, more than once. */
    private long stretched;

    private int start;
    private int end;

    /** Whether the last token without a key was an ideograph. */
    private boolean isIdeograph;

    /** Of the token being read, and the two before it in its sentence; 0 if there is none. */
    private long hash;

    private long before;
    private long beforeThat;

    private int pair;
    private int triple;
    private int tokens;

    /** Tells the listener of all tokens. {@link #features} may be asked during each call. */
    void read(String source, Listener listener) {
        load(source);
        int i = 0;
        while (i < size) {
            char c = text[i];
            int folded = Fold.of(c);
            if (folded >= Fold.FIRST_LETTER) {
                int next = length > 0 || c >= 0x80 ? i : c > '9' ? plainWord(i, listener) : plainNumber(i, listener);
                if (next > i) {
                    i = next;
                } else if (length == 0 && isSpacedOut(i)) {
                    i = readSpacedOut(i, listener);
                } else {
                    append(folded, i, i + 1, listener);
                    i++;
                }
            } else if (folded == Fold.BREAK && c < 0x80) {
                endWord(listener);
                i++;
            } else if (folded == Fold.MARK) {
                mark(i, listener);
                i++;
            } else if (Character.isHighSurrogate(c) && i + 1 < size && Character.isLowSurrogate(text[i + 1])) {
                other(Fold.of(Character.toCodePoint(c, text[i + 1])), i, 2, listener);
                i += 2;
            } else {
                other(folded, i, 1, listener);
                i++;
            }
        }
        endSentence(listener);
    }

    /**
     * Reads the word from here on if it is one that most words are, and as {@link #append} and {@link #endWord} would: one to
     * {@value #KEYED_LETTERS} ASCII letters, none three times in a row, that nothing but an apostrophe stands among.
     *
     * @return where to go on; {@code from} if it isn't such a word
     */
    private int plainWord(int from, Listener listener) {
        long first = ascii.eight(from);
        int count = Ascii.lettersInFront(first);
        long letterKey = Ascii.key(first, count);
        if (count == Ascii.EIGHT) {
            long second = ascii.eight(from + Ascii.EIGHT);
            int more = Ascii.lettersInFront(second);
            if (more > KEYED_LETTERS - Ascii.EIGHT) {
                return from;
            }
            if (more > 0) {
                letterKey = letterKey << (5 * more) | Ascii.key(second, more);
                count += more;
            }
        }
        int at = from + count;
        return text[at] == '\'' && isPlainLetter(text[at + 1])
                ? wordWithApostrophe(from, listener)
                : plainWord(letterKey, count, from, at, listener);
    }

    private int wordWithApostrophe(int from, Listener listener) {
        long letterKey = 0;
        int count = 0;
        int at = from;
        char c = text[at];
        while (count <= KEYED_LETTERS) {
            if (isPlainLetter(c)) {
                letterKey = letterKey << 5 | (c & 31);
                count++;
            } else if (c != '\'' || !isPlainLetter(text[at + 1])) {
                break;
            }
            c = text[++at];
        }
        return count > KEYED_LETTERS ? from : plainWord(letterKey, count, from, at, listener);
    }

    private int plainWord(long letterKey, int count, int from, int to, Listener listener) {
        boolean beforeSpace = text[to] == ' ';
        if ((!beforeSpace && !endsPlainWord(to, count))
                || isTriple(letterKey, count)
                || (count == 1 && isSpacedOut(from))) {
            return from;
        }
        tellPlainWord(letterKey, from, to, listener);
        return beforeSpace ? to + 1 : afterToken(to, listener);
    }

    /** Passes over the character that a plain word or number ends before, and a space behind it; says where to go on. */
    private int afterToken(int at, Listener listener) {
        char c = text[at];
        if (c >= 0x80) {
            return at;
        }
        char next = text[at + 1];
        if (Fold.of(c) == Fold.SENTENCE_END || c == '!' || (c == '.' && next <= ' ')) {
            endSentence(listener);
        }
        return next == ' ' ? at + 2 : at + 1;
    }

    private static boolean isPlainLetter(char c) {
        return (char) ((c | 0x20) - 'a') < 26;
    }

    /** Whether a character ends a word of so many letters that stands before it. */
    private boolean endsPlainWord(int at, int count) {
        char c = text[at];
        int folded = Fold.of(c);
        if (folded == Fold.BREAK || folded == Fold.SENTENCE_END) {
            return !Character.isSurrogate(c);
        }
        return switch (c) {
            case '.', '-', '_', '~' -> !isLetter(at + 1) || (count > 2 && isLetter(at + 2));
            case '!', '|', '+' -> !isLetter(at + 1);
            default -> false;
        };
    }

    /** Whether a letter stands three times in a row: whether two neighbouring ones equal the letter before them. */
    private static boolean isTriple(long letterKey, int count) {
        long unequal = letterKey ^ (letterKey >>> 5);
        unequal |= unequal >>> 1 | unequal >>> 2;
        unequal |= unequal >>> 2;
        long equal = ~unequal & 0x0084210842108421L & ((1L << (5 * (count - 1))) - 1);
        return (equal & (equal >>> 5)) != 0;
    }

    /** Reads the digits from here on if they are a whole number as {@link #append} and {@link #endWord} see it; gives its end. */
    private int plainNumber(int from, Listener listener) {
        int at = from + Ascii.digitsInFront(ascii.eight(from));
        while (at < from + LONGEST_WORD && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        char c = text[at];
        int folded = Fold.of(c);
        boolean ends = folded == Fold.BREAK || folded == Fold.SENTENCE_END || c == '.' || c == '-';
        if (!ends || Character.isSurrogate(c)) {
            return from;
        }
        tellNumber(from, at, listener);
        return c == ' ' ? at + 1 : afterToken(at, listener);
    }

    private void load(String source) {
        size = source.length();
        if (text.length < size + 2) {
            text = new char[Math.max(size + 2, 2 * text.length)];
        }
        source.getChars(0, size, text, 0);
        text[size] = END;
        text[size + 1] = END;
        ascii.load(text, size);
        length = 0;
        letters = 0;
        plain = true;
        stretched = 0;
        before = 0;
        beforeThat = 0;
        tokens = 0;
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
            long emoji = EMOJI | Character.codePointAt(text, at, size);
            follow(hash(emoji));
            tell(at, at + units, emoji, listener);
        } else if (folded == Fold.IDEOGRAPH) {
            isIdeograph = true;
            int ideograph = units == 1 ? text[at] : Character.codePointAt(text, at, size);
            long own = hash(ideograph);
            triple = beforeThat == 0 ? NONE : sequence(beforeThat * BEFORE_THAT_FACTOR + before * BEFORE_FACTOR + own);
            follow(own);
            tell(at, at + units, UNKNOWN, listener);
        }
    }

    private void follow(long next) {
        hash = next;
        pair = before == 0 ? NONE : sequence(before * BEFORE_FACTOR + next);
        beforeThat = before;
        before = next;
    }

    private void tell(int first, int last, long as, Listener listener) {
        listener.token(first, last, as);
        tokens++;
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
            start = from;
        }
        end = to;
        boolean digit = folded <= '9';
        char c = (char) folded;
        if (length >= 2 && !digit && word[length] == c && word[length - 1] == c) {
            stretched |= 1L << length;
            return;
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
        if (letters == 0) {
            tellNumber(start, end, listener);
        } else {
            if (letters < length) {
                for (int i = 1; i <= length; i++) {
                    word[i] = Fold.letterFor(word[i]);
                }
            }
            if (stretched != 0 && !DoubledLetters.has(letterKey())) {
                unstretch();
            }
            long letterKey = letterKey();
            if (letterKey == UNKNOWN) {
                isIdeograph = false;
                follow(wordHash(length));
                tell(start, end, unlessNear(UNKNOWN), listener);
            } else {
                tellPlainWord(letterKey, start, end, listener);
            }
        }
        length = 0;
        letters = 0;
        plain = true;
        stretched = 0;
    }

    private void tellPlainWord(long letterKey, int first, int last, Listener listener) {
        follow(hash(letterKey));
        tell(first, last, unlessNear(letterKey), listener);
    }

    private void tellNumber(int first, int last, Listener listener) {
        follow(hash(NUMBER));
        tell(first, last, NUMBER, listener);
    }

    /** Leaves one of each letter that stood more than twice in a row. */
    private void unstretch() {
        int kept = 0;
        for (int i = 1; i <= length; i++) {
            if ((stretched >>> i & 1) == 0) {
                word[++kept] = word[i];
            }
        }
        length = kept;
    }

    /** Of the word being read; {@link #UNKNOWN} if it has none. */
    private long letterKey() {
        return plain && length <= KEYED_LETTERS ? letterKey(length) : UNKNOWN;
    }

    /** Five bits a letter; {@link #UNKNOWN} for a word with a mark. */
    private long letterKey(int letterCount) {
        long letterKey = 0;
        for (int i = 1; i <= letterCount; i++) {
            if (word[i] < 'a') {
                return UNKNOWN;
            }
            letterKey = letterKey << 5 | (word[i] & 31);
        }
        return letterKey;
    }

    /**
     * The key of the word that is read, or {@link #NOTHING} if it stood shortly before; it does now. Without branches, as
     * whether a word did is what no processor foresees.
     */
    private long unlessNear(long key) {
        int slot = (int) (hash >>> 56);
        int at = seenAt[slot];
        long difference = seenHash[slot] ^ hash;
        long isOther = (difference | -difference) >>> 63;
        int isFar = (NEAR - tokens + at) >>> 31;
        long near = (isOther | isFar) - 1; // all ones, or 0
        seenHash[slot] = hash;
        seenAt[slot] = tokens + ((at - tokens) & (int) near);
        return key | near;
    }

    /**
     * The features of the tokens with a key; with {@link #UNKNOWN}, of the token that the listener is being told of.
     *
     * @return how many of {@link #buckets()} they are
     */
    int features(long key) {
        if (key == NOTHING) {
            return 0;
        }
        if (key == UNKNOWN) {
            return isIdeograph ? ideographFeatures() : wordFeatures(hash, length, 0);
        }
        if (key == NUMBER) {
            features[0] = bucket(hash(NUMBER));
            return 1;
        }
        return key >= EMOJI ? emojiFeatures(key) : wordFeatures(hash(key), unpack(key), 0);
    }

    private int ideographFeatures() {
        features[0] = bucket(hash);
        features[1] = triple;
        return triple == NONE ? 1 : 2;
    }

    /** Writes the letters of a key to the word, and gives their number. */
    private int unpack(long key) {
        int count = (Long.SIZE - Long.numberOfLeadingZeros(key) + 4) / 5;
        long rest = key;
        for (int i = count; i > 0; i--) {
            word[i] = (char) ('a' - 1 + (rest & 31));
            rest >>>= 5;
        }
        return count;
    }

    private long wordHash(int letterCount) {
        long sum = 1;
        for (int i = 1; i <= letterCount; i++) {
            sum = (sum ^ word[i]) * WORD_FACTOR;
            sum ^= sum >>> 32;
        }
        return sum * WORD_FACTOR;
    }

    private int wordFeatures(long ofWord, int letterCount, int from) {
        features[from] = bucket(ofWord);
        boolean hangul = word[1] >= 0xac00 && word[1] <= 0xd7a3;
        return hangul
                ? letterRuns(letterCount, 1, 3, from + 1)
                : letterRuns(letterCount, SHORTEST_RUN, LONGEST_RUN, from + 1);
    }

    /** Numbers below {@value #FEATURES}, of which the first {@link #features} count, until the next call. */
    int[] buckets() {
        return features;
    }

    private int letterRuns(int letterCount, int shortest, int longest, int at) {
        word[0] = ' ';
        word[letterCount + 1] = ' ';
        int count = at;
        for (int from = 0; from + shortest <= letterCount + 2; from++) {
            long sum = 0;
            for (int i = 0; i < longest && from + i < letterCount + 2; i++) {
                sum += word[from + i] * FACTORS[i];
                if (i + 1 >= shortest) {
                    features[count++] = bucket(sum);
                }
            }
        }
        return count;
    }

    /** Of the words of its name, as of words in the text; the word being read is over. */
    private int emojiFeatures(long key) {
        features[0] = bucket(hash(key));
        String name = Character.getName((int) key);
        int count = 1;
        int letter = 0;
        for (int i = 0; name != null && i <= name.length() && count < MOST_EMOJI_FEATURES; i++) {
            char c = i == name.length() ? ' ' : name.charAt(i);
            if (c >= 'A' && c <= 'Z' && letter < LONGEST_WORD) {
                word[++letter] = (char) (c + ('a' - 'A'));
            } else if (letter > 0) {
                long ofWord = letter <= KEYED_LETTERS ? hash(letterKey(letter)) : wordHash(letter);
                count = wordFeatures(ofWord, letter, count);
                letter = 0;
            }
        }
        return Math.min(count, MOST_FEATURES);
    }

    private static long hash(long key) {
        return key * WORD_FACTOR;
    }

    /** The highest bits depend on all. */
    private static int bucket(long hash) {
        return (int) (hash >>> (Long.SIZE - OWN_BITS));
    }

    private static int sequence(long hash) {
        return FIRST_SEQUENCE + (int) (hash >>> (Long.SIZE - SEQUENCE_BITS));
    }
}
