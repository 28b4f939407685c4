package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTest {

    private static final Map<String, List<String>> GOLDEN = golden();

    private static final String[] PIECES = {
        "a", "B", "é", "e\u0301", "ß", "İ", "Σ", "word", "_", "7", "42", "٣", "๓", "²", "½", "Ⅷ", ".", ",", "'", "’",
        "\"", "-", "–", "−", "+", "*", "/", "\\", "=", "<", "(", ")", "[", "]", "{", "}", "#", "%", "&", "@", "!", "?",
        ";", ":", "$", "€", "^", "~", "`", "|", " ", "\t", "\n", "\u00A0", "\u200B", "\u00AD", "漢", "か", "カ", "ไ", "ท",
        "ลາວ", "ខ", "မ", "한", "😀", "❤", "\uFE0F", "\u200D", "🏽", "\uD800", "\uDC00", "\uFFFD", "\u20E3", "\u0000",
        "…", "¿", "。"
    };

    private static Map<String, List<String>> golden() {
        Map<String, List<String>> golden = new LinkedHashMap<>();
        golden.put("Hello, World!", List.of("hello", "world"));
        golden.put("(a) \"quoted\" – dashed… ¿qué?", List.of("(", "a", ")", "quoted", "dashed", "qué"));
        golden.put("12 - 7", List.of("12", "-", "7"));
        golden.put("12 * 7", List.of("12", "*", "7"));
        golden.put("12-7", List.of("12", "-", "7"));
        golden.put("12 − 7", List.of("12", "−", "7"));
        golden.put("127", List.of("127"));
        golden.put("a[i]", List.of("a", "[", "i", "]"));
        golden.put("a(i)", List.of("a", "(", "i", ")"));
        golden.put("x²+y² = z²", List.of("x²", "+", "y²", "=", "z²"));
        golden.put("x2", List.of("x2"));
        golden.put("x 2", List.of("x", "2"));
        golden.put("3.5", List.of("3.5"));
        golden.put("35", List.of("35"));
        golden.put("3 5", List.of("3", "5"));
        golden.put("1,234.50.", List.of("1,234.50"));
        golden.put("1, 2", List.of("1", "2"));
        golden.put("1..2", List.of("1", "2"));
        golden.put("-5", List.of("-", "5"));
        golden.put("+5", List.of("+", "5"));
        golden.put("5%", List.of("5", "%"));
        golden.put("$5", List.of("$", "5"));
        golden.put("€5", List.of("€", "5"));
        golden.put("v1.2b", List.of("v1.2b"));
        golden.put("e.g. this", List.of("e", "g", "this"));
        golden.put("Don't", List.of("don't"));
        golden.put("don’t", List.of("don't"));
        golden.put("dont", List.of("dont"));
        golden.put("'tis dogs'", List.of("tis", "dogs"));
        golden.put("5's", List.of("5", "s"));
        golden.put(
                "if (x_1 != y) { return a->b[0]; } // #1",
                List.of(
                        "if", "(", "x_1", "=", "y", ")", "{", "return", "a", "-", ">", "b", "[", "0", "]", "}", "/",
                        "/", "#", "1"));
        golden.put("C:\\dir", List.of("c", "\\", "dir"));
        golden.put("me@example.org", List.of("me", "@", "example", "org"));
        golden.put("漢字かなカナ", List.of("漢", "字", "か", "な", "カ", "ナ"));
        golden.put("漢字。かな", List.of("漢", "字", "か", "な"));
        golden.put("ab漢cd", List.of("ab", "漢", "cd"));
        golden.put("ไทย", List.of("ไ", "ท", "ย"));
        golden.put("한국어 말", List.of("한국어", "말"));
        golden.put("हिन्दी", List.of("हिन्दी"));
        golden.put("٣٫٥ ๓", List.of("٣", "٥", "๓"));
        golden.put("hi😀😀", List.of("hi", "😀", "😀"));
        golden.put("❤️ love", List.of("❤", "love"));
        golden.put("👩‍👩‍👧", List.of("👩", "👩", "👧"));
        golden.put("👍🏽", List.of("👍", "🏽"));
        golden.put("caf\u00e9", List.of("café"));
        golden.put("CAFE\u0301", List.of("café"));
        golden.put("cafe", List.of("cafe"));
        golden.put("a\u00A0b\tc\nd", List.of("a", "b", "c", "d"));
        golden.put("\uD83D lone", List.of("\uFFFD", "lone"));
        golden.put("... !? \u200B", List.of());
        golden.put("", List.of());
        return golden;
    }

    @Test
    void referenceGivesTheDocumentedWords() {
        GOLDEN.forEach(
                (text, words) -> assertThat(ReferenceTokens.of(text)).as(text).isEqualTo(words));
    }

    @Test
    void sketcherTellsTextsApartExactlyWhereTheirWordsDiffer() {
        // Given the golden texts, and each of them with its words, and with its characters, spaced out
        List<String> texts = new ArrayList<>();
        GOLDEN.forEach((text, words) -> {
            texts.add(text);
            texts.add(String.join(" ", words));
            texts.add(String.join(
                    " ", text.codePoints().mapToObj(Character::toString).toList()));
        });
        // When
        List<Seen> seen = texts.stream().map(Seen::of).toList();
        // Then
        for (Seen a : seen) {
            seen.forEach(b -> assertToldApartWhereWordsDiffer(a, b));
        }
    }

    @Test
    void sketcherAgreesWithReferenceOnRandomMixtures() {
        Seeds.each(20_000, random -> {
            // Given a random mixture, and the same with one piece put in, taken out or changed
            List<String> pieces = new ArrayList<>();
            for (int i = random.nextInt(7); i >= 0; i--) {
                pieces.add(piece(random));
            }
            String before = String.join("", pieces);
            int at = random.nextInt(pieces.size());
            switch (random.nextInt(3)) {
                case 0 -> pieces.add(at, piece(random));
                case 1 -> pieces.remove(at);
                default -> pieces.set(at, piece(random));
            }
            // When and then
            assertToldApartWhereWordsDiffer(Seen.of(before), Seen.of(String.join("", pieces)));
        });
    }

    @Test
    void numbersAreEqualExactlyWhereTheirSequenceIs() {
        // Given
        Sketcher sketcher = new Sketcher();
        int numbers = sketcher.sketch("Ann has 3 apples and 4.5 pears").numbers();
        // Then
        assertThat(sketcher.sketch("Bob, 3, 4.5!").numbers()).isEqualTo(numbers);
        assertThat(sketcher.sketch("Ann has 4.5 apples and 3 pears").numbers()).isNotEqualTo(numbers);
        assertThat(sketcher.sketch("Ann has 3 apples and 45 pears").numbers()).isNotEqualTo(numbers);
        assertThat(sketcher.sketch("Ann has 3 apples").numbers()).isNotEqualTo(numbers);
        assertThat(sketcher.sketch("Ann has 3 apples and 4.5 pears and 0").numbers())
                .isNotEqualTo(numbers);
        assertThat(sketcher.sketch("no number").numbers())
                .isEqualTo(sketcher.sketch("none either").numbers());
    }

    private static String piece(Random random) {
        return PIECES[random.nextInt(PIECES.length)];
    }

    private static void assertToldApartWhereWordsDiffer(Seen a, Seen b) {
        boolean alike = Arrays.equals(a.sketch.lanes(), b.sketch.lanes());
        if (a.shingles.equals(b.shingles)) {
            assertThat(alike).as("\"%s\" and \"%s\" are alike", a.text, b.text).isTrue();
        } else if (a.shingles.size() <= 1 && b.shingles.size() <= 1) {
            // More shingles can hide a further one, since a sketch keeps only the smallest hashes.
            assertThat(alike).as("\"%s\" and \"%s\" are alike", a.text, b.text).isFalse();
        }
    }

    /** A text with what the sketcher and the reference make of it. */
    private record Seen(String text, Set<List<String>> shingles, Sketch sketch) {

        private static Seen of(String text) {
            Seen seen = new Seen(text, ReferenceTokens.shingles(text), new Sketcher().sketch(text));
            assertThat(seen.sketch.comparable()).as("\"%s\" has words", text).isEqualTo(!seen.shingles.isEmpty());
            return seen;
        }
    }
}
