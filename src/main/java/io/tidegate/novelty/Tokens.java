package io.tidegate.novelty;

import java.lang.Character.UnicodeScript;

/**
 * What counts as one word when texts are compared. The one definition; a change of it is a new {@link Sketch#VERSION}.
 *
 * <ul>
 *   <li>A word is a run of letters, digits, marks, connectors ({@code _}) and other numbers ({@code ²}); case doesn't count.
 *       An apostrophe between letters is part of the word.
 *   <li>A number keeps the full stops and commas between its digits: {@code 3.5} is one word, and not {@code 35}.
 *   <li>Where a script writes no spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese), each character is a word.
 *   <li>An operator, bracket, currency sign or other symbol is a word of its own: {@code 12 - 7} is not {@code 12 * 7}.
 *   <li>White space, sentence punctuation, quotation marks, dashes and invisible characters are nothing.
 * </ul>
 */
final class Tokens {

    private static final int PUNCTUATION_TYPES = 1 << Character.OTHER_PUNCTUATION
            | 1 << Character.INITIAL_QUOTE_PUNCTUATION
            | 1 << Character.FINAL_QUOTE_PUNCTUATION
            | 1 << Character.DASH_PUNCTUATION;

    private static final int MARK_TYPES =
            1 << Character.NON_SPACING_MARK | 1 << Character.COMBINING_SPACING_MARK | 1 << Character.ENCLOSING_MARK;

    private static final int WORD_TYPES = 1 << Character.UPPERCASE_LETTER
            | 1 << Character.LOWERCASE_LETTER
            | 1 << Character.TITLECASE_LETTER
            | 1 << Character.MODIFIER_LETTER
            | 1 << Character.OTHER_LETTER
            | MARK_TYPES
            | 1 << Character.DECIMAL_DIGIT_NUMBER
            | 1 << Character.LETTER_NUMBER
            | 1 << Character.OTHER_NUMBER
            | 1 << Character.CONNECTOR_PUNCTUATION;

    private static final int NOTHING_TYPES = 1 << Character.SPACE_SEPARATOR
            | 1 << Character.LINE_SEPARATOR
            | 1 << Character.PARAGRAPH_SEPARATOR
            | 1 << Character.CONTROL
            | 1 << Character.FORMAT;

    /** ASCII punctuation that Unicode calls "other punctuation" or "dash" but that is an operator in code and sums. */
    private static final String ASCII_OPERATORS = "#%&*/@\\-";

    /** Kinds of the code points up to U+FFFF, as they are asked for of every character of a text that isn't ASCII. */
    private static final Kind[] KINDS = new Kind[1 << 16];

    static {
        for (int c = 0; c < KINDS.length; c++) {
            KINDS[c] = classify(c);
        }
    }

    private Tokens() {}

    /** What a code point is to a word. */
    enum Kind {
        /** Separates words and is none. */
        NOTHING,
        /** Part of a word. */
        WORD,
        /** Part of a word, and a digit. */
        DIGIT,
        /** A word by itself. */
        SINGLE
    }

    static Kind kind(int codePoint) {
        return codePoint < KINDS.length ? KINDS[codePoint] : classify(codePoint);
    }

    /** Whether it changes the letter before it. */
    static boolean isMark(int codePoint) {
        return codePoint >= 0x300 && (1 << Character.getType(codePoint) & MARK_TYPES) != 0;
    }

    /** Whether this code point belongs to the word when it stands between two digits. */
    static boolean joinsDigits(int codePoint) {
        return codePoint == '.' || codePoint == ',';
    }

    /** Whether this code point belongs to the word when it stands between two letters. */
    static boolean joinsLetters(int codePoint) {
        return codePoint == '\'' || codePoint == '’';
    }

    private static Kind classify(int codePoint) {
        int type = 1 << Character.getType(codePoint);
        if ((type & NOTHING_TYPES) != 0 || Character.isWhitespace(codePoint) || isVariationSelector(codePoint)) {
            return Kind.NOTHING;
        }
        if ((type & PUNCTUATION_TYPES) != 0) {
            return ASCII_OPERATORS.indexOf(codePoint) >= 0 ? Kind.SINGLE : Kind.NOTHING;
        }
        if (type == 1 << Character.DECIMAL_DIGIT_NUMBER) {
            return Kind.DIGIT;
        }
        if ((type & WORD_TYPES) != 0) {
            return codePoint >= 0x0E00 && writesNoSpaces(codePoint) ? Kind.SINGLE : Kind.WORD;
        }
        return Kind.SINGLE;
    }

    /** Invisible, though Unicode calls it a mark. */
    private static boolean isVariationSelector(int codePoint) {
        return (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                || (codePoint >= 0xE0100 && codePoint <= 0xE01EF)
                || (codePoint >= 0x180B && codePoint <= 0x180F && codePoint != 0x180E);
    }

    private static boolean writesNoSpaces(int codePoint) {
        return switch (UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }
}
