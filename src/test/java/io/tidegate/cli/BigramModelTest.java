package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BigramModelTest {

    private static final int DRAWS = 10_000;

    /** The words that follow word 1: nine times 2, once 3. */
    private static final List<int[]> TEXTS = Stream.concat(
                    Collections.nCopies(9, new int[] {1, 2}).stream(), Stream.of(new int[] {1, 3}))
            .toList();

    /** How often a model writes 3 after 1, which begins every text. */
    private static long rare(double topP) {
        BigramModel model = new BigramModel(TEXTS, topP);
        Random random = new Random(5);
        return Stream.generate(() -> model.write(2, random))
                .limit(DRAWS)
                .filter(text -> text[1] == 3)
                .count();
    }

    @Test
    void drawsWordsAsOftenAsItReadThem() {
        // DRAWS coins of a tenth: mean 1,000, standard deviation 30
        assertThat(rare(1)).isBetween(880L, 1_120L);
    }

    @Test
    void leavesOutWhatTheNucleusDoesNotNeed() {
        assertThat(rare(0.9)).isZero();
        assertThat(rare(0.91)).isPositive();
    }

    @Test
    void writesNoPairThatItHasNotRead() {
        BigramModel model = new BigramModel(List.of(new int[] {1, 2, 3}, new int[] {2, 1}), 1);

        int[] text = model.write(1_000, new Random(1));

        assertThat(text).hasSize(1_000).containsOnly(1, 2, 3);
        for (int i = 1; i < text.length; i++) {
            int[] pair = {text[i - 1], text[i]};
            boolean read = Stream.of(new int[] {1, 2}, new int[] {2, 3}, new int[] {2, 1})
                    .anyMatch(known -> Arrays.equals(known, pair));
            assertThat(read || text[i - 1] == 3).as("%s", Arrays.toString(pair)).isTrue();
        }
    }
}
