package io.tidegate.novelty;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Measures sketches and index against the truth: the exact Jaccard similarity of {@link Shingles}. Forgets nothing. Not for
 * many threads.
 */
public final class NoveltyEvaluation {

    private static final int MOST_RANDOM_TEXTS = 10_000;
    private static final int LONGEST_RANDOM_TEXT = 1_000;

    private final Sketcher sketcher = new Sketcher();
    private final int copies;
    private final Edits edits;
    private final Map<String, Scope> scopes = new HashMap<>();
    private List<String> wordsBefore = List.of();
    private final Accuracy pairs = new Accuracy();
    private final Accuracy samples = new Accuracy();
    private final Accuracy edited = new Accuracy();
    private long judged;
    private long exactDuplicates;

    /**
     * A refused sample.
     *
     * @param observed similarity to the match that the index estimates, in [0, 1]
     * @param exact true similarity to the match, in [0, 1]
     */
    public record Refusal(String id, String match, double observed, double exact) {}

    /**
     * What became of pairs of texts that have nothing in common.
     *
     * @param candidates pairs that the index would compare
     * @param refused candidates whose estimate reaches the limit
     * @param highest estimate of all pairs, before it is cut at 0
     */
    public record Unrelated(long pairs, long candidates, long refused, double highest) {}

    private record Text(List<String> words, Sketch sketch, long[] shingles) {}

    private record Accepted(String id, Sketch sketch) {}

    private static final class Scope {
        private final NoveltyIndex index = new NoveltyIndex();
        private final ShingleIndex truth = new ShingleIndex();
        private final List<Accepted> accepted = new ArrayList<>();

        private void accept(String id, Text text) {
            index.add(new Remembered(text.sketch(), 0, 0, 0, 0, 0, accepted.size()));
            truth.add(text.shingles());
            accepted.add(new Accepted(id, text.sketch()));
        }
    }

    /**
     * @param copies that are made of each sample with words replaced, and compared with it
     */
    public NoveltyEvaluation(int copies, Random random) {
        this.copies = copies;
        this.edits = new Edits(random);
    }

    /** Compares two texts. */
    public void compare(String a, String b, double limit) {
        compare(text(List.of(a)), text(List.of(b)), limit, pairs);
    }

    /**
     * Judges a sample against the accepted ones before it, and accepts it unless it is a duplicate.
     *
     * @param turns those that are compared
     * @param limit similarity from which on a sample is a near duplicate; empty: none is, and no copies are made
     * @param distinctNumbers samples whose numbers differ are no near duplicates
     */
    public Optional<Refusal> judge(
            String scopeName, String id, List<String> turns, OptionalDouble limit, boolean distinctNumbers) {
        Scope scope = scopes.computeIfAbsent(scopeName, name -> new Scope());
        Text text = text(turns);
        judged++;
        Optional<Match> match = scope.index
                .mostSimilar(text.sketch(), distinctNumbers)
                .filter(found -> found.exact() || found.similarity() >= limit.orElse(Double.POSITIVE_INFINITY));
        boolean exact = match.isPresent() && match.get().exact();
        IntPredicate comparable = earlier -> !distinctNumbers
                || scope.accepted.get(earlier).sketch().numbers()
                        == text.sketch().numbers();
        Optional<ShingleIndex.Similar> nearest = scope.truth.mostSimilar(text.shingles(), comparable);
        double truth = exact ? 1 : nearest.map(ShingleIndex.Similar::similarity).orElse(0.0);
        samples.pair(truth, match.isPresent());
        if (nearest.isPresent() && !exact) {
            Sketch other = scope.accepted.get(nearest.get().sample()).sketch();
            samples.estimate(estimate(text.sketch(), other), truth);
        }
        limit.ifPresent(value -> compareWithCopies(text, value));
        wordsBefore = text.words();
        if (match.isEmpty()) {
            scope.accept(id, text);
            return Optional.empty();
        }
        int named = (int) match.get().sample().offset();
        double similarity = exact ? 1 : scope.truth.similarity(text.shingles(), named);
        if (exact) {
            exactDuplicates++;
        } else {
            samples.nearDuplicate(match.get().similarity(), similarity, limit.orElseThrow());
        }
        String matchId = scope.accepted.get(named).id();
        return Optional.of(new Refusal(id, matchId, match.get().similarity(), similarity));
    }

