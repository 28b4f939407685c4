package io.tidegate.score.origin;

import java.text.Normalizer;
import java.util.Arrays;

/**
 * Reads a text once, left to right, as words without case and accents, and leaves out what it quotes: between quotation marks, in
 * lines that begin with {@code >}, in code. Each letter of Chinese, Japanese and Korean is a word.
 */
final class Words {

    /** Is told of words and pauses in reading order. */
    interface Listener {

        /**
         * One word.
         *
         * @param hash 64 bits, never 0
         * @param start its first code point in the text
         * @param end the code point after its last
         */
        void word(long hash, int start, int end);

        /** A comma or the like. There may be many in a row. */
        void pause();

        /** The end of a sentence, or of the text. There may be many in a row. */
        void sentenceEnd();
    }

    private static final char GAP = 0;
    private static final char UNSEEN = 1;
    private static final char PAUSE = 2;
    private static final char SENTENCE_END = 3;

    /** The first folded character that is a letter or digit. */
    private static final char FIRST_LETTER = '0';

    /** Marks that open a quotation. From {@link #FIRST_AMBIGUOUS} on they need a look at what stands beside them. */
    private static final String OPENING = "“„«‹「『《\"`'‘»";

    private static final int FIRST_AMBIGUOUS = 7;

    /** What closes what each of these opens. */
    private static final String[] CLOSING = {"”“", "“”", "»", "›", "」", "』", "》", "\"", "`", "'", "’", "«"};

    private static final String FENCE = "```";
    private static final char[] FOLDED = new char[1 << 16];

    static {
        for (int c = 0; c < FOLDED.length; c++) {
            FOLDED[c] = fold((char) c);
        }
    }

    private final int[] unclosedUntil = new int[CLOSING.length];
    private String text = "";
    private int at;
    private int codePoint;

    private static char fold(char c) {
        char narrow = c >= 0xff01 && c <= 0xff5e ? (char) (c - 0xff01 + '!') : c;
        switch (Character.getType(narrow)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER -> {
                char lower = Character.toLowerCase(narrow);
                boolean accented = lower >= 0x80 && lower < 0x250;
                return accented
                        ? Normalizer.normalize(String.valueOf(lower), Normalizer.Form.NFD)
                                .charAt(0)
                        : lower;
            }
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> {
                return UNSEEN;
            }
            default -> {
                return switch (narrow) {
                    case '!', '?', '。', '।', '॥', '؟', '۔' -> SENTENCE_END;
                    case '\n',
                            '\r',
                            ',',
                            ':',
                            ';',
                            '(',
                            ')',
                            '[',
                            ']',
                            '/',
                            '–',
                            '—',
                            '…',
                            '、',
                            '،',
                            '؛',
                            '.',
                            '|',
                            '"',
                            '`',
                            '“',
                            '”',
                            '„',
                            '«',
                            '»',
                            '「',
                            '」' -> PAUSE;
                    default -> GAP;
                };
            }
        }
    }

    private static boolean isLetter(char folded) {
        return folded >= FIRST_LETTER;
    }

    /** Whether a letter is a word, as the script has no spaces, or endings that are written together with the word. */
    private static boolean isWordAlone(char folded) {
        return folded >= 0x3005
                && (folded <= 0x30ff
                        || (folded >= 0x3400 && folded <= 0x9fff)
                        || (folded >= 0xac00 && folded <= 0xd7a3)
                        || (folded >= 0xf900 && folded <= 0xfaff));
    }

    void read(String content, Listener listener) {
        text = content;
        at = 0;
        codePoint = 0;
        Arrays.fill(unclosedUntil, 0);
        while (at < text.length()) {
            if (isLineStart() && skipQuotedLines()) {
                listener.sentenceEnd();
                continue;
            }
            char c = text.charAt(at);
            char folded = FOLDED[c];
            if (isLetter(folded)) {
                word(listener);
                continue;
            }
            int closed = endOfQuotation(c);
            if (closed > at) {
                advanceTo(closed);
                listener.pause();
                continue;
            }
            if (folded == SENTENCE_END || (c == '.' && endsSentence()) || (c == '\n' && isLineStart())) {
                listener.sentenceEnd();
            } else if (folded == PAUSE) {
                listener.pause();
            }
            advance();
        }
        listener.sentenceEnd();
    }

