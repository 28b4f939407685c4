package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.Seeds;
import io.tidegate.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SketchTest {

    private static final int[] SIZES = {1, 2, 3, 5, 10, 20, 50, 112, 300, 800, 2000};

    @Test
    void estimateIsUnbiasedAndSpreadsNoMoreThanTheoryHasIt() {
        Seeds.one(1, random -> {
            double sumOfErrors = 0;
            int allPairs = 0;
            for (int size : SIZES) {
                int pairs = size <= 112 ? 800 : 200;
                double sum = 0;
                double sumOfSquaredDeviations = 0;
                for (int i = 0; i < pairs; i++) {
                    // Given a pair of a random similarity
                    String a = Texts.words(random, size + 4);
                    String b = similar(random, a, size);
                    double exact = ReferenceTokens.jaccard(ReferenceTokens.shingles(a), ReferenceTokens.shingles(b));
                    // When
                    double error = estimate(a, b) - exact;
                    // Then it counts in units of the standard deviation of independent lanes
                    double deviation = deviation(exact);
                    sum += error;
                    sumOfSquaredDeviations += deviation == 0 ? 0 : error * error / (deviation * deviation);
                }
                sumOfErrors += sum;
                allPairs += pairs;
                double spread = Math.sqrt(sumOfSquaredDeviations / pairs);
                assertThat(sum / pairs).as("mean error at %d shingles", size).isCloseTo(0, within(0.01));
                assertThat(spread).as("spread at %d shingles", size).isBetween(0.5, 1.1);
            }
            assertThat(sumOfErrors / allPairs).isCloseTo(0, within(0.002));
        });
    }

    /** Standard deviation of the estimate where each lane is drawn by itself: 54 of four bits, and 200 of one. */
    private static double deviation(double similarity) {
        double wide = (similarity + (1 - similarity) / 16);
        double narrow = (similarity + (1 - similarity) / 2);
        return Math.hypot(
                0.36 * Math.sqrt(wide * (1 - wide) / 54) / (15.0 / 16),
                0.64 * Math.sqrt(narrow * (1 - narrow) / 200) / (1.0 / 2));
    }

    @Test
    void noneOfTenMillionUnrelatedPairsComesNearALimit() {
        Seeds.one(4, random -> {
            // Given sketches of 4,500 texts of all lengths that have nothing in common
            List<Sketch> sketches = new ArrayList<>();
            for (int i = 0; i < 4_500; i++) {
                sketches.add(new Sketcher().sketch(Texts.words(random, 5 + random.nextInt(300))));
            }
            // When each is compared with each
            long pairs = 0;
            double highest = 0;
            for (int i = 0; i < sketches.size(); i++) {
                for (int j = 0; j < i; j++) {
                    highest = Math.max(
                            highest,
                            Sketch.estimate(
                                    sketches.get(i).lanes(), 0, sketches.get(j).lanes(), 0));
                    pairs++;
                }
            }
            // Then
            assertThat(pairs).isGreaterThan(10_000_000);
            assertThat(highest).isLessThan(0.5);
        });
    }

    @Test
    void longTurnsAreEqualForTheSameWords() {
        Seeds.each(200, random -> {
            // Given a turn of 40 to 60 words, and the same in other case, punctuation and white space
            int words = 40 + random.nextInt(21);
            String turn = Texts.words(random, words);
            String same = turn.toUpperCase(Locale.ROOT).replace(" ", ",\n ") + "!";
            String other = Texts.edited(random, turn, 1);
            int place = random.nextInt(10_000);
            // When
            long[] hashes = longTurns(place, turn, same, other);
            // Then
            if (words < Sketcher.LONG_TURN) {
                assertThat(hashes).isEmpty();
            } else {
                assertThat(hashes).hasSize(3);
                assertThat(Sketch.placeOf(hashes[0])).isEqualTo(place);
                assertThat(Sketch.placeOf(hashes[2])).isEqualTo(place + 2);
                assertThat(hashes[0] >>> 16).isEqualTo(hashes[1] >>> 16).isNotEqualTo(hashes[2] >>> 16);
            }
            assertThat(longTurns(Sketcher.NOT_ALONE - 2, turn, same, other)).isEmpty();
        });
    }

    @Test
    void noMoreThan32LongTurnsAreCompared() {
        String[] turns = new String[40];
        Seeds.one(5, random -> Arrays.setAll(turns, i -> Texts.words(random, 50)));
        assertThat(longTurns(0, turns)).hasSize(Sketcher.MAX_LONG_TURNS);
    }

    private static long[] longTurns(int firstPlace, String... turns) {
        Sketcher sketcher = new Sketcher();
        sketcher.begin();
        for (int i = 0; i < turns.length; i++) {
            sketcher.add(turns[i], firstPlace + i);
        }
        return sketcher.end().longTurns();
    }

    @Test
    void unrelatedTextsAreNeverSimilarHoweverShort() {
        Seeds.one(2, random -> {
            for (int pair = 0; pair < 20_000; pair++) {
                String a = Texts.words(random, 1 + pair % 12);
                String b = Texts.words(random, 1 + random.nextInt(12));
                if (ReferenceTokens.shingles(a).stream().noneMatch(ReferenceTokens.shingles(b)::contains)) {
                    assertThat(estimate(a, b)).as("\"%s\" and \"%s\"", a, b).isLessThan(0.5);
                }
            }
        });
    }

    @Test
    void shortTextsAreSimilarExactlyIfTheirWordsAreEqual() {
        String[] words = {"yes", "no", "7", "+", "漢", "😀"};
        Seeds.each(5_000, random -> {
            // Given two texts of one to four words
            List<String> a = pick(random, words);
            List<String> b = random.nextInt(4) == 0 ? a : pick(random, words);
            // When
            double similarity = estimate(String.join(" ", a), String.join("  ", b) + "!");
            // Then
            if (a.equals(b)) {
                assertThat(similarity).isEqualTo(1);
            } else {
                assertThat(similarity).as("%s and %s", a, b).isLessThan(0.5);
            }
        });
    }

    @Test
    void exactIsEqualForNfcAndWhiteSpaceAlone() {
        // Given
        long exact = exact("Caf\u00e9 au lait, 3 \uD83D\uDE00");
        // Then
        assertThat(exact("Cafe\u0301 au lait, 3 \uD83D\uDE00")).isEqualTo(exact);
        assertThat(exact(" Caf\u00e9\tau \n\n lait,\u00A03\u2003\uD83D\uDE00\r\n"))
                .isEqualTo(exact);
        for (String other : new String[] {
            "Cafe au lait, 3 \uD83D\uDE00",
            "caf\u00e9 au lait, 3 \uD83D\uDE00",
            "Caf\u00e9 au lait 3 \uD83D\uDE00",
            "Caf\u00e9 au lait, 3\uD83D\uDE00",
            "Caf\u00e9 au lait, 3 \uD83D\uDE01",
            "Caf\u00e9 aulait, 3 \uD83D\uDE00",
            "Caf\u00e9\u200B au lait, 3 \uD83D\uDE00"
        }) {
            assertThat(exact(other)).as(other).isNotEqualTo(exact);
        }
        assertThat(exact("ﬁ")).as("compatibility forms stay apart").isNotEqualTo(exact("fi"));
        assertThat(exact("")).isEqualTo(exact(" \n "));
    }

    @Test
    void loneSurrogatesCountAsReplacementCharacters() {
        for (String lone : new String[] {"\uD83D", "\uDE00", "\uDE00\uD83D"}) {
            // Given
            String replaced = "\uFFFD".repeat(lone.length());
            // When
            Sketch sketch = new Sketcher().sketch("one two " + lone + " four five six" + lone);
            // Then
            assertSame(sketch, new Sketcher().sketch("one two " + replaced + " four five six" + replaced));
        }
    }

    @Test
    void usedSketcherGivesWhatFreshOneGives() {
        Seeds.one(3, random -> {
            Sketcher used = new Sketcher();
            for (int i = 0; i < 500; i++) {
                String text = i % 50 == 0 ? " ...\n" : Texts.words(random, random.nextInt(i + 1)) + " " + i % 7;
                assertSame(used.sketch(text), new Sketcher().sketch(text));
            }
        });
    }

    @Test
    void estimateIsThatOfItsLanes() {
        Seeds.each(2_000, random -> {
            // Given sketches that agree here and there, not at the start of their arrays
            long[] a = random.longs(Sketch.WORDS + 1).toArray();
            long[] b = random.longs(Sketch.WORDS + 3).toArray();
            for (int i = 0; i < Sketch.WORDS; i++) {
                long kept = ~random.nextLong() & random.nextLong();
                b[i + 2] = (a[i + 1] & kept) | (b[i + 2] & ~kept);
            }
            // When
            double estimate = Sketch.estimate(a, 1, b, 2);
            // Then
            BitSet different = BitSet.valueOf(Arrays.copyOfRange(a, 1, 1 + Sketch.WORDS));
            different.xor(BitSet.valueOf(Arrays.copyOfRange(b, 2, 2 + Sketch.WORDS)));
            int wide = 0;
            for (int lane = 0; lane < 54; lane++) {
                wide += different.get(4 * lane, 4 * lane + 4).isEmpty() ? 1 : 0;
            }
            int narrow = 200 - different.get(216, 416).cardinality();
            double byWide = (wide / 54.0 - 1.0 / 16) * 16 / 15;
            double byNarrow = (narrow / 200.0 - 1.0 / 2) * 2;
            assertThat(estimate).isCloseTo(0.36 * byWide + 0.64 * byNarrow, within(1e-12));
        });
    }

    @Test
    void bandIsItsSixLanes() {
        Seeds.each(500, random -> {
            long[] lanes = random.longs(Sketch.WORDS + 2).toArray();
            BitSet bits = BitSet.valueOf(Arrays.copyOfRange(lanes, 1, lanes.length));
            for (int band = 0; band < Sketch.BANDS; band++) {
                long[] word = bits.get(24 * band, 24 * band + 24).toLongArray();
                assertThat(Sketch.band(lanes, 1, band)).isEqualTo(word.length == 0 ? 0 : (int) word[0]);
            }
        });
    }

    private static String similar(Random random, String text, int size) {
        return switch (random.nextInt(3)) {
            case 0 -> Texts.edited(random, text, random.nextInt(1 + size / 4));
            case 1 -> Texts.rewritten(random, text, random.nextInt(size + 1), size + 4);
            default -> {
                String[] words = text.split(" ");
                yield String.join(" ", List.of(words).subList(0, 4 + random.nextInt(size + 1)));
            }
        };
    }

    private static List<String> pick(Random random, String[] words) {
        return random.ints(1 + random.nextInt(4), 0, words.length)
                .mapToObj(i -> words[i])
                .toList();
    }

    private static double estimate(String a, String b) {
        return Sketch.estimate(
                new Sketcher().sketch(a).lanes(), 0, new Sketcher().sketch(b).lanes(), 0);
    }

    private static long exact(String text) {
        return new Sketcher().sketch(text).exact();
    }

    private static void assertSame(Sketch a, Sketch b) {
        assertThat(a.lanes()).isEqualTo(b.lanes());
        assertThat(List.of(a.exact(), a.numbers())).isEqualTo(List.of(b.exact(), b.numbers()));
    }
}
