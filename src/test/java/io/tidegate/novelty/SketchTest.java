package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import io.tidegate.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SketchTest {

    private static final int[] SIZES = {1, 2, 3, 5, 10, 20, 50, 100, 300, 800, 2000};

    private final Sketcher sketcher = new Sketcher();

    @Test
    void estimateOfTextsIsUnbiasedAndSpreadsAsTheoryHasIt() {
        Seeds.one(1, random -> {
            Errors all = new Errors();
            List<Errors> byTenth = new ArrayList<>();
            for (int i = 0; i <= 10; i++) {
                byTenth.add(new Errors());
            }
            for (int size : SIZES) {
                Errors ofSize = new Errors();
                for (int i = size <= 100 ? 800 : 200; i > 0; i--) {
                    // Given a pair of a random similarity
                    String a = Texts.words(random, size + 4);
                    String b = similar(random, a, size);
                    double exact = ReferenceTokens.jaccard(ReferenceTokens.shingles(a), ReferenceTokens.shingles(b));
                    // When
                    double estimate = estimate(a, b);
                    // Then
                    for (Errors errors : List.of(ofSize, byTenth.get((int) (exact * 10)), all)) {
                        errors.add(estimate, exact);
                    }
                }
                ofSize.assertUnbiased(size + " shingles");
                ofSize.assertSpread(size + " shingles", 0.9, 1.1);
            }
            for (int i = 0; i <= 10; i++) {
                byTenth.get(i).assertUnbiased("similarity from 0." + i);
            }
            assertThat(all.mean()).isBetween(-0.005, 0.005);
        });
    }

    @Test
    void noneOfTenMillionUnrelatedPairsIsSimilar() {
        Seeds.one(2, random -> {
            // Given texts of 5 to 400 words that have no shingle in common
            List<long[]> sketches = new ArrayList<>();
            Set<List<String>> seen = new HashSet<>();
            while (sketches.size() < 4_500) {
                String text = Texts.words(random, 5 + random.nextInt(random.nextInt(10) == 0 ? 396 : 40));
                if (seen.addAll(ReferenceTokens.shingles(text))) {
                    sketches.add(sketcher.sketch(text).lanes());
                }
            }
            // When
            double most = 0;
            for (int i = 0; i < sketches.size(); i++) {
                for (int j = 0; j < i; j++) {
                    most = Math.max(most, Sketch.estimate(sketches.get(i), 0, sketches.get(j), 0));
                }
            }
            // Then the most similar of 10,122,750 is eight standard errors away, and far from the limit
            assertThat(most).isLessThan(8 * Errors.theory(0)).isLessThan(0.8);
        });
    }

    @Test
    void unrelatedTextsAreNeverSimilarHoweverShort() {
        Seeds.one(3, random -> {
            for (int pair = 0; pair < 20_000; pair++) {
                String a = Texts.words(random, 1 + pair % 12);
                String b = Texts.words(random, 1 + random.nextInt(12));
                if (ReferenceTokens.shingles(a).stream().noneMatch(ReferenceTokens.shingles(b)::contains)) {
                    assertThat(estimate(a, b)).as("\"%s\" and \"%s\"", a, b).isLessThan(0.4);
                }
            }
        });
    }

    @Test
    void textsOfFewerWordsThanAShingleAreSimilarExactlyIfTheirWordsAreEqual() {
        String[] words = {"yes", "no", "7", "+", "漢", "😀"};
        Seeds.each(5_000, random -> {
            // Given two texts of one to four words
            List<String> a = pick(random, words);
            List<String> b = random.nextInt(4) == 0 ? a : pick(random, words);
            // When
            double estimate = estimate(String.join(" ", a), String.join("  ", b) + "!");
            // Then
            if (a.equals(b)) {
                assertThat(estimate).isEqualTo(1);
            } else {
                assertThat(estimate).as("%s and %s", a, b).isLessThan(0.4);
            }
        });
    }

    @Test
    void textsWithoutSpacesAreComparedByCharacters() {
        Seeds.each(300, random -> {
            for (int first : new int[] {'一', 'あ', 'ก'}) {
                String a = characters(random, first);
                String b = characters(random, first);
                assertThat(estimate(a, "\u3000" + a + "。")).isEqualTo(1);
                assertThat(estimate(a, b)).isLessThan(0.4);
                assertThat(estimate(a + a.substring(0, 10), a)).isGreaterThan(0.5);
            }
        });
    }

    @Test
    void textsWithoutWordsAreEqualOrUnlike() {
        List<String> texts = List.of("", "...", "!", "— …", "\u200B", "?!");
        for (String a : texts) {
            for (String b : texts) {
                assertThat(estimate(a, " " + b))
                        .satisfies(
                                e -> assertThat(e == 1).isEqualTo(a.equals(b)).isEqualTo(e >= 0.4));
            }
            assertThat(estimate(a, "word")).isLessThan(0.4);
        }
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
    void exactOfTurnsIsThatOfTheirTextsJoined() {
        Sketch turns = sketchOf(" Who? ", "", "Nobody\n", " \t", "else");
        assertThat(turns.exact()).isEqualTo(exact("Who? Nobody else")).isNotEqualTo(exact("Who?Nobody else"));
        assertThat(turns.lanes()).isEqualTo(sketcher.sketch("who nobody else").lanes());
    }

    @Test
    void shinglesRunOnFromTurnToTurn() {
        String[] words = Texts.words(new Random(4), 700).split(" ");
        assertThat(sketchOf(words).lanes())
                .isEqualTo(sketcher.sketch(String.join(", ", words)).lanes());
    }

    @Test
    void loneSurrogatesCountAsReplacementCharacters() {
        for (String lone : new String[] {"\uD83D", "\uDE00", "\uDE00\uD83D"}) {
            // Given
            String replaced = "\uFFFD".repeat(lone.length());
            // When
            Sketch sketch = sketcher.sketch("one two " + lone + " four five six" + lone);
            // Then
            assertSame(sketch, sketcher.sketch("one two " + replaced + " four five six" + replaced));
        }
    }

    @Test
    void usedSketcherGivesWhatFreshOneGives() {
        Seeds.one(5, random -> {
            Sketcher used = new Sketcher();
            used.sketch(Texts.words(random, 100_000) + "é");
            for (int i = 0; i < 500; i++) {
                String text = i % 50 == 0 ? " ...\n" : Texts.words(random, random.nextInt(i + 1)) + " " + i % 7;
                assertSame(
                        used.sketch(i % 3 == 0 ? text + "漢" : text),
                        new Sketcher().sketch(i % 3 == 0 ? text + "漢" : text));
            }
        });
    }

    @Test
    void longAssistantTurnsAreComparedByThemselves() {
        // Given
        String words = Texts.words(new Random(6), Sketcher.LONG_TURN);
        String fewer = words.substring(0, words.lastIndexOf(' '));
        sketcher.begin();
        sketcher.add("Hello", Sketcher.NOT_ALONE);
        sketcher.add(words, 1);
        sketcher.add(words, Sketcher.NOT_ALONE);
        sketcher.add(fewer, 3);
        sketcher.add(" " + words.toUpperCase(Locale.ROOT).replace(" ", ",\n") + "!", 4);
        sketcher.add(fewer + " another", 5);
        sketcher.add(fewer.replaceFirst(" ", " + "), 6);
        // When
        long[] turns = sketcher.end().longTurns();
        // Then
        assertThat(Arrays.stream(turns).map(Sketch::placeOf)).containsExactly(1L, 4L, 5L, 6L);
        assertThat(turns[0] - 1).isEqualTo(turns[1] - 4);
        assertThat(Set.of(turns[1] >>> 16, turns[2] >>> 16, turns[3] >>> 16)).hasSize(3);
    }

    @Test
    void onlyTheFirstThirtyTwoLongTurnsAreCompared() {
        sketcher.begin();
        for (int place = 0; place < 40; place++) {
            sketcher.add("word ".repeat(place == 3 ? 49 : 50), place);
        }
        long[] turns = sketcher.end().longTurns();
        assertThat(turns).hasSize(Sketcher.MAX_LONG_TURNS);
        assertThat(Sketch.placeOf(turns[Sketcher.MAX_LONG_TURNS - 1])).isEqualTo(32);
    }

    @Test
    void estimateWeighsTheLanesThatAgree() {
        Seeds.each(2_000, random -> {
            // Given sketches that agree here and there, neither at the start of its array
            long[] a = random.longs(Sketch.WORDS + 1).toArray();
            long[] b = random.longs(Sketch.WORDS + 3).toArray();
            for (int i = 0; i < Sketch.WORDS; i++) {
                long kept = ~random.nextLong() & random.nextLong();
                b[i + 2] = (a[i + 1] & kept) | (b[i + 2] & ~kept);
            }
            // When
            double estimate = Sketch.estimate(a, 1, b, 2);
            // Then
            double wide = 0;
            double narrow = 0;
            for (int lane = 0; lane < Sketch.LANES; lane++) {
                double equal = lane(a, 1, lane) == lane(b, 2, lane) ? 1 : 0;
                wide += lane < Sketch.WIDE_LANES ? equal / Sketch.WIDE_LANES : 0;
                narrow += lane < Sketch.WIDE_LANES ? 0 : equal / Sketch.NARROW_LANES;
            }
            double naive = 0.36 * (wide - 1.0 / 16) / (15.0 / 16) + 0.64 * (narrow - 0.5) / 0.5;
            assertThat(Math.abs(estimate - naive)).isLessThan(1e-12);
        });
    }

    @Test
    void bandIsItsSixLanesPacked() {
        Seeds.each(500, random -> {
            long[] lanes = random.longs(Sketch.WORDS + 2).toArray();
            for (int band = 0; band < Sketch.BANDS; band++) {
                int naive = 0;
                for (int i = 5; i >= 0; i--) {
                    naive = naive << 4 | lane(lanes, 1, band * 6 + i);
                }
                assertThat(Sketch.band(lanes, 1, band)).isEqualTo(naive);
            }
        });
    }

    /** A lane, of which the first 54 have four bits and the others one, in a row. */
    static int lane(long[] lanes, int from, int lane) {
        int bit = lane < 54 ? 4 * lane : 4 * 54 + lane - 54;
        long bits = lanes[from + bit / 64] >>> (bit % 64);
        return (int) bits & (lane < 54 ? 15 : 1);
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

    private static String characters(Random random, int first) {
        StringBuilder text = new StringBuilder();
        random.ints(60, first, first + 40).forEach(text::appendCodePoint);
        return text.toString();
    }

    private Sketch sketchOf(String... turns) {
        sketcher.begin();
        for (String turn : turns) {
            sketcher.add(turn, Sketcher.NOT_ALONE);
        }
        return sketcher.end();
    }

    private double estimate(String a, String b) {
        return Sketch.estimate(sketcher.sketch(a).lanes(), 0, sketcher.sketch(b).lanes(), 0);
    }

    private long exact(String text) {
        return sketcher.sketch(text).exact();
    }

    private static void assertSame(Sketch a, Sketch b) {
        assertThat(a.lanes()).isEqualTo(b.lanes());
        assertThat(a.longTurns()).isEqualTo(b.longTurns());
        assertThat(List.of(a.exact(), a.numbers())).isEqualTo(List.of(b.exact(), b.numbers()));
    }
}
