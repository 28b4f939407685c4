package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.Seeds;
import io.tidegate.Texts;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SketchTest {

    private static final int[] SIZES = {1, 2, 3, 5, 10, 20, 50, 112, 300, 800, 2000};

    @Test
    void estimateIsUnbiasedAndSpreadsAsTheoryHasIt() {
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
                    double error = uncut(equalLanes(a, b)) - exact;
                    // Then it counts in units of the standard deviation of 112 independent lanes
                    double agree = exact + (1 - exact) / 16;
                    double deviation = Math.sqrt(agree * (1 - agree) / Sketch.LANES) / (15.0 / 16);
                    sum += error;
                    sumOfSquaredDeviations += deviation == 0 ? 0 : error * error / (deviation * deviation);
                }
                sumOfErrors += sum;
                allPairs += pairs;
                double spread = Math.sqrt(sumOfSquaredDeviations / pairs);
                assertThat(sum / pairs).as("mean error at %d shingles", size).isCloseTo(0, within(0.01));
                assertThat(spread).as("spread at %d shingles", size).isBetween(0.6, 1.25);
            }
            assertThat(sumOfErrors / allPairs).isCloseTo(0, within(0.002));
        });
    }

    @Test
    void unrelatedTextsAreNeverSimilarHoweverShort() {
        Seeds.one(2, random -> {
            for (int pair = 0; pair < 20_000; pair++) {
                String a = Texts.words(random, 1 + pair % 12);
                String b = Texts.words(random, 1 + random.nextInt(12));
                if (ReferenceTokens.shingles(a).stream().noneMatch(ReferenceTokens.shingles(b)::contains)) {
                    assertThat(Sketch.similarity(equalLanes(a, b)))
                            .as("\"%s\" and \"%s\"", a, b)
                            .isLessThan(0.5);
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
            double similarity = Sketch.similarity(equalLanes(String.join(" ", a), String.join("  ", b) + "!"));
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
    void equalLanesIsTheNumberOfEqualLanes() {
        Seeds.each(2_000, random -> {
            // Given sketches that agree here and there, the second one not at the start of its array
            long[] a = random.longs(Sketch.WORDS).toArray();
            long[] b = random.longs(Sketch.WORDS + 3).toArray();
            for (int i = 0; i < Sketch.WORDS; i++) {
                long kept = ~random.nextLong() & random.nextLong();
                b[i + 2] = (a[i] & kept) | (b[i + 2] & ~kept);
            }
            // When
            int equal = Sketch.equalLanes(a, b, 2);
            // Then
            int naive = 0;
            for (int lane = 0; lane < Sketch.LANES; lane++) {
                naive += lane(a, 0, lane) == lane(b, 2, lane) ? 1 : 0;
            }
            assertThat(equal).isEqualTo(naive);
        });
    }

    @Test
    void bandIsItsFiveLanesPacked() {
        Seeds.each(500, random -> {
            long[] lanes = random.longs(Sketch.WORDS + 2).toArray();
            for (int band = 0; band < Sketch.BANDS; band++) {
                int naive = 0;
                for (int i = 4; i >= 0; i--) {
                    naive = naive << 4 | lane(lanes, 1, band * 5 + i);
                }
                assertThat(Sketch.band(lanes, 1, band)).isEqualTo(naive);
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

    private static double uncut(int equalLanes) {
        return ((double) equalLanes / Sketch.LANES - 1.0 / 16) / (15.0 / 16);
    }

    private static int equalLanes(String a, String b) {
        return Sketch.equalLanes(
                new Sketcher().sketch(a).lanes(), new Sketcher().sketch(b).lanes(), 0);
    }

    private static int lane(long[] lanes, int from, int lane) {
        return (int) (lanes[from + lane / 16] >>> (lane % 16 * 4)) & 15;
    }

    private static long exact(String text) {
        return new Sketcher().sketch(text).exact();
    }

    private static void assertSame(Sketch a, Sketch b) {
        assertThat(a.lanes()).isEqualTo(b.lanes());
        assertThat(List.of(a.exact(), a.numbers(), a.comparable()))
                .isEqualTo(List.of(b.exact(), b.numbers(), b.comparable()));
    }
}
