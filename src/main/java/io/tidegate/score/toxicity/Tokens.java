package io.tidegate.score.toxicity;

import java.util.Arrays;

/**
 * Reads a text once, left to right, as tokens, and hashes each into the features that the model knows: the word, the word
 * with the one before it in the same sentence, and the word's runs of 3 to 5 letters. One per thread; it reuses its
 * arrays, and what it holds doesn't grow with the text.
 *
 * <p>A word is lower-cased and loses its accents, marks and zero-width characters; full-width letters become plain ones,
 * {@code sh1t} and {@code @$$} get their letters back, and {@code fuuuuck} loses all but two of a letter. All numbers are
 * one token, and each emoji is one. Words are cut at 32 letters. A word that stood among the last 16 different ones gives only
 * its pair with the word before it, so that {@code black, ..., black, ..., black} doesn't add up. Features depend on this class: whoever changes it trains the
 * model anew and raises {@link ToxicityModel#FORMAT}.
 */
final class Tokens {

    /** log2 of the number of features. */
    static final int BITS = 18;

    private static final int LONGEST_WORD = 32;
    private static final int RECENT_WORDS = 16;
    private static final int SHORTEST_RUN = 3;
    private static final int LONGEST_RUN = 5;

    private static final int SKIP = -1;
    private static final int BREAK = -2;
    private static final int SENTENCE_END = -3;
    private static final int SYMBOL = -4;

    private static final int NO_WORD = 0;
    private static final int NUMBER = 0x9e3779b9;
    /** U+00C0 to U+00FF without accents. */
    private static final String LATIN_1 = "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo*ouuuuyty";

    /** Is told of tokens and sentences in reading order. */
    interface Listener {

        /**
         * One token.
         *
         * @param start its first code point in the text
         * @param end the code point after its last
         * @param features numbers below 2^{@value #BITS}; only the first {@code count} count, and only during this call
         */
        void token(int start, int end, int[] features, int count);

        /** The tokens since the last such call are a sentence. There may be none. */
        void sentenceEnd();
    }

    /** The word being read between two marks, as the letter runs see it. */
    private final char[] word = new char[LONGEST_WORD + 2];

    private final int[] features = new int[2 + (LONGEST_RUN - SHORTEST_RUN + 1) * (LONGEST_WORD + 2)];
    /** The last different words' hashes, in a ring. */
    private final int[] recent = new int[RECENT_WORDS];

    private int oldest;
    private int length;
    private int letters;
    private int start;
    private int end;
    private int previous;

    void read(String text, Listener listener) {
        length = 0;
        letters = 0;
        previous = NO_WORD;
        Arrays.fill(recent, NO_WORD);
        oldest = 0;
        int position = 0;
        int step;
        for (int i = 0; i < text.length(); i += step, position++) {
            int point = text.codePointAt(i);
            step = Character.charCount(point);
            int folded = fold(point, text, i, i + step);
            if (folded >= 0) {
                if (length == LONGEST_WORD) {
                    endWord(listener);
                }
                if (length == 0) {
                    start = position;
                }
                end = position + 1;
                add(folded);
            } else if (folded != SKIP) {
                endWord(listener);
                if (folded == SYMBOL) {
                    features[0] = bucket(hash(SYMBOL, point));
                    emit(hash(SYMBOL, point), position, position + 1, 1, listener);
                } else if (folded == SENTENCE_END) {
                    listener.sentenceEnd();
                    previous = NO_WORD;
                }
            }
        }
        endWord(listener);
        listener.sentenceEnd();
    }