    /** Compares the text with copies in which words of the sample before take the place of some of its own. */
    private void compareWithCopies(Text text, double limit) {
        if (text.words().isEmpty() || wordsBefore.isEmpty()) {
            return;
        }
        for (int i = 0; i < copies; i++) {
            List<String> copy = edits.copy(text.words(), wordsBefore);
            compare(text, text(List.of(String.join(" ", copy))), limit, edited);
        }
    }

    private static void compare(Text a, Text b, double limit, Accuracy accuracy) {
        if (a.sketch().exact() == b.sketch().exact()) {
            accuracy.pair(1, true);
            return;
        }
        double truth = Shingles.jaccard(a.shingles(), b.shingles());
        double estimate = estimate(a.sketch(), b.sketch());
        double observed = Sketch.similarity(estimate);
        boolean refused = Sketch.shareBand(a.sketch().lanes(), b.sketch().lanes()) && observed >= limit;
        accuracy.pair(truth, refused);
        accuracy.estimate(estimate, truth);
        if (refused) {
            accuracy.nearDuplicate(observed, truth, limit);
        }
    }

    private Text text(List<String> turns) {
        sketcher.begin();
        turns.forEach(turn -> sketcher.add(turn, Sketcher.NOT_ALONE));
        Sketch sketch = sketcher.end();
        List<String> words = Shingles.words(String.join("\n", turns));
        return new Text(words, sketch, Shingles.of(words));
    }

    private static double estimate(Sketch a, Sketch b) {
        return Sketch.estimate(a.lanes(), 0, b.lanes(), 0);
    }

    /** Compares pairs of random texts of 1 to 1,000 words that have nothing in common; of 10,000 such texts at most. */
    public static Unrelated unrelated(long pairs, double limit, Random random) {
        Sketcher sketcher = new Sketcher();
        int texts = 2 * (int) Math.min(pairs, MOST_RANDOM_TEXTS / 2);
        List<Sketch> sketches = new ArrayList<>();
        for (int i = 0; i < texts; i++) {
            sketches.add(sketcher.sketch(randomText(random)));
        }
        long candidates = 0;
        long refused = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (long pair = 0; pair < pairs; pair++) {
            int first = random.nextInt(texts);
            int second = (first + 1 + random.nextInt(texts - 1)) % texts;
            Sketch a = sketches.get(first);
            Sketch b = sketches.get(second);
            double estimate = estimate(a, b);
            highest = Math.max(highest, estimate);
            if (Sketch.shareBand(a.lanes(), b.lanes())) {
                candidates++;
                refused += Sketch.similarity(estimate) >= limit ? 1 : 0;
            }
        }
        return new Unrelated(pairs, candidates, refused, highest);
    }

    /** Short ones are as frequent as long ones; words are seven letters or digits out of 60 billion. */
    private static String randomText(Random random) {
        int length = (int) Math.exp(random.nextDouble() * Math.log(LONGEST_RANDOM_TEXT + 1));
        return random.longs(length, 0, 60_000_000_000L)
                .mapToObj(word -> Long.toString(word, Character.MAX_RADIX))
                .collect(Collectors.joining(" "));
    }

    /** What became of the pairs. */
    public Accuracy pairs() {
        return pairs;
    }

    /** What became of the samples, each paired with the most similar accepted one before it. */
    public Accuracy samples() {
        return samples;
    }

    /** What became of the copies, each paired with its original. */
    public Accuracy edited() {
        return edited;
    }

    /** Samples that were judged. */
    public long judged() {
        return judged;
    }

    /** Samples that were refused because their text is that of an accepted one. */
    public long exactDuplicates() {
        return exactDuplicates;
    }
}
