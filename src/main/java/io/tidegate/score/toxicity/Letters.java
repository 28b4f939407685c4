package io.tidegate.score.toxicity;

import java.text.Normalizer;

/**
 * Folds characters: letters to lower case without accents and marks, full-width and styled ones to
 * plain ones. Vowel signs and tone marks of Indic scripts and Thai are letters here, because words
 * differ by nothing else.
 */
final class Letters {

    /** Is not there at all, as far as words go: marks, zero-width and other format characters. */
    static final int SKIP = -1;
    /** Stands between words. */
    static final int BREAK = -2;

    private static final int FIRST_TABLE_END = 0x3100;
    private static final int FORMS_START = 0xFB00;
    private static final int STYLED_START = 0x1D400;
    private static final int STYLED_END = 0x1D800;

    private static final char SKIP_CHAR = 0xFFFF;
    private static final char BREAK_CHAR = 0xFFFE;

    private static final char[] FIRST = table(0, FIRST_TABLE_END);
    private static final char[] FORMS = table(FORMS_START, 0x10000);
    private static final char[] STYLED = table(STYLED_START, STYLED_END);

    private static final String SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ";
    private static final String SMALL_CAPITALS_PLAIN = "abcdefghijklmnoprstuvwyz";
    /**
     * Letters that Unicode doesn't decompose, and those that keyboards of one script's languages
     * write differently.
     */
    private static final String OTHERS = "øłđıßæœðþħŧε\u06A9\u06CC\u0649\u06C1";

    private static final String OTHERS_PLAIN = "oldisaodthtɛ\u0643\u064A\u064A\u0647";

    private Letters() {}

    /** The folded letter or digit, {@link #SKIP} or {@link #BREAK}. */
    static int fold(int point) {
        if (point < FIRST_TABLE_END) {
            return of(FIRST[point]);
        }
        if (point >= 0x4E00 && point < 0xA000) {
            return point;
        }
        if (point >= FORMS_START && point < 0x10000) {
            return of(FORMS[point - FORMS_START]);
        }
        if (point >= STYLED_START && point < STYLED_END) {
            return of(STYLED[point - STYLED_START]);
        }
        return compute(point);
    }

    private static int of(char entry) {
        return entry == SKIP_CHAR ? SKIP : entry == BREAK_CHAR ? BREAK : entry;
    }

    private static char[] table(int from, int to) {
        char[] table = new char[to - from];
        for (int point = from; point < to; point++) {
            int folded = decompose(point);
            table[point - from] = folded == SKIP ? SKIP_CHAR : folded == BREAK ? BREAK_CHAR : (char) folded;
        }
        return table;
    }

    private static int decompose(int point) {
        if (Character.getType(point) == Character.SURROGATE) {
            return BREAK;
        }
        if (point == 0x0640) { // the Arabic stroke that stretches a word
            return SKIP;
        }
        int base = compute(point);
        boolean isKana = point >= 0x3000 && point < FIRST_TABLE_END; // whose voicing marks tell words apart
        if (base == SKIP || isKana || isVowelSign(point)) {
            return base;
        }
        String parts = Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKD);
        int first = parts.codePointAt(0);
        return first > 0xFFFF ? base : plain(compute(first));
    }

    private static int compute(int point) {
        return switch (Character.getType(point)) {
            case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> Character.toLowerCase(point);
            case Character.LOWERCASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER -> point;
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
                isVowelSign(point) ? point : SKIP;
            case Character.FORMAT -> SKIP;
            default -> BREAK;
        };
    }

    /**
     * Whether marks at this place of Unicode are vowel signs and tone marks of Indic scripts, Thai
     * and their kin.
     */
    private static boolean isVowelSign(int point) {
        return point >= 0x0900 && point < 0x1AB0;
    }

    private static int plain(int letter) {
        int at = SMALL_CAPITALS.indexOf(letter);
        if (at >= 0) {
            return SMALL_CAPITALS_PLAIN.charAt(at);
        }
        at = OTHERS.indexOf(letter);
        return at >= 0 ? OTHERS_PLAIN.charAt(at) : letter;
    }
}
