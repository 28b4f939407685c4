package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import io.tidegate.novelty.ShingleIndex.Similar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShingleIndexTest {

    /** So few different shingles that most are in several sets. */
    private static long[] shingles(Random random) {
        return random.longs(random.nextInt(40), 0, 300).sorted().distinct().toArray();
    }

    private static Optional<Similar> bruteForce(List<long[]> sets, long[] asked, IntPredicate allowed) {
        Optional<Similar> best = Optional.empty();
        for (int i = 0; i < sets.size(); i++) {
            double similarity = Shingles.jaccard(sets.get(i), asked);
            if (allowed.test(i) && similarity > best.map(Similar::similarity).orElse(0.0)) {
                best = Optional.of(new Similar(i, similarity));
            }
        }
        return best;
    }

    @Test
    void findsWhatLookingAtEverySampleFinds() {
        Seeds.each(10, random -> {
            ShingleIndex index = new ShingleIndex();
            List<long[]> sets = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                long[] asked = shingles(random);
                IntPredicate allowed = random.nextBoolean() ? sample -> true : sample -> sample % 3 == 0;
                assertThat(index.mostSimilar(asked, allowed)).isEqualTo(bruteForce(sets, asked, allowed));
                int one = random.nextInt(i + 1);
                if (one < sets.size()) {
                    assertThat(index.similarity(asked, one)).isEqualTo(Shingles.jaccard(asked, sets.get(one)));
                }
                index.add(asked);
                sets.add(asked);
            }
        });
    }

    @Test
    void holdsMoreThanAPageAndMoreSamplesThanItBeganWith() {
        ShingleIndex index = new ShingleIndex();
        for (int sample = 0; sample < 2_000; sample++) {
            index.add(Shingles.of(words(sample)));
        }
        for (int sample = 0; sample < 2_000; sample++) {
            assertThat(index.mostSimilar(Shingles.of(words(sample)), other -> true))
                    .contains(new Similar(sample, 1));
        }
        assertThat(index.mostSimilar(Shingles.of("not one of them, not at all"), other -> true))
                .isEmpty();
    }

    private static String words(int sample) {
        return IntStream.range(0, 14).mapToObj(i -> sample + "x" + i).collect(Collectors.joining(" "));
    }
}
