package io.tidegate.score.toxicity;

import java.util.Arrays;

/**
 * Says which language a text is in: by script first, and among the languages of a script by
 * function words and special letters (Danish and Norwegian often share all words of a sentence).
 * One per thread; it reuses its arrays.
 *
 * <p>It looks at three windows of {@value #SMALL_WINDOW} UTF-16 units, at the begin, in the middle and at
 * the end, and unless these make it clear, of {@value #WINDOW}, so that the cost has a bound. The script of most letters decides. Text in Latin script
 * is English unless another language has more evidence, because the English model also judges what
 * has none: names, code, numbers, two-word insults. Only a long text with hardly any known word,
 * and without the look of code, is in an unknown language. Accents, marks, full-width and
 * look-alike letters, digits for letters and stretched words don't change what a word is.
 *
 * <p>Existing libraries weigh n-grams of characters: the good ones take hundreds of megabytes or
 * read about 1 MB/s, and the judge reads 100 MB/s.
 */
final class LanguageDetector {

    static final int WINDOW = 200;
    static final int SMALL_WINDOW = 80;

    private static final FunctionWords WORDS = FunctionWords.load();

    private static final int SPELLING_WEIGHT = 3;
    /** How far accents alone may lead: a word or two. */
    private static final int MOST_FOR_SPELLING = 16;
    /**
     * By how much another language must lead English: a common word if it has a model, else more
     * than a function word.
     */
    private static final int LEAD_WITH_MODEL = 3;

    private static final int LEAD_WITHOUT_MODEL = 12;
    /** By how much English must lead, so that no more of the text is read: some function words. */
    private static final int CLEAR_LEAD = 30;
    /** The same where it has a list, and English a score of no more than {@link #HARDLY_ENGLISH}. */
    private static final int LEAD_WITHOUT_ENGLISH = 7;

    private static final int HARDLY_ENGLISH = 2;

    /**
     * A text of so many words is in an unknown language if fewer than these are known and less than
     * this looks like code.
     */
    private static final int LONG_TEXT_WORDS = 30;

    private static final int FEWEST_KNOWN_PERCENT = 8;
    private static final int MOST_CODE_PERCENT = 10;
    /** A word of one letter, such as kkkkkkkk, is listed with so many. */
    private static final int SHORTEST_LAUGH = 4;

    private static final byte NONE = 0;
    private static final byte LATIN = 1;
    private static final byte CYRILLIC = 2;
    private static final byte ARABIC = 3;
    private static final byte DEVANAGARI = 4;
    private static final byte HAN = 5;
    private static final byte KANA = 6;
    private static final byte HANGUL = 7;
    private static final byte THAI = 8;
    private static final byte GREEK = 9;
    private static final byte OTHER = 10;
    private static final byte SKIP = 11;
    private static final int SCRIPTS = 11;

    private static final byte[] SCRIPT_OF = scripts();

    /**
     * Letters of these scripts that other languages have and Russian, or Arabic and Persian, have
     * not.
     */
    private static final String NOT_RUSSIAN = "іїєґўђјљњћџѓќѕәғқңөұүһӣӯҳҷӏ";

    private static final String NOT_ARABIC =
            "\u0679\u0688\u0691\u06BA\u06D2\u06BE\u06C1\u06CE\u06C6\u06D5\u0695\u06B5\u06A4\u067C\u0689\u0693"
                    + "\u069A\u0681\u0685\u06D0\u06CD\u06AB\u06BC\u06C7\u06C8\u06CB\u06AD";
    private static final String PERSIAN = "\u067E\u0686\u0698\u06AF\u06A9\u06CC";

    /** What counts as the look of code beside digits. */
    private static final String OPERATORS = "{}[]()<>=+*/\\|&^%$#;_~`";
    /** After these a word is part of a name or an address. */
    private static final String NAME_MARKS = "@/\\._#&=$";
    /** Before these a word is part of a name, an address or a call. */
    private static final String CALL_MARKS = "_@(";

    private static final byte LETTER = 1;
    private static final byte DIGIT = 2;
    private static final byte OPERATOR = 4;
    private static final byte NAME_BEFORE = 8;
    private static final byte NAME_AFTER = 16;
    private static final byte[] ASCII = ascii();

