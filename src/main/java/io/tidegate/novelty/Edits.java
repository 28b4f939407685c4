package io.tidegate.novelty;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes copies of texts in which words are replaced, so that true similarities spread evenly from 0.5 to 1. */
final class Edits {

    private static final double LEAST = 0.5;
    private static final int MOST_RUNS = 3;

    private final Random random;

    Edits(Random random) {
        this.random = random;
    }

    /**
     * A copy with at least one word replaced, at places or in runs.
     *
     * @param words at least one
     * @param others words that take the places, at least one
     */
    List<String> copy(List<String> words, List<String> others) {
        double similarity = LEAST + (1 - LEAST) * random.nextDouble();
        double lost = 1 - 2 * similarity / (1 + similarity); // part of the shingles, if as many new ones come
        List<String> copy = new ArrayList<>(words);
        if (random.nextBoolean()) {
            replacePlaces(copy, others, lost);
        } else {
            replaceRuns(copy, others, lost);
        }
        return copy;
    }

    private void replacePlaces(List<String> words, List<String> others, double lost) {
        double rate = 1 - Math.pow(1 - lost, 1.0 / Shingles.WORDS); // a shingle stays if all its words do
        int places = Math.max(1, (int) Math.round(rate * words.size()));
        for (int i = 0; i < places; i++) {
            words.set(random.nextInt(words.size()), others.get(random.nextInt(others.size())));
        }
    }

    private void replaceRuns(List<String> words, List<String> others, double lost) {
        double shingles = lost * words.size();
        int most = (int) Math.max(1, Math.min(MOST_RUNS, shingles / Shingles.WORDS));
        int runs = 1 + random.nextInt(most);
        int length = (int) Math.round(shingles / runs) - (Shingles.WORDS - 1); // shingles reach into a run
        for (int run = 0; run < runs; run++) {
            int to = random.nextInt(words.size());
            int from = random.nextInt(others.size());
            for (int i = 0; i < Math.max(1, length); i++) {
                words.set((to + i) % words.size(), others.get((from + i) % others.size()));
            }
        }
    }
}