    private void word(Listener listener) {
        int start = codePoint;
        char first = FOLDED[text.charAt(at)];
        long hash = add(0, first);
        advance();
        if (!isWordAlone(first)) {
            while (at < text.length()) {
                char folded = FOLDED[text.charAt(at)];
                if (folded == UNSEEN) {
                    advance();
                } else if (isLetter(folded) && !isWordAlone(folded)) {
                    hash = add(hash, folded);
                    advance();
                } else {
                    break;
                }
            }
        }
        listener.word(hash == 0 ? 1 : hash, start, codePoint);
    }

    private static long add(long hash, char letter) {
        return (hash ^ letter) * 0x100000001b3L + 0x9e3779b97f4a7c15L;
    }

    private void advance() {
        boolean pair = Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
        at += pair ? 2 : 1;
        codePoint++;
    }

    private void advanceTo(int end) {
        while (at < end) {
            advance();
        }
    }

    /** A full stop before white space, unless it follows a single letter, as in {@code A.I.}, but not in {@code I can't.} */
    private boolean endsSentence() {
        boolean spaceFollows = at + 1 == text.length() || !isLetter(FOLDED[text.charAt(at + 1)]);
        boolean afterInitial = at > 0
                && Character.isLetter(text.charAt(at - 1))
                && (at == 1 || text.charAt(at - 2) == '.' || Character.isWhitespace(text.charAt(at - 2)));
        return spaceFollows && !afterInitial;
    }

    private boolean isLineStart() {
        return at == 0 || text.charAt(at - 1) == '\n';
    }

    /** Goes past a line that quotes, or past code between fences. */
    private boolean skipQuotedLines() {
        if (text.startsWith(FENCE, at)) {
            int close = text.indexOf("\n" + FENCE, at + FENCE.length());
            advanceTo(close < 0 ? text.length() : endOfLine(close + 1));
            return true;
        }
        if (text.charAt(at) == '>') {
            advanceTo(endOfLine(at));
            return true;
        }
        return false;
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    /** Where the quotation that this mark opens ends; -1 if it opens none. */
    private int endOfQuotation(char mark) {
        int kind = OPENING.indexOf(mark);
        if (kind < 0 || at < unclosedUntil[kind] || !opens(kind)) {
            return -1;
        }
        String closing = CLOSING[kind];
        for (int i = at + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
            if (closing.indexOf(text.charAt(i)) >= 0 && (kind < FIRST_AMBIGUOUS || closes(i))) {
                return i + 1;
            }
        }
        int end = endOfLine(at);
        unclosedUntil[kind] = end;
        return kind < FIRST_AMBIGUOUS ? end : -1;
    }

    /** A mark that can close, too, or be an apostrophe, opens before a word and not behind one. */
    private boolean opens(int kind) {
        boolean behindWord = at > 0 && isLetter(FOLDED[text.charAt(at - 1)]) && !isWordAlone(text.charAt(at - 1));
        boolean beforeSpace = at + 1 == text.length() || Character.isWhitespace(text.charAt(at + 1));
        return kind < FIRST_AMBIGUOUS || (!behindWord && !beforeSpace);
    }

    private boolean closes(int mark) {
        boolean behindSpace = Character.isWhitespace(text.charAt(mark - 1));
        boolean beforeWord = mark + 1 < text.length()
                && isLetter(FOLDED[text.charAt(mark + 1)])
                && !isWordAlone(text.charAt(mark + 1));
        return !behindSpace && !beforeWord;
    }
}
