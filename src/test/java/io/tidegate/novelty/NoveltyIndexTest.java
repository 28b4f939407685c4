package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import io.tidegate.Texts;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NoveltyIndexTest {

    private final Sketcher sketcher = new Sketcher();

    @Test
    void findsWhatComparingWithEverythingFinds() {
        Seeds.each(3, random -> {
            NoveltyIndex index = new NoveltyIndex();
            NaiveIndex naive = new NaiveIndex();
            for (Remembered asked : stream(random, 1_500, 3)) {
                for (boolean distinctNumbers : new boolean[] {false, true}) {
                    // When
                    Optional<Match> found = index.mostSimilar(asked, distinctNumbers);
                    // Then
                    assertSame(found, naive.mostSimilar(asked, distinctNumbers));
                }
                if (random.nextInt(5) > 0) {
                    index.add(asked);
                    naive.remembered.add(asked);
                }
            }
            assertThat(index.size()).isEqualTo(naive.remembered.size()).isGreaterThan(1 << 10);
        });
    }

    @Test
    void findsTheSameWhateverElseIsRemembered() {
        Seeds.each(3, random -> {
            // Given one index that holds one scope, and one that holds it among others, and so is larger
            NoveltyIndex alone = new NoveltyIndex();
            NoveltyIndex among = new NoveltyIndex();
            for (Remembered asked : stream(random, 4_000, 6)) {
                if (asked.scope() == 0) {
                    // When and then
                    assertSame(among.mostSimilar(asked, false), alone.mostSimilar(asked, false));
                    alone.add(asked);
                }
                among.add(asked);
            }
            assertThat(alone.bytesAfterNext()).isLessThan(among.bytesAfterNext());
        });
    }

    @Test
    @DisplayName("Law 3: similarity isn't handed on: a copy of a copy is measured against what is remembered alone")
    void law3_noTransitiveClosure() {
        Seeds.each(20, random -> {
            // Given A, B and C, each an edit of the one before at another place
            String a = Texts.words(random, 200);
            String b = Texts.rewritten(random, a, 20, 30);
            String c = Texts.rewritten(random, b, 150, 160);
            NoveltyIndex index = new NoveltyIndex();
            index.add(sample(0, a, 1));
            // When
            Match ofB = index.mostSimilar(sample(0, b, 2), false).orElseThrow();
            Optional<Match> ofC = index.mostSimilar(sample(0, c, 3), false);
            // Then C's similarity is its own to A, whatever B's was
            double exact = ReferenceTokens.jaccard(ReferenceTokens.shingles(a), ReferenceTokens.shingles(c));
            assertThat(exact).isLessThan(0.76);
            ofC.ifPresent(match -> {
                assertThat(match.sample().offset()).isEqualTo(1);
                assertThat(match.similarity()).isLessThan(ofB.similarity()).isBetween(exact - 0.2, exact + 0.2);
            });
            // And once B is remembered, C is measured against B
            index.add(sample(0, b, 2));
            Match ofCThen = index.mostSimilar(sample(0, c, 3), false).orElseThrow();
            assertThat(ofCThen.similarity())
                    .isGreaterThanOrEqualTo(ofC.map(Match::similarity).orElse(0.0));
        });
    }

    @Test
    void earliestOfEqualsWins() {
        // Given three samples that differ only in what is nothing to words, and a more distant one before them
        NoveltyIndex index = new NoveltyIndex();
        index.add(sample(0, "one two three four five six seven eight nine", 4));
        index.add(sample(1, "one two three four five six seven eight", 5));
        index.add(sample(0, "One two three four five six seven eight", 6));
        index.add(sample(0, "one two three four five six seven eight.", 7));
        // When
        Match near = index.mostSimilar(sample(0, "One two three, four five six seven eight", 8), false)
                .orElseThrow();
        // Then
        assertThat(near.sample().offset()).isEqualTo(6);
        assertThat(near.similarity()).isEqualTo(1);
        assertThat(near.exact()).isFalse();
        // And of equal texts the earliest
        index.add(sample(0, "one two three four five six seven eight.", 9));
        Match exact = index.mostSimilar(sample(0, "one two three four  five six seven eight.", 10), false)
                .orElseThrow();
        assertThat(exact.sample().offset()).isEqualTo(7);
        assertThat(exact.exact()).isTrue();
        assertThat(exact.resent()).isFalse();
    }

    @Test
    void resentIsSameTextSameIdAndSameBytes() {
        // Given
        Sketch sketch = sketcher.sketch("a text");
        NoveltyIndex index = new NoveltyIndex();
        index.add(new Remembered(0, sketch, 11, 22, 3, 44));
        // Then
        assertThat(index.mostSimilar(new Remembered(0, sketch, 11, 22, 5, 66), false))
                .hasValueSatisfying(match -> {
                    assertThat(match.resent()).isTrue();
                    assertThat(match.sample().partition()).isEqualTo(3);
                    assertThat(match.sample().offset()).isEqualTo(44);
                });
        assertThat(index.mostSimilar(new Remembered(0, sketch, 12, 22, 5, 66), false))
                .hasValueSatisfying(
                        match -> assertThat(match.exact() && !match.resent()).isTrue());
        assertThat(index.mostSimilar(new Remembered(0, sketch, 11, 23, 5, 66), false))
                .hasValueSatisfying(
                        match -> assertThat(match.exact() && !match.resent()).isTrue());
        assertThat(index.mostSimilar(new Remembered(1, sketch, 11, 22, 5, 66), false))
                .isEmpty();
    }

    @Test
    void textsWithoutWordsMatchOnlyWhereTheyAreEqual() {
        NoveltyIndex index = new NoveltyIndex();
        index.add(sample(0, "...", 1));
        assertThat(index.mostSimilar(sample(0, "!!!", 2), false)).isEmpty();
        assertThat(index.mostSimilar(sample(0, " ... ", 3), false)).isPresent();
    }

    @Test
    void distinctNumbersLeavesOutTextsWhoseNumbersDiffer() {
        // Given
        String question =
                "%s apples are what Ann buys and then she gives two of them to her brother Tom who has seven apples of his own";
        NoveltyIndex index = new NoveltyIndex();
        index.add(sample(0, question.formatted("12"), 1));
        Remembered asked = sample(0, question.formatted("15"), 2);
        // Then
        assertThat(index.mostSimilar(asked, false))
                .hasValueSatisfying(match -> assertThat(match.similarity()).isGreaterThan(0.6));
        assertThat(index.mostSimilar(asked, true)).isEmpty();
        assertThat(index.mostSimilar(sample(0, question.formatted("12") + "!", 3), true))
                .hasValueSatisfying(match -> assertThat(match.similarity()).isEqualTo(1));
    }

    @Test
    void bytesAfterNextIsWhatTheArraysThenHold() {
        Seeds.one(1, random -> {
            NoveltyIndex index = new NoveltyIndex();
            Remembered sample = sample(0, "a text", 0);
            for (int i = 0; i < 5_000; i++) {
                long foretold = index.bytesAfterNext();
                long before = bytes(index);
                index.add(sample);
                long after = bytes(index);
                if (i < 3 || after != before || i % 500 == 0) {
                    assertThat(foretold).as("after %d", i + 1).isEqualTo(after);
                }
            }
        });
    }

    /** New texts, edits of earlier ones, and repetitions, spread over scopes. */
    private List<Remembered> stream(Random random, int length, int scopes) {
        List<String> texts = new ArrayList<>();
        List<Remembered> stream = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            String earlier = texts.isEmpty() ? "first" : texts.get(random.nextInt(texts.size()));
            String text = switch (random.nextInt(8)) {
                case 0 -> earlier;
                case 1 -> earlier + ".";
                case 2, 3 -> Texts.edited(random, earlier, 1 + random.nextInt(3));
                case 4 -> earlier + " " + random.nextInt(3);
                default -> Texts.words(random, 1 + random.nextInt(60));
            };
            texts.add(text);
            stream.add(new Remembered(
                    random.nextInt(scopes), sketcher.sketch(text), random.nextInt(2), random.nextInt(2), 0, i));
        }
        return stream;
    }

    private Remembered sample(int scope, String text, long offset) {
        return new Remembered(scope, sketcher.sketch(text), offset, 0, 0, offset);
    }

    @Test
    @DisplayName("Law 3: no pair whose estimated similarity reaches 0.8 is missed, wherever its lanes differ")
    void law3_noPairFromTheUsualLimitUpwardIsMissed() {
        Seeds.each(20_000, random -> {
            // Given two sketches that differ in 21 lanes: an estimated similarity of 0.8
            long[] lanes = random.longs(Sketch.WORDS).toArray();
            long[] others = lanes.clone();
            // anywhere, or at the worst: each in a band of its own
            IntStream places = random.nextBoolean()
                    ? random.ints(0, Sketch.LANES).distinct().limit(21)
                    : random.ints(0, 22).distinct().limit(21).map(band -> band * 5 + random.nextInt(5));
            places.forEach(lane -> others[lane / 16] ^= (1L + random.nextInt(15)) << (lane % 16 * 4));
            NoveltyIndex index = new NoveltyIndex();
            index.add(new Remembered(0, new Sketch(lanes, 1, 1, true), 1, 1, 0, 1));

            // When
            Optional<Match> match =
                    index.mostSimilar(new Remembered(0, new Sketch(others, 2, 1, true), 2, 2, 0, 2), false);

            // Then
            assertThat(match.map(Match::similarity)).contains(0.8);
        });
    }

    private static long bytes(NoveltyIndex index) {
        long bytes = 0;
        try {
            for (Field field : NoveltyIndex.class.getDeclaredFields()) {
                if (field.getType().isArray()) {
                    field.setAccessible(true);
                    Class<?> type = field.getType().getComponentType();
                    int width = type == long.class ? 8 : type == int.class ? 4 : 1;
                    bytes += (long) width * Array.getLength(field.get(index));
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        return bytes;
    }

    private static void assertSame(Optional<Match> actual, Optional<Match> expected) {
        assertThat(actual.map(NoveltyIndexTest::described)).isEqualTo(expected.map(NoveltyIndexTest::described));
    }

    private static List<Object> described(Match match) {
        return List.of(
                match.sample().offset(),
                match.sample().scope(),
                match.sample().sketch().exact(),
                match.similarity(),
                match.exact(),
                match.resent());
    }

    /** Compares with everything, lane by lane and band by band. */
    private static final class NaiveIndex {

        private final List<Remembered> remembered = new ArrayList<>();

        Optional<Match> mostSimilar(Remembered asked, boolean distinctNumbers) {
            for (Remembered other : remembered) {
                if (other.scope() == asked.scope()
                        && other.sketch().exact() == asked.sketch().exact()) {
                    boolean resent = other.idHash() == asked.idHash() && other.valueHash() == asked.valueHash();
                    return Optional.of(new Match(other, 1, true, resent));
                }
            }
            Optional<Match> best = Optional.empty();
            for (Remembered other : remembered) {
                boolean asksFor = other.scope() == asked.scope()
                        && asked.sketch().comparable()
                        && other.sketch().comparable()
                        && !(distinctNumbers
                                && other.sketch().numbers() != asked.sketch().numbers());
                if (!asksFor) {
                    continue;
                }
                int equal = 0;
                int[] equalInBand = new int[23];
                for (int lane = 0; lane < 112; lane++) {
                    int same = lane(asked, lane) == lane(other, lane) ? 1 : 0;
                    equal += same;
                    equalInBand[lane / 5] += same;
                }
                boolean candidate = IntStream.range(0, 22).anyMatch(band -> equalInBand[band] == 5);
                double estimate = Math.max(0, (equal / 112.0 - 1 / 16.0) * 16 / 15);
                double similarity = Math.round(estimate * 10_000) / 10_000.0;
                if (candidate && (best.isEmpty() || similarity > best.get().similarity())) {
                    best = Optional.of(new Match(other, similarity, false, false));
                }
            }
            return best;
        }

        private static long lane(Remembered sample, int lane) {
            return sample.sketch().lanes()[lane / 16] >>> (lane % 16 * 4) & 15;
        }
    }
}
