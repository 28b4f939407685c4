package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What counts as a word: a table by hand, and a slow reference over random mixtures. */
class TokensTest {

    private static final Map<String, List<String>> GOLDEN = golden();

    private static final String[] PIECES = {
        "a",
        "B",
        "é",
        "É",
        "e\u0301",
        "ß",
        "İ",
        "Σ",
        "Ⱥ",
        "Ж",
        "word",
        "_",
        "7",
        "42",
        "٣",
        "๓",
        "𝟛",
        "²",
        "½",
        "Ⅷ",
        ".",
        ",",
        "'",
        "’",
        "\"",
        "-",
        "–",
        "−",
        "+",
        "*",
        "/",
        "\\",
        "=",
        "<",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "#",
        "%",
        "&",
        "@",
        "`",
        "!",
        "?",
        ";",
        ":",
        "$",
        "€",
        "^",
        "~",
        "|",
        " ",
        "\t",
        "\n",
        "\u00A0",
        "\u3000",
        "\u200B",
        "\u00AD",
        "漢",
        "𠀀",
        "か",
        "カ",
        "ー",
        "ไ",
        "ท",
        "ລາວ",
        "ខ",
        "မ",
        "한",
        "\u1112\u1161\u11AB",
        "😀",
        "❤",
        "\uFE0F",
        "\u200D",
        "🏽",
        "\uD800",
        "\uDC00",
        "\uFFFD",
        "\u20E3",
        "\u0000",
        "\u007F",
        "…",
        "¿",
        "。",
        "\u1D15E",
        "अ",
        "ि",
        "\u0344",
        "ﬁ",
        "abcdefgh",
        "ABCDEFGHI",
        "sixteen_letters_",
        "12345678",
        "1,234,567.89",
        "--------"
    };

    private static Map<String, List<String>> golden() {
        Map<String, List<String>> golden = new LinkedHashMap<>();
        // Sentences
        golden.put("Hello, World!", List.of("hello", "world"));
        golden.put("(a) \"quoted\" – dashed… ¿qué?", List.of("(", "a", ")", "quoted", "dashed", "qué"));
        golden.put("e.g. this; that: those", List.of("e", "g", "this", "that", "those"));
        golden.put("Don't", List.of("don't"));
        golden.put("don’t", List.of("don't"));
        golden.put("dont", List.of("dont"));
        golden.put("'tis dogs' rock'n'roll", List.of("tis", "dogs", "rock'n'roll"));
        golden.put("well-known", List.of("well", "-", "known"));
        golden.put("a\u00A0b\tc\nd\u2028e", List.of("a", "b", "c", "d", "e"));
        golden.put("... !? \u200B", List.of());
        golden.put("", List.of());
        // Operators, brackets, code
        golden.put("12 - 7", List.of("12", "-", "7"));
        golden.put("12 * 7", List.of("12", "*", "7"));
        golden.put("12-7", List.of("12", "-", "7"));
        golden.put("12 − 7", List.of("12", "−", "7"));
        golden.put("127", List.of("127"));
        golden.put("1/2 ÷ 3 × 4 ≤ 5 ≠ 6", List.of("1", "/", "2", "÷", "3", "×", "4", "≤", "5", "≠", "6"));
        golden.put("a[i]", List.of("a", "[", "i", "]"));
        golden.put("a(i)", List.of("a", "(", "i", ")"));
        golden.put("a{i}", List.of("a", "{", "i", "}"));
        golden.put("「引用」 «cité»", List.of("「", "引", "用", "」", "cité"));
        golden.put(
                "if (x_1 != y) { return a->b[0]; } // #1",
                List.of(
                        "if", "(", "x_1", "=", "y", ")", "{", "return", "a", "-", ">", "b", "[", "0", "]", "}", "/",
                        "/", "#", "1"));
        golden.put("x += y && ~z | w ^ 2", List.of("x", "+", "=", "y", "&", "&", "~", "z", "|", "w", "^", "2"));
        golden.put("`ls -l` $HOME", List.of("`", "ls", "-", "l", "`", "$", "home"));
        golden.put("C:\\dir", List.of("c", "\\", "dir"));
        golden.put("me@example.org", List.of("me", "@", "example", "org"));
        golden.put("__init__", List.of("__init__"));
        golden.put("@ ` [ { ] } \\ | ^ ~", List.of("@", "`", "[", "{", "]", "}", "\\", "|", "^", "~"));
        // Superscripts and other numbers
        golden.put("x²+y² = z²", List.of("x²", "+", "y²", "=", "z²"));
        golden.put("x2", List.of("x2"));
        golden.put("x 2", List.of("x", "2"));
        golden.put("H₂O ½ Ⅷ ①", List.of("h₂o", "½", "ⅷ", "①"));
        // Numbers with signs and separators
        golden.put("3.5", List.of("3.5"));
        golden.put("35", List.of("35"));
        golden.put("3 5", List.of("3", "5"));
        golden.put("1,234.50.", List.of("1,234.50"));
        golden.put("1, 2", List.of("1", "2"));
        golden.put("1..2", List.of("1", "2"));
        golden.put(".5", List.of("5"));
        golden.put("-5", List.of("-", "5"));
        golden.put("+5", List.of("+", "5"));
        golden.put("±5", List.of("±", "5"));
        golden.put("5%", List.of("5", "%"));
        golden.put("$5", List.of("$", "5"));
        golden.put("€5", List.of("€", "5"));
        golden.put("1 000 1'000 1_000", List.of("1", "000", "1", "000", "1_000"));
        golden.put("12:30", List.of("12", "30"));
        golden.put("v1.2b 1.b a.1", List.of("v1.2b", "1", "b", "a", "1"));
        golden.put("5's a'5", List.of("5", "s", "a", "5"));
        golden.put("٣٫٥ ๓ ٣.٥ 3.٥", List.of("٣", "٥", "๓", "٣.٥", "3.٥"));
        // Scripts
        golden.put("漢字かなカナ", List.of("漢", "字", "か", "な", "カ", "ナ"));
        golden.put("漢字。かな", List.of("漢", "字", "か", "な"));
        golden.put("ab漢cd12", List.of("ab", "漢", "cd12"));
        golden.put("ไทย", List.of("ไ", "ท", "ย"));
        golden.put("한국어 말", List.of("한국어", "말"));
        golden.put("हिन्दी", List.of("हिन्दी"));
        golden.put("ПРИВЕТ, ΌΣΟΣ", List.of("привет", "όσοσ"));
        golden.put("l’été d'œuvre", List.of("l'été", "d'œuvre"));
        golden.put("caf\u00e9", List.of("café"));
        golden.put("CAFE\u0301", List.of("café"));
        golden.put("cafe", List.of("cafe"));
        // Symbols
        golden.put("hi😀😀", List.of("hi", "😀", "😀"));
        golden.put("❤️ love", List.of("❤", "love"));
        golden.put("👩‍👩‍👧", List.of("👩", "👩", "👧"));
        golden.put("👍🏽", List.of("👍", "🏽"));
        golden.put("→ • © ™", List.of("→", "©", "™"));
        golden.put("\uD83D lone", List.of("\uFFFD", "lone"));
        return golden;
    }

