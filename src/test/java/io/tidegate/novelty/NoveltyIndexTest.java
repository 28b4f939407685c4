package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import io.tidegate.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NoveltyIndexTest {

    /** Few enough that the tests' indexes count their samples anew. */
    private static final int FEW_PLACES = 3 * 4096;

    private final Sketcher sketcher = new Sketcher();

    @Test
    void findsWhatComparingWithEverythingFinds() {
        Seeds.each(3, random -> {
            NoveltyIndex index = new NoveltyIndex();
            NaiveIndex naive = new NaiveIndex();
            for (Remembered asked : stream(random, 1_000)) {
                for (boolean distinctNumbers : new boolean[] {false, true}) {
                    // When
                    Optional<Match> found = index.mostSimilar(asked.sketch(), distinctNumbers);
                    // Then
                    assertSame(found, naive.mostSimilar(asked.sketch(), distinctNumbers));
                }
                if (random.nextInt(5) > 0) {
                    index.add(asked);
                    naive.remembered.add(asked);
                }
                if (random.nextInt(500) == 0) {
                    long oldest = index.oldest() + random.nextInt(index.size() + 2);
                    index.forgetBefore(oldest);
                    naive.forgetBefore(oldest);
                }
                assertThat(index.size()).isEqualTo(naive.remembered.size() - (int) naive.oldest);
            }
        });
    }

    @Test
    void lastOnesAreFoundHoweverManyWereForgotten() {
        Seeds.one(1, random -> {
            // Given an index that remembers the last 500 of 30,000 and more, and counts them anew on the way
            NoveltyIndex index = new NoveltyIndex(FEW_PLACES);
            List<Remembered> all = new ArrayList<>();
            long most = 0;
            for (int i = 0; i < 30_000; i++) {
                Remembered sample = sample(Texts.words(random, 1 + random.nextInt(12)), i);
                all.add(sample);
                index.add(sample);
                index.forgetBefore(index.next() - 500);
                most = Math.max(most, index.bytes());
                // Then a random one of these is found, and the newest that was forgotten isn't
                if (i > 500 && i % 100 == 0) {
                    int back = random.nextInt(500);
                    assertThat(index.mostSimilar(all.get(i - back).sketch(), false))
                            .hasValueSatisfying(
                                    match -> assertThat(match.exact()).isTrue());
                    Sketch forgotten = all.get(i - 500).sketch();
                    boolean again = all.subList(i - 499, i + 1).stream()
                            .anyMatch(other -> other.sketch().exact() == forgotten.exact());
                    assertThat(index.mostSimilar(forgotten, false)
                                    .filter(Match::exact)
                                    .isPresent())
                            .isEqualTo(again);
                }
            }
            // And memory is that of two pages
            assertThat(most).isLessThan(2 * 4096 * 128 + 64 * 1024);
        });
    }

    @Test
    void loadedIndexIsAsOneThatWasFilledOneByOne() {
        Seeds.each(3, random -> {
            // Given
            List<Remembered> stream = stream(random, 5_000 + random.nextInt(5_000));
            long first = random.nextLong(1L << 40);
            NoveltyIndex.Loading loading = NoveltyIndex.load(first);
            NoveltyIndex filled = new NoveltyIndex();
            stream.forEach(loading::add);
            stream.forEach(filled::add);
            // When
            NoveltyIndex loaded = loading.done();
            loaded.forgetBefore(first + 1_000);
            filled.forgetBefore(1_000);
            // Then, and also when both go on
            assertThat(loaded.oldest()).isEqualTo(first + 1_000);
            assertThat(loaded.next()).isEqualTo(first + stream.size());
            for (Remembered asked : stream(random, 2_000)) {
                assertSame(loaded.mostSimilar(asked.sketch(), false), filled.mostSimilar(asked.sketch(), false));
                assertThat(described(loaded.repeatedTurns(asked.sketch())))
                        .isEqualTo(described(filled.repeatedTurns(asked.sketch())));
                loaded.add(asked);
                filled.add(asked);
            }
        });
    }

    @Test
    void indexLoadedBySeveralThreadsIsWhole() {
        Seeds.one(5, random -> {
            // Given so many samples that several threads link them
            int samples = 200_000;
            List<Sketch> some = new ArrayList<>();
            NoveltyIndex.Loading loading = NoveltyIndex.load(0);
            for (int i = 0; i < samples; i++) {
                Sketch sketch = Sketch.random(random);
                loading.add(new Remembered(sketch, i, 0, 0, 0, 0, i));
                if (i % 97 == 0) {
                    some.add(sketch);
                }
            }
            // When
            NoveltyIndex index = loading.done();
            // Then the newest are found, and all others
            for (int i = some.size() - 1; i >= 0; i--) {
                Match match = index.mostSimilar(some.get(i), false).orElseThrow();
                assertThat(match.exact()).isTrue();
                assertThat(match.sample().offset()).isEqualTo(97L * i);
            }
        });
    }

    @Test
    @DisplayName("Law 3: similarity isn't handed on: a copy of a copy is measured against what is remembered alone")
    void law3_noTransitiveClosure() {
        Seeds.each(20, random -> {
            // Given A, B and C, each an edit of the one before at another place
            String a = Texts.words(random, 200);
            String b = Texts.rewritten(random, a, 20, 25);
            String c = Texts.rewritten(random, b, 150, 175);
            NoveltyIndex index = new NoveltyIndex();
            index.add(sample(a, 1));
            // When
            Match ofB = mostSimilar(index, b).orElseThrow();
            Optional<Match> ofC = mostSimilar(index, c);
            // Then C's similarity is its own to A, whatever B's was
            double exact = ReferenceTokens.jaccard(ReferenceTokens.shingles(a), ReferenceTokens.shingles(c));
            assertThat(exact).isLessThan(0.76);
            ofC.ifPresent(match -> {
                assertThat(match.sample().offset()).isEqualTo(1);
                assertThat(match.similarity()).isBetween(exact - 0.2, exact + 0.2);
            });
            // And once B is remembered, C is measured against B
            index.add(sample(b, 2));
            assertThat(ofB.similarity()).isGreaterThan(0.7);
            assertThat(mostSimilar(index, c).map(Match::similarity).orElse(0.0))
                    .isGreaterThanOrEqualTo(ofC.map(Match::similarity).orElse(0.0));
        });
    }

    @Test
    void earliestOfEqualsWins() {
        // Given three samples that differ only in what is nothing to words, and a more distant one before them
        NoveltyIndex index = new NoveltyIndex();
        index.add(sample("one two three four five six seven eight nine", 4));
        index.add(sample("One two three four five six seven eight", 6));
        index.add(sample("one two three four five six seven eight.", 7));
        // When
        Match near =
                mostSimilar(index, "One two three, four five six seven eight").orElseThrow();
        // Then
        assertThat(near.sample().offset()).isEqualTo(6);
        assertThat(near.similarity()).isEqualTo(1);
        assertThat(near.exact()).isFalse();
        // And of equal texts the earliest
        index.add(sample("one two three four five six seven eight.", 9));
        Match exact =
                mostSimilar(index, "one two three four  five six seven eight.").orElseThrow();
        assertThat(exact.sample().offset()).isEqualTo(7);
        assertThat(exact.exact()).isTrue();
    }

    @Test
    void matchIsWhatWasRemembered() {
        Seeds.each(100, random -> {
            // Given a sample with random fields, at the ends of their ranges too
            boolean extreme = random.nextInt(3) == 0;
            Remembered sample = new Remembered(
                    sketcher.sketch(Texts.words(random, 20)),
                    random.nextLong(),
                    extreme ? (1 << 24) - 1 : random.nextInt(1 << 24),
                    extreme ? 255 : random.nextInt(256),
                    extreme ? (1L << 32) - 1 : random.nextLong(1L << 32),
                    extreme ? (1 << 16) - 1 : random.nextInt(1 << 16),
                    extreme ? (1L << 48) - 1 : random.nextLong(1L << 48));
            NoveltyIndex index = new NoveltyIndex();
            index.add(sample);
            index.add(sample("another text", 1));
            // When
            Remembered found =
                    index.mostSimilar(sample.sketch(), false).orElseThrow().sample();
            // Then
            assertThat(found).usingRecursiveComparison().isEqualTo(sample);
            assertThat(index.second(index.oldest())).isEqualTo(sample.second());
        });
    }

    @Test
    void textsWithoutWordsMatchOnlyWhereTheyAreEqual() {
        NoveltyIndex index = new NoveltyIndex();
        index.add(sample("...", 1));
        assertThat(mostSimilar(index, "!!!")).isEmpty();
        assertThat(mostSimilar(index, " ... ")).isPresent();
    }

    @Test
    void distinctNumbersLeavesOutTextsWhoseNumbersDiffer() {
        // Given
        String question = "%s apples are what Ann buys and then she gives two of them to her brother Tom who has seven"
                + " apples of his own and keeps them in a basket of which nobody knows where it comes from";
        NoveltyIndex index = new NoveltyIndex();
        index.add(sample(question.formatted("12"), 1));
        Sketch asked = sketcher.sketch(question.formatted("15"));
        // Then
        assertThat(index.mostSimilar(asked, false))
                .hasValueSatisfying(match -> assertThat(match.similarity()).isGreaterThan(0.6));
        assertThat(index.mostSimilar(asked, true)).isEmpty();
        assertThat(index.mostSimilar(sketcher.sketch(question.formatted("12") + "!"), true))
                .hasValueSatisfying(match -> assertThat(match.similarity()).isEqualTo(1));
    }

    @Test
    void copiesAreFoundHoweverManyAreLikeThem() {
        // Given 20,000 texts of the same words, so that no band tells them apart, which differ in punctuation
        NoveltyIndex index = new NoveltyIndex();
        String words = "one two three four five six seven eight";
        for (int i = 0; i < 20_000; i++) {
            index.add(sample(words + marks(i), i));
        }
        // Then the very first is found by its text, and what is like all of them by the newest that are compared
        assertThat(mostSimilar(index, words + marks(0)).orElseThrow().sample().offset())
                .isZero();
        Match near = mostSimilar(index, words + "?").orElseThrow();
        assertThat(near.similarity()).isEqualTo(1);
        assertThat(near.sample().offset()).isEqualTo(20_000 - NoveltyIndex.MAX_CANDIDATES);
    }

    private static String marks(int number) {
        return Integer.toBinaryString(number).replace('0', '.').replace('1', '!');
    }

    @Test
    void repeatedTurnsAreThoseOfRememberedSamples() {
        Seeds.each(20, random -> {
            // Given a conversation with two long turns, and later ones with one of these
            String first = Texts.words(random, 60);
            String second = Texts.words(random, 70);
            String third = Texts.words(random, 80);
            NoveltyIndex index = new NoveltyIndex();
            index.add(conversation(1, first, second));
            index.add(conversation(2, third));
            index.add(conversation(3, second));
            // When
            RepeatedTurns both = index.repeatedTurns(conversation(4, Texts.words(random, 55), second + "!", third)
                    .sketch());
            // Then
            assertThat(both.turns()).isEqualTo(3);
            assertThat(both.repeated()).isEqualTo(2);
            assertThat(both.place()).isEqualTo(3);
            assertThat(both.holder().orElseThrow().offset()).isEqualTo(3);
            // And what was forgotten is none
            index.forgetBefore(1);
            assertThat(index.repeatedTurns(conversation(5, first).sketch()).repeated())
                    .isZero();
            assertThat(index.repeatedTurns(conversation(6, third).sketch()).repeated())
                    .isEqualTo(1);
            index.forgetBefore(3);
            assertThat(index.repeatedTurns(conversation(7, first, second, third).sketch())
                            .repeated())
                    .isZero();
        });
    }

    /** A question and a long answer, so many times; answers have odd places. */
    private Remembered conversation(long offset, String... answers) {
        sketcher.begin();
        for (int i = 0; i < answers.length; i++) {
            sketcher.add("question " + offset + " " + i, Sketcher.NOT_ALONE);
            sketcher.add(answers[i], 2 * i + 1);
        }
        return new Remembered(sketcher.end(), offset, 0, 0, 0, 0, offset);
    }

    @Test
    void bytesOfASampleStayWithinWhatTheReadmeSays() {
        Seeds.one(1, random -> {
            // Given samples with one long turn each
            NoveltyIndex index = new NoveltyIndex();
            for (int i = 0; i < 100_000; i++) {
                Sketch like = Sketch.random(random);
                Sketch sketch = new Sketch(like.lanes(), like.exact(), like.numbers(), new long[] {random.nextLong()});
                index.add(new Remembered(sketch, random.nextLong(), 0, 0, 0, 0, i));
            }
            // Then
            assertThat((double) index.bytes() / index.size()).isBetween(160.0, 170.0);
        });
    }

    /** New texts, edits of earlier ones, and repetitions. */
    private List<Remembered> stream(Random random, int length) {
        List<String> texts = new ArrayList<>();
        List<Remembered> stream = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            String earlier = texts.isEmpty() ? "first" : texts.get(random.nextInt(texts.size()));
            String text = switch (random.nextInt(8)) {
                case 0 -> earlier;
                case 1 -> earlier + ".";
                case 2, 3 -> Texts.edited(random, earlier, 1 + random.nextInt(3));
                case 4 -> earlier + " " + random.nextInt(3);
                default -> Texts.words(random, 1 + random.nextInt(80));
            };
            texts.add(text);
            sketcher.begin();
            sketcher.add(text, random.nextInt(3));
            stream.add(new Remembered(sketcher.end(), random.nextInt(2), random.nextInt(2), 0, i, 0, i));
        }
        return stream;
    }

    private Remembered sample(String text, long offset) {
        return new Remembered(sketcher.sketch(text), offset, 0, 0, 0, 0, offset);
    }

    private Optional<Match> mostSimilar(NoveltyIndex index, String text) {
        return index.mostSimilar(sketcher.sketch(text), false);
    }

    private static void assertSame(Optional<Match> actual, Optional<Match> expected) {
        assertThat(actual.map(NoveltyIndexTest::described)).isEqualTo(expected.map(NoveltyIndexTest::described));
    }

    private static List<Object> described(Match match) {
        return List.of(match.sample().offset(), match.sample().sketch().exact(), match.similarity(), match.exact());
    }

    private static List<Object> described(RepeatedTurns turns) {
        return List.of(
                turns.turns(), turns.repeated(), turns.place(), turns.holder().map(Remembered::offset));
    }

    /** Compares with everything, lane by lane and band by band: 54 lanes of four bits, six to a band, and 200 of one. */
    private static final class NaiveIndex {

        private final List<Remembered> remembered = new ArrayList<>();
        private long oldest;

        void forgetBefore(long number) {
            oldest = Math.min(remembered.size(), Math.max(oldest, number));
        }

        Optional<Match> mostSimilar(Sketch asked, boolean distinctNumbers) {
            List<Remembered> others = remembered.subList((int) oldest, remembered.size());
            for (Remembered other : others) {
                if (other.sketch().exact() == asked.exact()) {
                    return Optional.of(new Match(other, 1, true));
                }
            }
            Optional<Match> best = Optional.empty();
            double bestEstimate = -2;
            for (Remembered other : others) {
                BitSet different = BitSet.valueOf(asked.lanes());
                different.xor(BitSet.valueOf(other.sketch().lanes()));
                int wide = 0;
                int[] inBand = new int[9];
                for (int lane = 0; lane < 54; lane++) {
                    int differs = different.get(4 * lane, 4 * lane + 4).isEmpty() ? 0 : 1;
                    wide += differs;
                    inBand[lane / 6] += differs;
                }
                int narrow = different.get(216, 416).cardinality();
                double estimate =
                        0.36 * (1 - (double) wide / 54 / (1 - 1.0 / 16)) + 0.64 * (1 - (double) narrow / 200 / 0.5);
                boolean asksFor = !distinctNumbers || other.sketch().numbers() == asked.numbers();
                boolean candidate = Arrays.stream(inBand).anyMatch(d -> d == 0);
                if (asksFor && candidate && estimate > bestEstimate) {
                    bestEstimate = estimate;
                    best = Optional.of(new Match(other, Math.round(Math.max(0, estimate) * 10_000) / 10_000.0, false));
                }
            }
            return best;
        }
    }
}
