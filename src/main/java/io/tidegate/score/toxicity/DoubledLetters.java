package io.tidegate.score.toxicity;

import java.util.Arrays;

/** The words in which one letter follows itself: which of them a stretched word is meant to be can't be told from its letters. */
final class DoubledLetters {

    /** The words' keys, five bits a letter, in order. */
    private static final long[] KEYS = Bundled.text("doubled-letters.txt")
            .lines()
            .filter(line -> !line.startsWith("#"))
            .mapToLong(DoubledLetters::key)
            .sorted()
            .toArray();

    private DoubledLetters() {}

    private static long key(String word) {
        return word.chars().asLongStream().reduce(0, (key, letter) -> key << 5 | (letter & 31));
    }

    /** Whether the word with this key has a letter twice in a row, and is a common one or one of abuse. */
    static boolean has(long key) {
        return Arrays.binarySearch(KEYS, key) >= 0;
    }
}