    private static final Language[] LANGUAGES = WORDS.languages().toArray(Language[]::new);
    private static final long IN_LATIN = WORDS.languagesIn(Character.UnicodeScript.LATIN);
    private static final long IN_CYRILLIC = WORDS.languagesIn(Character.UnicodeScript.CYRILLIC);
    private static final long IN_ARABIC = WORDS.languagesIn(Character.UnicodeScript.ARABIC);
    private static final long IN_DEVANAGARI = WORDS.languagesIn(Character.UnicodeScript.DEVANAGARI);

    private static final char FIRST_HAN = 0x4E00;
    private static final char LAST_HAN = 0x9FFF;
    private static final char FIRST_HANGUL = 0xAC00;
    private static final char LAST_HANGUL = 0xD7A3;

    private static final int ONE_KNOWN = 1 << 16;

    private final char[] window = new char[3 * WINDOW];

    private final char[] exact = new char[FunctionWords.LONGEST_WORD];
    private final char[] plain = new char[FunctionWords.LONGEST_WORD];
    private final int[] letters = new int[SCRIPTS];
    /**
     * By language: the sum of weights of its words in the lower half, how many of more than one
     * letter in the upper.
     */
    private final int[] known = new int[LANGUAGES.length];

    private final int[] spelling = new int[LANGUAGES.length];

    private int length;
    private int latin;
    private int lookAlike;
    private int digits;
    private int beyondAscii;
    private long spelledBy;
    private boolean accented;
    private byte script;
    private char before;

    private int words;
    private int accentedWords;
    private int code;
    private int notRussian;
    private int notArabic;
    private int persian;
    private int highestOther;

    /** The language of most of the text. Never fails, whatever the text holds. */
    Language of(String text) {
        Language language = of(text, SMALL_WINDOW);
        return text.length() <= 3 * SMALL_WINDOW || isClear(language) ? language : of(text, WINDOW);
    }

    private Language of(String text, int size) {
        clear();
        int n = text.length();
        if (n <= 3 * size) {
            read(text, 0, n);
        } else {
            read(text, 0, size);
            read(text, (n - size) / 2, (n + size) / 2);
            read(text, n - size, n);
        }
        return decide();
    }

    /** Whether more of the text is not worth reading: English by far, or nothing but Chinese characters or Korean syllables. */
    private boolean isClear(Language language) {
        int all = Arrays.stream(letters).sum();
        return switch (language) {
            case EN -> letters[LATIN] == all && score(FunctionWords.ENGLISH) - highestOther >= CLEAR_LEAD;
            case ZH -> letters[HAN] == all;
            case KO -> letters[HANGUL] == all;
            default -> false;
        };
    }

    private void clear() {
        Arrays.fill(letters, 0);
        Arrays.fill(known, 0);
        if (accentedWords > 0) {
            Arrays.fill(spelling, 0);
        }
        words = 0;
        accentedWords = 0;
        code = 0;
        notRussian = 0;
        notArabic = 0;
        persian = 0;
    }

    // ---- reading ----

    private void read(String text, int from, int to) {
        int end = to - from;
        text.getChars(from, to, window, 0);
        startWord();
        // A word that the window cuts counts as the part of a name.
        before = from > 0 && Character.isLetter(text.charAt(from - 1)) ? '_' : ' ';
        char last = to < text.length() && Character.isLetter(text.charAt(to)) ? '_' : ' ';
        int i = 0;
        while (i < end) {
            char c = window[i];
            if (c >= 0x80) {
                i += beyondAscii(i, end);
            } else if (c == ' ') {
                endWord(c);
                i++;
            } else if ((ASCII[c] & LETTER) != 0) {
                i = length == 0 ? plainWord(i, end, last) : letter(i);
            } else if ((ASCII[c] & DIGIT) != 0) {
                digits++;
                code++;
                add(LATIN, c, c);
                i++;
            } else if (c == ':' && i + 2 < end && window[i + 1] == '/' && window[i + 2] == '/') {
                i = addressEnd(i, end);
                startWord();
                before = ' ';
            } else {
                endWord(c);
                code += (ASCII[c] & OPERATOR) / OPERATOR;
                i++;
            }
        }
        endWord(last);
    }

