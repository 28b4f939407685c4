package io.tidegate.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A language model that knows which words follow which, and how often, in the texts that it was trained on. It writes by
 * nucleus sampling (top-p): of the words that followed the last one it takes the most frequent that make up a part p of all,
 * and draws one of these by frequency. So it never writes a word that it hasn't read, and seldom one that it has seldom
 * read.
 */
final class BigramModel {

    /** What stands before a text's first word; words are numbered from 1. */
    private static final int START = 0;

    private final Map<Integer, Nucleus> nuclei = new HashMap<>();

    /** Words to draw from, the most frequent first, and how often these came up to and with each. */
    private record Nucleus(int[] words, int[] upTo) {

        private int draw(Random random) {
            int ticket = random.nextInt(upTo[upTo.length - 1]) + 1;
            int place = Arrays.binarySearch(upTo, ticket);
            return words[place < 0 ? -place - 1 : place];
        }
    }

    private record Follower(int word, int count) {}

    /**
     * Trains a model.
     *
     * @param texts at least one, each of at least one word
     * @param topP in (0, 1]
     */
    BigramModel(List<int[]> texts, double topP) {
        long[] pairs = new long[texts.stream().mapToInt(text -> text.length).sum()];
        int count = 0;
        for (int[] text : texts) {
            int before = START;
            for (int word : text) {
                pairs[count++] = (long) before << Integer.SIZE | word;
                before = word;
            }
        }
        Arrays.sort(pairs);
        for (int from = 0, to; from < pairs.length; from = to) {
            to = from;
            int before = (int) (pairs[from] >> Integer.SIZE);
            while (to < pairs.length && (int) (pairs[to] >> Integer.SIZE) == before) {
                to++;
            }
            nuclei.put(before, nucleus(pairs, from, to, topP));
        }
    }

    private static Nucleus nucleus(long[] pairs, int from, int to, double topP) {
        List<Follower> followers = new ArrayList<>();
        for (int first = from, next; first < to; first = next) {
            next = first;
            while (next < to && pairs[next] == pairs[first]) {
                next++;
            }
            followers.add(new Follower((int) pairs[first], next - first));
        }
        followers.sort((a, b) -> Integer.compare(b.count(), a.count()));
        int[] words = new int[followers.size()];
        int[] upTo = new int[followers.size()];
        int size = 0;
        int sum = 0;
        while (size < words.length && sum < topP * (to - from)) {
            sum += followers.get(size).count();
            words[size] = followers.get(size).word();
            upTo[size] = sum;
            size++;
        }
        return new Nucleus(Arrays.copyOf(words, size), Arrays.copyOf(upTo, size));
    }

    /** Writes a text of so many words. After a word that only ever ended texts it goes on as if it began one. */
    int[] write(int length, Random random) {
        Nucleus first = Objects.requireNonNull(nuclei.get(START), "there was a text to train on");
        int[] text = new int[length];
        int before = START;
        for (int i = 0; i < length; i++) {
            before = nuclei.getOrDefault(before, first).draw(random);
            text[i] = before;
        }
        return text;
    }
}
