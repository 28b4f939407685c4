package io.tidegate.score.origin;

import java.util.List;

/** The ways in which a phrase can be worded. One is equal to itself alone, so that what many phrases name is looked up at once. */
abstract sealed class Phrase {

    private Phrase() {}

    /** One piece of text, of a word or of several. */
    static final class Piece extends Phrase {

        private final String text;

        Piece(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** One after the other; none is nothing at all. */
    static final class Sequence extends Phrase {

        private final List<Phrase> parts;

        Sequence(List<Phrase> parts) {
            this.parts = List.copyOf(parts);
        }

        List<Phrase> parts() {
            return parts;
        }
    }

    /** One of these. */
    static final class Choice extends Phrase {

        private final List<Phrase> alternatives;

        Choice(List<Phrase> alternatives) {
            this.alternatives = List.copyOf(alternatives);
        }

        List<Phrase> alternatives() {
            return alternatives;
        }
    }
}