    /**
     * Takes a word of nothing but ASCII letters, the common case, or else its first letter. Returns
     * where to go on.
     */
    private int plainWord(int from, int to, char last) {
        int sum = 0;
        int i = from;
        boolean isStretched = false;
        for (; i < to; i++) {
            char c = window[i];
            if (c >= 0x80 || (ASCII[c] & LETTER) == 0) {
                break;
            }
            isStretched |= i >= from + 2 && c == window[i - 1] && c == window[i - 2];
            sum = FunctionWords.add(sum, c | 0x20);
        }
        char after = i < to ? window[i] : last;
        if (isStretched || after >= 0x80 || (ASCII[after] & DIGIT) != 0) {
            return letter(from);
        }
        int size = i - from;
        letters[LATIN] += size;
        if (!isName(after)) {
            words += size > 1 ? 1 : 0;
            if (size <= FunctionWords.LONGEST_WORD) {
                count(WORDS.find(FunctionWords.hash(sum)), size);
            }
        }
        before = after;
        return i;
    }

    private int letter(int index) {
        char lower = (char) (window[index] | 0x20);
        latin++;
        add(LATIN, lower, lower);
        return index + 1;
    }

    private int addressEnd(int from, int to) {
        int i = from;
        while (i < to && window[i] > ' ' && window[i] < 0x3000) {
            i++;
        }
        return i;
    }

    /** Takes the character beyond ASCII at an index. Returns the UTF-16 units it has. */
    private int beyondAscii(int index, int to) {
        char c = window[index];
        if ((c >= FIRST_HAN && c <= LAST_HAN) || (c >= FIRST_HANGUL && c <= LAST_HANGUL)) {
            syllable(c <= LAST_HAN ? HAN : HANGUL);
            return 1;
        }
        int point = Character.codePointAt(window, index, to);
        byte of = point < 0x10000 ? SCRIPT_OF[point] : supplementary(point);
        switch (of) {
            case SKIP -> {}
            case NONE -> endWord(' ');
            case LATIN, CYRILLIC, GREEK, ARABIC, DEVANAGARI -> {
                int folded = Letters.fold(point);
                int lower = point < 0xFF00 ? Character.toLowerCase(point) : folded;
                if (folded >= 0) {
                    note(of, lower, folded);
                    add(of, (char) lower, (char) folded);
                } else if (folded == Letters.BREAK) {
                    endWord(' ');
                }
            }
            default -> syllable(of);
        }
        return Character.charCount(point);
    }

    /** Takes a letter of a script that is not read as words. */
    private void syllable(byte of) {
        if (length > 0) {
            endWord(' ');
        }
        before = ' ';
        letters[of]++;
    }

    /** Counts what a letter says beside the word it is in. */
    private void note(byte of, int lower, int folded) {
        switch (of) {
            case LATIN -> {
                latin++;
                if (lower != folded || lower >= 0x80) {
                    long mask = WORDS.languagesWith(lower);
                    spelledBy = accented ? spelledBy & mask : mask;
                    accented = true;
                }
            }
            case CYRILLIC -> {
                lookAlike++;
                if (NOT_RUSSIAN.indexOf(lower) >= 0) {
                    notRussian++;
                }
            }
            case GREEK -> lookAlike++;
            case ARABIC -> {
                if (NOT_ARABIC.indexOf(lower) >= 0) {
                    notArabic++;
                } else if (PERSIAN.indexOf(lower) >= 0) {
                    persian++;
                }
            }
            default -> {}
        }
    }

    private void add(byte of, char lower, char folded) {
        if (length == 0 || of != LATIN) {
            script = of;
        }
        if (lower != folded || lower >= 0x80) {
            beyondAscii++;
        }
        if (length < FunctionWords.LONGEST_WORD) {
            exact[length] = lower;
            plain[length] = folded;
        }
        length++;
    }

    private void startWord() {
        length = 0;
        latin = 0;
        lookAlike = 0;
        digits = 0;
        beyondAscii = 0;
        spelledBy = 0;
        accented = false;
    }