    private final NormalText normal = new NormalText();
    private final Words words = new Words();

    @Test
    void referenceGivesTheDocumentedWords() {
        GOLDEN.forEach((text, expected) ->
                assertThat(ReferenceTokens.of(text)).as(text).isEqualTo(expected));
    }

    @Test
    void wordsAreThoseOfTheReference() {
        Spelling spelling = new Spelling();
        GOLDEN.keySet().forEach(spelling::assertSame);
        Seeds.each(20_000, random -> spelling.assertSame(mixture(random, 8)));
        Seeds.each(1_000, random -> spelling.assertSame(mixture(random, 200)));
    }

    @Test
    void wordsOfAnyLengthAreCutAnywhere() {
        Spelling spelling = new Spelling();
        for (int before = 0; before < 140; before++) {
            for (String word : List.of("a", "it's", "3.5", "+", "é", "漢", "word".repeat(20), "1.".repeat(50) + "1")) {
                spelling.assertSame(" ".repeat(before) + word + " b");
                spelling.assertSame("x".repeat(before) + word);
                spelling.assertSame("+".repeat(before) + word + ".");
            }
        }
        spelling.assertSame("'a".repeat(500) + ".1".repeat(500));
    }

    @Test
    void numbersAreEqualExactlyWhereTheirSequenceIs() {
        // Given
        Sketcher sketcher = new Sketcher();
        int numbers = sketcher.sketch("Ann has 3 apples and 4.5 pears").numbers();
        // Then
        assertThat(sketcher.sketch("Bob, 3, 4.5!").numbers()).isEqualTo(numbers);
        for (String other : List.of(
                "Ann has 4.5 apples and 3 pears",
                "Ann has 3 apples and 45 pears",
                "Ann has 3 apples",
                "Ann has 3 apples and 4.5 pears and 0",
                "Ann has ٣ apples and 4.5 pears",
                "no number")) {
            assertThat(sketcher.sketch(other).numbers()).as(other).isNotEqualTo(numbers);
        }
        assertThat(sketcher.sketch("no number, 漢 or ²").numbers())
                .isEqualTo(sketcher.sketch("none either").numbers());
        assertThat(sketcher.sketch("a".repeat(100) + "7").numbers())
                .isEqualTo(sketcher.sketch("...  " + "A".repeat(100) + "7").numbers());
    }

    private static String mixture(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private List<Long> hashes(String text) {
        normal.read(text);
        words.begin();
        words.read(normal.folded(), normal.foldedLength());
        List<Long> hashes = new ArrayList<>();
        for (int count = words.next(); count > 0; count = words.next()) {
            for (int i = 0; i < count; i++) {
                hashes.add(words.hashes()[Words.BEFORE + i]);
            }
        }
        return hashes;
    }

    /** Which hash each word has: always the same one, and no other word has it. */
    private final class Spelling {

        private final Map<String, Long> hashes = new HashMap<>();
        private final Map<Long, String> words = new HashMap<>();

        private void assertSame(String text) {
            List<String> expected = ReferenceTokens.of(text);
            List<Long> actual = hashes(text);
            assertThat(actual).as("\"%s\" has the words %s", text, expected).hasSameSizeAs(expected);
            for (int i = 0; i < actual.size(); i++) {
                hashes.putIfAbsent(expected.get(i), actual.get(i));
                words.putIfAbsent(actual.get(i), expected.get(i));
                assertThat(actual.get(i)).as("word %d of \"%s\"", i, text).isEqualTo(hashes.get(expected.get(i)));
                assertThat(expected.get(i)).as("word %d of \"%s\"", i, text).isEqualTo(words.get(actual.get(i)));
            }
        }
    }
}
