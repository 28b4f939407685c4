package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The statistics of sets of random hashes. Bounds are of five standard deviations; no number is golden. */
class MinHashesTest {

    private static final int[] SIZES = {1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100, 254, 340, 800, 2000};

    private final MinHashes one = new MinHashes();
    private final MinHashes other = new MinHashes();

    @Test
    void estimateIsUnbiasedAndSpreadsAsTheoryHasIt() {
        Seeds.one(1, random -> {
            Errors all = new Errors();
            for (int size : SIZES) {
                Errors ofSize = new Errors();
                int pairs = size <= 100 ? 12_000 : 3_000;
                for (int i = 0; i < pairs; i++) {
                    int common = random.nextInt(size + 1);
                    double estimate = estimate(random, common, size);
                    ofSize.add(estimate, (double) common / size);
                    all.add(estimate, (double) common / size);
                }
                ofSize.assertUnbiased(size + " elements");
                // Two elements lie in one bin once in 254 times; then all depends on which is smaller.
                ofSize.assertSpread(size + " elements", 0.9, size == 2 ? 1.1 : 1.04);
            }
            assertThat(all.mean()).isBetween(-0.001, 0.001);
        });
    }

    @Test
    void estimateIsUnbiasedAtEverySimilarity() {
        Seeds.one(2, random -> {
            for (int percent = 0; percent < 100; percent += 5) {
                Errors errors = new Errors();
                for (int i = 0; i < 4_000; i++) {
                    errors.add(estimate(random, 2 * percent, 200), percent / 100.0);
                }
                errors.assertUnbiased("similarity " + percent + " %");
                // Less than where each lane is drawn by itself: no element is drawn twice before all were.
                errors.assertSpread("similarity " + percent + " %", 0.6, 1.02);
            }
        });
    }

    @Test
    void ordinaryTextsHaveTheErrorThatThreeBinsAnElementGive() {
        // Given as many shingles as texts of 2 KB have; with two bins each, they spread 0.892 of what independent lanes
        // do
        Seeds.one(4, random -> {
            Errors errors = new Errors();
            for (int i = 0; i < 60_000; i++) {
                errors.add(estimate(random, 272, 340), 0.8);
            }
            assertThat(errors.ratio()).isBetween(0.86, 0.883);
        });
    }

    @Test
    void lanesOfOneElementAreIndependent() {
        // Given sets of one element each, all of whose lanes but one are borrowed
        Seeds.one(3, random -> {
            Errors errors = new Errors();
            for (int i = 0; i < 50_000; i++) {
                errors.add(Sketch.estimate(lanes(one, random.nextLong()), 0, lanes(other, random.nextLong()), 0), 0);
            }
            errors.assertUnbiased("one element");
            errors.assertSpread("one element", 1, 1);
        });
    }

    @Test
    void orderAndRepetitionOfElementsDoNotMatter() {
        Seeds.each(300, random -> {
            long[] elements = random.longs(1 + random.nextInt(300)).toArray();
            long[] again = Arrays.copyOf(elements, elements.length + 1);
            again[elements.length] = again[0];
            again[0] = elements[elements.length - 1];
            assertThat(lanes(one, again)).isEqualTo(lanes(other, elements));
        });
    }

    @Test
    void repetitionDoesNotMatterHoweverOften() {
        Seeds.each(5, random -> {
            // Given few elements, and the same a hundred thousand times
            long[] elements = random.longs(1 + random.nextInt(40)).toArray();
            long[] again = new long[100_000];
            Arrays.setAll(again, i -> elements[i % elements.length]);
            assertThat(lanes(one, again)).isEqualTo(lanes(other, elements));
        });
    }

    @Test
    void lanesAreThePackedBits() {
        // Given a set of so many elements that no bin is empty, found by brute force
        Seeds.each(20, random -> {
            int[] smallest = new int[Sketch.LANES];
            Arrays.fill(smallest, Integer.MAX_VALUE);
            long[] elements = random.longs(6_000).toArray();
            for (long element : elements) {
                int bin = (int) (element >>> 56);
                if (bin < Sketch.LANES) {
                    smallest[bin] = Math.min(smallest[bin], (int) (element & 0x1FFF_FFFF));
                }
            }
            // When
            long[] lanes = lanes(one, elements);
            // Then
            for (int lane = 0; lane < Sketch.LANES; lane++) {
                assertThat(SketchTest.lane(lanes, 0, lane))
                        .as("lane %d", lane)
                        .isEqualTo(smallest[lane] & (lane < Sketch.WIDE_LANES ? 15 : 1));
            }
        });
    }

    private double estimate(Random random, int common, int union) {
        one.begin();
        other.begin();
        for (int i = 0; i < union; i++) {
            long element = random.nextLong();
            boolean inBoth = i < common;
            boolean first = i == common || (i != union - 1 && random.nextBoolean());
            if (inBoth || first || union == 1) {
                one.add(element);
            }
            if (inBoth || !first || union == 1) {
                other.add(element);
            }
        }
        if (common == 0 && union == 1) {
            other.begin();
            other.add(random.nextLong());
        }
        return Sketch.estimate(one.lanes(), 0, other.lanes(), 0);
    }

    private static long[] lanes(MinHashes hashes, long... elements) {
        hashes.begin();
        for (long element : elements) {
            hashes.add(element);
        }
        return hashes.lanes();
    }
}