    private void endWord(char after) {
        if (length > digits) {
            byte of = latin > 0 && latin + lookAlike + digits == length ? LATIN : script;
            letters[of] += length - digits;
            if (!isName(after)) {
                word(of);
            }
        }
        before = after;
        if (length > 0) {
            startWord();
        }
    }

    private boolean isName(char after) {
        return (before < 0x80 && (ASCII[before] & NAME_BEFORE) != 0)
                || (after < 0x80 && (ASCII[after] & NAME_AFTER) != 0);
    }

    private void word(byte of) {
        if (of == LATIN && lookAlike > 0) {
            for (int i = 0; i < Math.min(length, FunctionWords.LONGEST_WORD); i++) {
                plain[i] = (char) Fold.of(plain[i]);
            }
        }
        if (length > 1 && of == LATIN) {
            words++;
        }
        if (accented && of == LATIN) {
            accentedWords++;
            for (long rest = spelledBy; rest != 0; rest &= rest - 1) {
                spelling[Long.numberOfTrailingZeros(rest)]++;
            }
        }
        if (length <= FunctionWords.LONGEST_WORD) {
            count(lookUp(), length);
        }
    }

    private void count(int entry, int size) {
        if (entry != FunctionWords.NO_ENTRY) {
            int points = WORDS.weightOf(entry) + (size > 1 ? ONE_KNOWN : 0);
            for (long rest = WORDS.languagesOf(entry); rest != 0; rest &= rest - 1) {
                known[Long.numberOfTrailingZeros(rest)] += points;
            }
        }
    }

    /** The word as it stands; else without accents, with letters for digits, unstretched. */
    private int lookUp() {
        int entry = WORDS.find(exact, length);
        if (entry == FunctionWords.NO_ENTRY && beyondAscii > 0) {
            entry = WORDS.find(plain, length);
        }
        if (entry == FunctionWords.NO_ENTRY && digits > 0) {
            for (int i = 0; i < length; i++) {
                plain[i] = Fold.letterFor(plain[i]);
            }
            entry = WORDS.find(plain, length);
        }
        if (entry == FunctionWords.NO_ENTRY) {
            int kept = unstretch();
            if (kept > 0) {
                entry = WORDS.find(plain, kept);
            }
        }
        return entry;
    }

    /**
     * Keeps one letter of each run if a letter stands three times in a row. Returns how many are
     * left, 0 if none does.
     */
    private int unstretch() {
        boolean isStretched = false;
        for (int i = 2; i < length && !isStretched; i++) {
            isStretched = plain[i] == plain[i - 1] && plain[i] == plain[i - 2];
        }
        if (!isStretched) {
            return 0;
        }
        int kept = 1;
        for (int i = 1; i < length; i++) {
            if (plain[i] != plain[kept - 1]) {
                plain[kept++] = plain[i];
            }
        }
        if (kept == 1) {
            kept = Math.min(length, SHORTEST_LAUGH);
            Arrays.fill(plain, 0, kept, plain[0]);
        }
        return kept;
    }

    // ---- deciding ----

    private Language decide() {
        // A Chinese character stands for about three letters of an alphabet, a syllable of Korean or Japanese for two.
        int chinese = 3 * letters[HAN] + 2 * letters[KANA];
        int korean = 2 * letters[HANGUL];
        int others = letters[OTHER] + letters[GREEK];
        int most = Math.max(Math.max(chinese, korean), Math.max(letters[THAI], others));
        for (byte of = LATIN; of <= DEVANAGARI; of++) {
            most = Math.max(most, letters[of]);
        }
        if (most == letters[LATIN]) {
            return latin();
        }
        if (most == chinese) {
            return letters[KANA] * 5 >= letters[HAN] ? Language.JA : Language.ZH;
        }
        if (most == korean) {
            return Language.KO;
        }
        if (most == letters[CYRILLIC]) {
            return notRussian * 50 > letters[CYRILLIC] ? Language.UNKNOWN : best(IN_CYRILLIC, Language.RU);
        }
        if (most == letters[ARABIC]) {
            if (notArabic * 50 > letters[ARABIC]) {
                return Language.UNKNOWN;
            }
            return best(IN_ARABIC, persian * 20 > letters[ARABIC] ? Language.FA : Language.AR);
        }
        if (most == letters[DEVANAGARI]) {
            return best(IN_DEVANAGARI, Language.HI);
        }
        return most == letters[THAI] ? Language.TH : Language.UNKNOWN;
    }

