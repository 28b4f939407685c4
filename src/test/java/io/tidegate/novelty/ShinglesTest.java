package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import io.tidegate.Texts;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShinglesTest {

    /** First and last code points of blocks that words, numbers, operators and what is between them come from. */
    private static final int[][] BLOCKS = {
        {' ', '~'},
        {' ', '~'},
        {' ', '~'},
        {'0', '9'},
        {'.', '.'},
        {'\'', '\''},
        {'\u00a0', '\u017f'},
        {'\u0300', '\u0310'},
        {'\u0e00', '\u0e5b'},
        {'\u2010', '\u2030'},
        {'\u3040', '\u30ff'},
        {'\u4e00', '\u4e20'},
        {'\ud800', '\udfff'},
        {'\ufe00', '\ufe0f'},
        {0x1f600, 0x1f64f}
    };

    private static String mixture(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            int[] block = BLOCKS[random.nextInt(BLOCKS.length)];
            text.appendCodePoint(block[0] + random.nextInt(block[1] - block[0] + 1));
        }
        return text.toString();
    }

    @Test
    void wordsAreThoseOfTheReference() {
        Seeds.each(20_000, random -> {
            String text = mixture(random);
            assertThat(Shingles.words(text)).as(text).isEqualTo(ReferenceTokens.of(text));
        });
    }

    @Test
    void similarityIsThatOfTheReference() {
        Seeds.each(2_000, random -> {
            // Given texts with words that come again
            String a = random.nextBoolean() ? mixture(random) : Texts.words(random, 1 + random.nextInt(40));
            String b = switch (random.nextInt(3)) {
                case 0 -> Texts.edited(random, a, 1);
                case 1 -> a + " " + a + mixture(random);
                default -> mixture(random);
            };
            // When
            long[] shinglesOfA = Shingles.of(a);
            long[] shinglesOfB = Shingles.of(b);
            // Then
            assertThat(shinglesOfA)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize(ReferenceTokens.shingles(a).size());
            double expected = ReferenceTokens.jaccard(ReferenceTokens.shingles(a), ReferenceTokens.shingles(b));
            assertThat(Shingles.jaccard(shinglesOfA, shinglesOfB)).isEqualTo(Double.isNaN(expected) ? 0 : expected);
        });
    }

    @Test
    void textsOfFewWordsAreOneShingle() {
        assertThat(Shingles.of("")).isEmpty();
        assertThat(Shingles.of("... !")).isEmpty();
        assertThat(Shingles.of("one two")).hasSize(1).isNotEqualTo(Shingles.of("two one"));
        assertThat(Shingles.of("one two three four five")).hasSize(1);
        assertThat(Shingles.of("one two three four five six")).hasSize(2);
    }
}
