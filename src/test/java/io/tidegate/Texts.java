package io.tidegate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random texts of made-up words, and edits of them. */
public final class Texts {

    private static final String[] SYLLABLES = {"ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "to"};

    private Texts() {}

    /** So many words of a vocabulary of 20,736. */
    public static String words(Random random, int count) {
        List<String> words = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            words.add(word(random));
        }
        return String.join(" ", words);
    }

    /** The text with so many of its words, at different places, replaced. */
    public static String edited(Random random, String text, int replaced) {
        String[] words = text.split(" ");
        boolean[] done = new boolean[words.length];
        for (int left = Math.min(replaced, words.length); left > 0; ) {
            int at = random.nextInt(words.length);
            if (!done[at]) {
                done[at] = true;
                words[at] = word(random) + "x";
                left--;
            }
        }
        return String.join(" ", words);
    }

    /** The text with its words from {@code from} to {@code to} replaced. */
    public static String rewritten(Random random, String text, int from, int to) {
        String[] words = text.split(" ");
        for (int i = from; i < to; i++) {
            words[i] = word(random) + "x";
        }
        return String.join(" ", Arrays.asList(words));
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        return word.toString();
    }
}