    /** Of a set of languages the one with the highest score; on a tie the given one. */
    private Language best(long languages, Language preferred) {
        int highest = 0;
        Language best = preferred;
        for (long rest = languages; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            int score = score(i);
            if (score > highest || (score == highest && LANGUAGES[i] == preferred)) {
                highest = score;
                best = LANGUAGES[i];
            }
        }
        return best;
    }

    private int score(int language) {
        return known[language] & (ONE_KNOWN - 1);
    }

    private Language latin() {
        int best = FunctionWords.ENGLISH;
        int highest = 0;
        for (long rest = IN_LATIN & ~(1L << FunctionWords.ENGLISH); rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            int fit = SPELLING_WEIGHT * (2 * spelling[i] - accentedWords);
            int score = score(i) + Math.min(fit, MOST_FOR_SPELLING);
            if (score > highest) {
                highest = score;
                best = i;
            }
        }
        highestOther = highest;
        int english = score(FunctionWords.ENGLISH);
        if (highest - english <= lead(LANGUAGES[best], english)) {
            best = FunctionWords.ENGLISH;
        }
        return isUnknownLatin(best) ? Language.UNKNOWN : LANGUAGES[best];
    }

    private static int lead(Language language, int english) {
        if (language == Language.PT || language == Language.DE) {
            return LEAD_WITH_MODEL;
        }
        return english <= HARDLY_ENGLISH && language != Language.UNKNOWN ? LEAD_WITHOUT_ENGLISH : LEAD_WITHOUT_MODEL;
    }

    private boolean isUnknownLatin(int best) {
        return words >= LONG_TEXT_WORDS
                && 100 * (known[best] / ONE_KNOWN) < FEWEST_KNOWN_PERCENT * words
                && 100 * code <= MOST_CODE_PERCENT * letters[LATIN];
    }

    // ---- scripts ----

    private static byte[] ascii() {
        byte[] kinds = new byte[0x80];
        for (char c = 0; c < kinds.length; c++) {
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            kinds[c] = (byte) ((isLetter ? LETTER : 0)
                    | (c >= '0' && c <= '9' ? DIGIT : 0)
                    | (OPERATORS.indexOf(c) >= 0 ? OPERATOR : 0)
                    | (NAME_MARKS.indexOf(c) >= 0 ? NAME_BEFORE : 0)
                    | (CALL_MARKS.indexOf(c) >= 0 ? NAME_AFTER : 0));
        }
        return kinds;
    }

    private static byte[] scripts() {
        byte[] table = new byte[0x10000];
        Arrays.fill(table, FIRST_HAN, LAST_HAN + 1, HAN);
        Arrays.fill(table, FIRST_HANGUL, LAST_HANGUL + 1, HANGUL);
        for (int point = 0; point < table.length; point++) {
            if (table[point] == NONE) {
                table[point] = script(point);
            }
        }
        return table;
    }

    private static byte supplementary(int point) {
        return point >= 0xE0000 ? SKIP : Letters.fold(point) < 0x80 && Letters.fold(point) >= 0 ? LATIN : script(point);
    }

    private static byte script(int point) {
        int folded = Letters.fold(point);
        if (folded == Letters.SKIP) {
            return SKIP;
        }
        if (folded == Letters.BREAK) {
            return NONE;
        }
        return switch (Character.UnicodeScript.of(point)) {
            case LATIN -> LATIN;
            case CYRILLIC -> CYRILLIC;
            case ARABIC -> ARABIC;
            case DEVANAGARI -> DEVANAGARI;
            case HAN -> HAN;
            case HIRAGANA, KATAKANA -> KANA;
            case HANGUL -> HANGUL;
            case THAI -> THAI;
            case GREEK -> GREEK;
            case COMMON, INHERITED -> folded < 0x80 ? LATIN : NONE;
            default -> OTHER;
        };
    }
}
