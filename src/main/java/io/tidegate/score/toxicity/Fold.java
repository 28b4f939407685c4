package io.tidegate.score.toxicity;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a character stands for when a text is judged: small letters from a to z for all their accented, full-width, mathematical
 * and foreign look-alikes (Unicode's confusables, in {@code look-alikes.txt}), nothing for characters that can't be seen, other
 * letters in lower case. Texts are folded for judging only.
 */
final class Fold {

    /** Below this a class, from it on the folded character itself. */
    static final int FIRST_LETTER = 16;

    /** Not seen, such as accents of their own, zero-width and bidirectional marks. */
    static final int SKIP = 0;

    /** Parts words. */
    static final int BREAK = 1;

    /** Ends a sentence. */
    static final int SENTENCE_END = 2;

    /** An emoji or the like: a token of its own. */
    static final int SYMBOL = 3;

    /** A mark of ASCII that can stand for a letter or inside a word: what it is depends on its neighbours. */
    static final int MARK = 4;

    /** A letter of a script without spaces between words: a token of its own. */
    static final int IDEOGRAPH = 5;

    private static final String RESOURCE = "look-alikes.txt";
    private static final char[] PLANE = new char[1 << 16];

    /** Look-alikes beyond the basic plane in order, and what each looks like. */
    private static final int[] BEYOND;

    private static final char[] BEYOND_LETTERS;

    static {
        for (int point = 0; point < PLANE.length; point++) {
            PLANE[point] = (char) kind(point);
        }
        SortedMap<Integer, Character> beyond = new TreeMap<>();
        for (String line : Bundled.text(RESOURCE).lines().toList()) {
            char letter = line.charAt(0);
            line.codePoints().skip(1).forEach(point -> {
                if (point < PLANE.length) {
                    PLANE[point] = letter;
                } else {
                    beyond.put(point, letter);
                }
            });
        }
        BEYOND = beyond.keySet().stream().mapToInt(Integer::intValue).toArray();
        BEYOND_LETTERS = new char[BEYOND.length];
        for (int i = 0; i < BEYOND.length; i++) {
            BEYOND_LETTERS[i] = beyond.getOrDefault(BEYOND[i], '*');
        }
        PLANE['\u00df'] = 's';
        PLANE['\u00e6'] = 'a';
        PLANE['\u00c6'] = 'a';
    }

    private Fold() {}

    /** Of a character of the basic plane: a class, or the letter or digit that it stands for. */
    static int of(char c) {
        return PLANE[c];
    }

    /** Of a character beyond the basic plane; a letter without a look-alike is any stable other letter. */
    static int of(int point) {
        int found = Arrays.binarySearch(BEYOND, point);
        if (found >= 0) {
            return BEYOND_LETTERS[found];
        }
        int kind = kind(point);
        return kind < FIRST_LETTER ? kind : 0x8000 | (point & 0x7FFF);
    }

    /** The letter that people write a digit for, in a word; all others stay. */
    static char letterFor(char c) {
        return switch (c) {
            case '0' -> 'o';
            case '1' -> 'i';
            case '3' -> 'e';
            case '4' -> 'a';
            case '5' -> 's';
            case '7' -> 't';
            case '8' -> 'b';
            case '9' -> 'g';
            default -> c;
        };
    }

    private static int kind(int point) {
        if (point < 0x80) {
            return ascii((char) point);
        }
        if (Character.isIdeographic(point) || isKana(point)) {
            return IDEOGRAPH;
        }
        return switch (Character.getType(point)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> isFiller(point) ? SKIP : Character.toLowerCase(point);
            case Character.DECIMAL_DIGIT_NUMBER -> '0' + Character.digit(point, 10);
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> SKIP;
            case Character.OTHER_SYMBOL, Character.MODIFIER_SYMBOL -> SYMBOL;
            default ->
                switch (point) {
                    case '\u2019' -> MARK;
                    case '\u2026', '\u3002', '\uff01', '\uff1f', '\u2028', '\u2029', '\u0085' -> SENTENCE_END;
                    default -> BREAK;
                };
        };
    }

    private static int ascii(char c) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            return c;
        }
        if (c >= 'A' && c <= 'Z') {
            return c + ('a' - 'A');
        }
        return switch (c) {
            case '\'', '$', '@', '!', '*', '.', '-', '_', '~', '|', '+' -> MARK;
            case '?', '\n', ';' -> SENTENCE_END;
            default -> BREAK;
        };
    }

    private static boolean isKana(int point) {
        return point >= 0x3040 && point <= 0x30ff;
    }

    /** Letters by their class that nobody sees. */
    private static boolean isFiller(int point) {
        return point == 0x3164 || point == 0x115f || point == 0x1160 || point == 0xffa0;
    }
}
