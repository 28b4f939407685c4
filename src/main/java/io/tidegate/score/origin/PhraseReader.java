package io.tidegate.score.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the ways in which a phrase can be worded: alternatives parted by {@code |}, grouped by parentheses, left out at will in
 * brackets, {@code <name>} for another phrase, and {@code ,} for a pause or the end.
 */
final class PhraseReader {

    /** What a pause is among words. */
    static final String PAUSE = ",";

    private static final String SPECIAL = "|()[]<>,";

    private final String text;
    private final Map<String, List<List<String>>> known;
    private int at;

    private PhraseReader(String text, Map<String, List<List<String>>> known) {
        this.text = text;
        this.known = known;
    }

    /**
     * Every wording, as pieces of text and pauses.
     *
     * @param known the phrases that it may name
     * @throws IllegalArgumentException if it can't be read
     */
    static List<List<String>> wordings(String text, Map<String, List<List<String>>> known) {
        PhraseReader reader = new PhraseReader(text, known);
        List<List<String>> all = reader.alternatives();
        if (reader.at < text.length()) {
            throw new IllegalArgumentException("unexpected " + text.substring(reader.at));
        }
        return all;
    }

    private List<List<String>> alternatives() {
        List<List<String>> all = new ArrayList<>(sequence());
        while (take('|')) {
            all.addAll(sequence());
        }
        return all;
    }

    private List<List<String>> sequence() {
        List<List<String>> all = List.of(List.of());
        for (skipSpace(); at < text.length() && "|)]".indexOf(text.charAt(at)) < 0; skipSpace()) {
            all = joined(all, item());
        }
        return all;
    }

    private List<List<String>> item() {
        if (take('(')) {
            List<List<String>> group = alternatives();
            expect(')');
            return group;
        }
        if (take('[')) {
            List<List<String>> group = new ArrayList<>(alternatives());
            expect(']');
            group.add(List.of());
            return group;
        }
        if (take(',')) {
            return List.of(List.of(PAUSE));
        }
        boolean name = take('<');
        int start = at;
        while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0 && text.charAt(at) != ' ') {
            at++;
        }
        String word = text.substring(start, at);
        if (!name) {
            return List.of(List.of(word));
        }
        expect('>');
        List<List<String>> phrase = known.get(word);
        if (phrase == null) {
            throw new IllegalArgumentException("no phrase is called " + word + " yet");
        }
        return phrase;
    }

    private static List<List<String>> joined(List<List<String>> heads, List<List<String>> tails) {
        List<List<String>> all = new ArrayList<>();
        for (List<String> head : heads) {
            for (List<String> tail : tails) {
                List<String> both = new ArrayList<>(head);
                both.addAll(tail);
                all.add(both);
            }
        }
        return all;
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private boolean take(char expected) {
        skipSpace();
        boolean there = at < text.length() && text.charAt(at) == expected;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char expected) {
        if (!take(expected)) {
            throw new IllegalArgumentException("no " + expected + " in " + text);
        }
    }
}
