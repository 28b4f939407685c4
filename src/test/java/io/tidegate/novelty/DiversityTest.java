package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DiversityTest {

    private static final Offset<Double> EXACTLY = within(1e-12);

    private static Diversity of(String... texts) {
        return Diversity.of(List.of(texts), Long.MAX_VALUE);
    }

    /** A text in which the n-th word comes as often as the n-th count says. */
    private static String counts(int... counts) {
        return IntStream.range(0, counts.length)
                .mapToObj(word -> String.join(" ", Collections.nCopies(counts[word], "word" + word)))
                .collect(Collectors.joining(" "));
    }

    @Test
    void distinctRunsAreCountedOverAllRuns() {
        // tide gate tide sea | tide gate
        Diversity measured = of("Tide gate, tide sea.", "tide gate");

        assertThat(measured.words()).isEqualTo(6);
        assertThat(measured.distinct1()).isEqualTo(3.0 / 6, EXACTLY);
        assertThat(measured.distinct2()).isEqualTo(3.0 / 4, EXACTLY);
        assertThat(measured.distinct3()).isEqualTo(2.0 / 2, EXACTLY);
    }

    @Test
    void orderTellsRunsApart() {
        assertThat(of("a b", "b a").distinct2()).isEqualTo(1, EXACTLY);
        assertThat(of("a b c", "a c b", "a b c").distinct3()).isEqualTo(2.0 / 3, EXACTLY);
    }

    @Test
    void noRunGoesFromOneTextOnToTheNext() {
        assertThat(of("a b", "a b").distinct2()).isEqualTo(1.0 / 2, EXACTLY);
        assertThat(of("a b", "c d").distinct3()).isNaN();
    }

    @Test
    void theTailIsWhatComesOnce() {
        assertThat(of("a a a b b c d").once()).isEqualTo(2.0 / 7, EXACTLY);
        assertThat(of("a a").once()).isZero();
    }

    @Test
    void theZipfCoefficientOfAPowerLawIsItsExponent() {
        assertThat(of(counts(12, 6, 4, 3)).zipf()).isEqualTo(1, EXACTLY);
        assertThat(of(counts(9, 36)).zipf()).isEqualTo(2, EXACTLY);
        assertThat(of(counts(5, 5, 5)).zipf()).isEqualTo(0, EXACTLY);
        // ranks 1, 2, 3: least squares through (0, ln 4), (ln 2, 0), (ln 3, 0)
        double mean = Math.log(6) / 3;
        double xy = -mean * Math.log(4);
        double xx = mean * mean + Math.pow(Math.log(2) - mean, 2) + Math.pow(Math.log(3) - mean, 2);
        assertThat(of(counts(4, 1, 1)).zipf()).isEqualTo(-xy / xx, EXACTLY);
    }

    @Test
    void theZipfCoefficientIsThatOfTheFiveThousandMostFrequentWords() {
        int[] counts =
                IntStream.range(0, 6_000).map(word -> word < 5_000 ? 2 : 1).toArray();

        assertThat(of(counts(counts)).zipf()).isEqualTo(0, EXACTLY);
    }

    @Test
    void compressionIsOverTheRawBytes() {
        Random random = new Random(1);
        String[] digits = IntStream.range(0, 100)
                .mapToObj(i ->
                        random.ints(1_000, 0, 16).mapToObj(Integer::toHexString).collect(Collectors.joining()))
                .toArray(String[]::new);

        // A random digit of sixteen holds half a byte, and no code can do with less.
        assertThat(of(digits).compression()).isBetween(0.5, 0.6);
        assertThat(of("tide ".repeat(20_000)).compression()).isBetween(0.0005, 0.01);
        assertThat(of("x").compression()).isGreaterThan(1);
    }

    @Test
    void noMoreThanTheWantedWordsAreMeasured() {
        Diversity measured = Diversity.of(List.of("a b", "a c d", "e"), 4);

        assertThat(measured.words()).isEqualTo(4);
        assertThat(measured.distinct1()).isEqualTo(3.0 / 4, EXACTLY);
        assertThat(measured.once()).isEqualTo(2.0 / 4, EXACTLY);
    }

    @Test
    void whatTextIsTooShortForIsNoNumber() {
        Diversity nothing = of();
        assertThat(nothing.words()).isZero();
        assertThat(nothing.distinct1()).isNaN();
        assertThat(nothing.once()).isNaN();
        assertThat(nothing.zipf()).isNaN();
        assertThat(nothing.compression()).isNaN();

        Diversity one = of("word");
        assertThat(one.distinct1()).isEqualTo(1, EXACTLY);
        assertThat(one.distinct2()).isNaN();
        assertThat(one.zipf()).isNaN();
    }
}