    /** The letter or digit that a code point stands for, or what else it is. */
    private int fold(int point, String text, int from, int to) {
        if ((point >= 'a' && point <= 'z') || (point >= '0' && point <= '9')) {
            return point;
        }
        if (point >= 'A' && point <= 'Z') {
            return point + ('a' - 'A');
        }
        if (point < 0x80) {
            return switch (point) {
                case '\'' -> length > 0 ? SKIP : BREAK;
                case '$' ->
                    plainLetterAt(text, to)
                                    || (letters > 0 && (charAt(text, to) == '$' || charAt(text, from - 1) == '$'))
                            ? 's'
                            : BREAK;
                case '@' -> (letters > 0 && plainLetterAt(text, to)) || charAt(text, to) == '$' ? 'a' : BREAK;
                case '!' -> letters > 0 && plainLetterAt(text, to) ? 'i' : SENTENCE_END;
                case '*' -> letters > 0 && (plainLetterAt(text, to) || charAt(text, to) == '*') ? '*' : BREAK;
                case '.' -> to == text.length() || text.charAt(to) <= ' ' ? SENTENCE_END : BREAK;
                case '?', '\n', ';' -> SENTENCE_END;
                default -> BREAK;
            };
        }
        if (point >= 0xFF01 && point <= 0xFF5E) {
            return fold(point - 0xFEE0, text, from, to);
        }
        if (point >= 0xC0 && point <= 0xFF) {
            char plain = LATIN_1.charAt(point - 0xC0);
            return plain == '*' ? BREAK : plain;
        }
        return switch (Character.getType(point)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> Character.toLowerCase(point);
            case Character.DECIMAL_DIGIT_NUMBER -> '0';
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> SKIP;
            case Character.OTHER_SYMBOL, Character.MODIFIER_SYMBOL -> SYMBOL;
            default ->
                switch (point) {
                    case '\u2019' -> length > 0 ? SKIP : BREAK;
                    case '\u2026', '\u3002' -> SENTENCE_END;
                    default -> BREAK;
                };
        };
    }

    private static boolean plainLetterAt(String text, int index) {
        int c = charAt(text, index) | 0x20;
        return c >= 'a' && c <= 'z';
    }

    private static int charAt(String text, int index) {
        return index >= 0 && index < text.length() ? text.charAt(index) : 0;
    }

    private void add(int letter) {
        char c = (char) letter; // beyond the basic plane any stable value will do
        if (length >= 2 && word[length] == c && word[length - 1] == c && (c < '0' || c > '9')) {
            return;
        }
        word[++length] = c;
        if (c < '0' || c > '9') {
            letters++;
        }
    }

    private void endWord(Listener listener) {
        if (length == 0) {
            return;
        }
        if (letters == 0) {
            features[0] = bucket(NUMBER);
            emit(NUMBER, start, end, 1, listener);
        } else {
            int hash = hashWord();
            emit(hash, start, end, isRepeated(hash) ? 0 : letterRuns(1), listener);
        }
        length = 0;
        letters = 0;
    }

    private boolean isRepeated(int hash) {
        for (int other : recent) {
            if (other == hash) {
                return true;
            }
        }
        recent[oldest] = hash;
        oldest = (oldest + 1) % RECENT_WORDS;
        return false;
    }

    private int hashWord() {
        int hash = 1;
        for (int i = 1; i <= length; i++) {
            if (letters < length) {
                word[i] = leet(word[i]);
            }
            hash = hash(hash, word[i]);
        }
        features[0] = bucket(hash);
        return hash;
    }

    private static char leet(char c) {
        return switch (c) {
            case '0' -> 'o';
            case '1' -> 'i';
            case '3' -> 'e';
            case '4' -> 'a';
            case '5' -> 's';
            case '7' -> 't';
            default -> c;
        };
    }

    private int letterRuns(int count) {
        word[0] = ' ';
        word[length + 1] = ' ';
        for (int from = 0; from + SHORTEST_RUN <= length + 2; from++) {
            int hash = 2;
            for (int i = 0; i < LONGEST_RUN && from + i < length + 2; i++) {
                hash = hash(hash, word[from + i]);
                if (i + 1 >= SHORTEST_RUN) {
                    features[count++] = bucket(hash);
                }
            }
        }
        return count;
    }

    private void emit(int token, int from, int to, int count, Listener listener) {
        if (previous != NO_WORD) {
            features[count++] = bucket(hash(previous, token));
        }
        previous = token;
        listener.token(from, to, features, count);
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
