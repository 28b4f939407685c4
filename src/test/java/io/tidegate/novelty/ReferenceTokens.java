package io.tidegate.novelty;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a text and its shingles as {@link Tokens} documents them: slow, plain, and sharing no code with it. */
final class ReferenceTokens {

    private static final String INVISIBLE = "[\\x{FE00}-\\x{FE0F}\\x{180B}-\\x{180D}\\x{180F}\\x{E0100}-\\x{E01EF}]";
    private static final String NO_SPACES =
            "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]";
    private static final String DIGIT = "\\p{Nd}";
    private static final String WRITTEN = "[[\\p{L}\\p{M}\\p{Nl}\\p{No}\\p{Pc}]&&[^" + INVISIBLE + "]]";
    private static final String LETTER = "[" + WRITTEN + "&&[^" + NO_SPACES + "]]";
    // A supplementary character in it makes Java look behind by code points.
    private static final String BETWEEN_DIGITS = "(?<=[" + DIGIT + "𝟎])[.,](?=" + DIGIT + ")";
    private static final String BETWEEN_LETTERS = "(?<=" + LETTER + ")['’](?=" + LETTER + ")";
    private static final String WORD_CHARACTER = "[" + DIGIT + LETTER + "]";
    private static final String WORD =
            WORD_CHARACTER + "(?:" + WORD_CHARACTER + "|" + BETWEEN_DIGITS + "|" + BETWEEN_LETTERS + ")*";
    private static final String OPERATOR = "[#%&*/@\\\\-]";
    private static final String SINGLE = WRITTEN + "|" + OPERATOR + "|[^\\p{Z}\\p{Cc}\\p{Cf}\\p{L}\\p{M}\\p{N}"
            + "\\p{Pc}\\p{Pd}\\p{Po}\\p{Pi}\\p{Pf}]";
    private static final Pattern TOKEN = Pattern.compile("(?:" + WORD + ")|(?:" + SINGLE + ")");

    private ReferenceTokens() {}

    static List<String> of(String text) {
        StringBuilder whole = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFC)
                .codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(whole::appendCodePoint);
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(whole);
        while (matcher.find()) {
            StringBuilder token = new StringBuilder();
            matcher.group()
                    .replace('’', '\'')
                    .codePoints()
                    .map(Character::toLowerCase)
                    .forEach(token::appendCodePoint);
            tokens.add(token.toString());
        }
        return tokens;
    }

    /** All runs of five words; a text of fewer is one shingle, and one without words has none. */
    static Set<List<String>> shingles(String text) {
        List<String> tokens = of(text);
        Set<List<String>> shingles = new HashSet<>();
        if (!tokens.isEmpty() && tokens.size() < 5) {
            shingles.add(tokens);
        }
        for (int i = 0; i + 5 <= tokens.size(); i++) {
            shingles.add(List.copyOf(tokens.subList(i, i + 5)));
        }
        return shingles;
    }

    static double jaccard(Set<List<String>> a, Set<List<String>> b) {
        long common = a.stream().filter(b::contains).count();
        return (double) common / (a.size() + b.size() - common);
    }
}
