package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TextSampleTest {

    private static final int WORDS = 5;

    private static TextSample sample(long most, LongStream numbers) {
        TextSample sample = new TextSample(most);
        numbers.forEach(number -> sample.add(number, ("n" + number + " ").repeat(WORDS)));
        return sample;
    }

    private static List<Long> numbers(TextSample sample) {
        return sample.texts().stream()
                .map(text -> Long.valueOf(text.substring(1, text.indexOf(' '))))
                .toList();
    }

    @Test
    void keepsAllWhereThereIsNoMore() {
        TextSample sample = sample(1_000, LongStream.range(0, 10));

        assertThat(sample.words()).isEqualTo(10 * WORDS);
        assertThat(numbers(sample))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 10).boxed().toList());
        assertThat(sample.diversity(50).distinct1()).isEqualTo(10.0 / 50);
    }

    @Test
    void keepsAsManyAsTheWordsNeed() {
        TextSample sample = sample(12, LongStream.range(0, 10_000));

        assertThat(sample.words()).isEqualTo(12);
        assertThat(sample.texts()).hasSize(3);
        assertThat(sample.diversity(12).words()).isEqualTo(12);
        assertThat(sample.diversity(7).words()).isEqualTo(7);
    }

    @Test
    void whereATextStandsInTheStreamDoesNotMatter() {
        int streams = 400;
        long early = 0;
        for (long stream = 0; stream < streams; stream++) {
            long first = stream * 1_000;
            early += numbers(sample(10 * WORDS, LongStream.range(first, first + 1_000))).stream()
                    .filter(number -> number < first + 500)
                    .count();
        }

        // 4,000 fair coins: mean 2,000, standard deviation 31.6
        assertThat(early).isBetween(2_000L - 127, 2_000L + 127);
    }

    @Test
    void streamsWithTextsInCommonHaveThemInCommon() {
        LongPredicate even = number -> number % 2 == 0;

        List<Long> all = numbers(sample(200 * WORDS, LongStream.range(0, 5_000)));
        List<Long> some = numbers(sample(200 * WORDS, LongStream.range(0, 5_000).filter(even)));

        List<Long> both = all.stream().filter(even::test).toList();
        assertThat(both).hasSizeBetween(60, 140);
        assertThat(some).startsWith(both.toArray(Long[]::new));
    }
}
