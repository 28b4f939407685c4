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
    private final Map<String, Phrase> known;
    private int at;

    private PhraseReader(String text, Map<String, Phrase> known) {
        this.text = text;
        this.known = known;
    }

    /**
     * Reads a phrase.
     *
     * @param known the phrases that it may name
     * @throws IllegalArgumentException if it can't be read
     */
    static Phrase read(String text, Map<String, Phrase> known) {
        PhraseReader reader = new PhraseReader(text, known);
        Phrase phrase = new Phrase.Choice(reader.alternatives());
        if (reader.at < text.length()) {
            throw new IllegalArgumentException("unexpected " + text.substring(reader.at));
        }
        return phrase;
    }

    private List<Phrase> alternatives() {
        List<Phrase> all = new ArrayList<>();
        do {
            all.add(sequence());
        } while (take('|'));
        return all;
    }

    private Phrase sequence() {
        List<Phrase> parts = new ArrayList<>();
        for (skipSpace(); at < text.length() && "|)]".indexOf(text.charAt(at)) < 0; skipSpace()) {
            parts.add(item());
        }
        return new Phrase.Sequence(parts);
    }

    private Phrase item() {
        if (take('(')) {
            List<Phrase> group = alternatives();
            expect(')');
            return new Phrase.Choice(group);
        }
        if (take('[')) {
            List<Phrase> group = alternatives();
            expect(']');
            group.add(new Phrase.Sequence(List.of()));
            return new Phrase.Choice(group);
        }
        if (take(',')) {
            return new Phrase.Piece(PAUSE);
        }
        boolean name = take('<');
        int start = at;
        while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0 && text.charAt(at) != ' ') {
            at++;
        }
        String word = text.substring(start, at);
        if (!name) {
            return new Phrase.Piece(word);
        }
        expect('>');
        Phrase phrase = known.get(word);
        if (phrase == null) {
            throw new IllegalArgumentException("no phrase is called " + word + " yet");
        }
        return phrase;
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
