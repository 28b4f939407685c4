package io.tidegate.sample;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The values of one JSON document, read once from front to back. What is wrong with a value is noted under its path, the
 * value is passed over, and reading goes on; only text that is not JSON at all ends it.
 */
final class JsonCursor {

    private final JsonParser parser;
    private final char[] chars;
    private final Problems problems;

    JsonCursor(JsonParser parser, char[] chars, Problems problems) {
        this.parser = parser;
        this.chars = chars;
        this.problems = problems;
    }

    boolean atString() {
        return parser.hasToken(JsonToken.VALUE_STRING);
    }

    boolean atArray() {
        return parser.hasToken(JsonToken.START_ARRAY);
    }

    boolean atObject() {
        return parser.hasToken(JsonToken.START_OBJECT);
    }

    /** Goes to the array's next element, if there is one. */
    boolean nextElement() throws IOException {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    /**
     * Enters the object here.
     *
     * @param known the keys that the caller reads, at most 32; each may appear once
     */
    Fields fields(List<String> known) {
        return new Fields(known);
    }

    void skip() throws IOException {
        parser.skipChildren();
    }

    /** The string here; empty, and a problem, if it is something else. */
    String string() throws IOException {
        if (!atString()) {
            wrongType("a string");
            return "";
        }
        return parser.getText();
    }

    /**
     * The thing that the string here names, if it names one.
     *
     * @param due what it should have named, to tell the producer
     */
    <T> Optional<T> word(Function<String, Optional<T>> meaning, String due) throws IOException {
        if (!atString()) {
            wrongType("a string");
            return Optional.empty();
        }
        Optional<T> found = meaning.apply(parser.getText());
        if (found.isEmpty()) {
            note(" is not " + due);
        }
        return found;
    }

    /** The integer in [0, max] here. */
    OptionalInt integer(int max) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            wrongType("an integer");
            return OptionalInt.empty();
        }
        String digits = parser.getText();
        long value = digits.length() <= 10 ? Long.parseLong(digits) : -1;
        if (value < 0 || value > max) {
            note(" is not in 0 to " + max);
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) value);
    }

    /** The name of a dataset or model here. */
    Optional<String> label(int maxBytes) throws IOException {
        if (!atString()) {
            wrongType("a string");
            return Optional.empty();
        }
        return checked(parser.getText(), maxBytes);
    }

    /** The id here: a string, or an integer as its digits stand. */
    Optional<String> id() throws IOException {
        if (!atString() && !parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            wrongType("a string or an integer");
            return Optional.empty();
        }
        return checked(parser.getText(), Label.MAX_ID_BYTES);
    }

    /** The object here as it is written, which this passes over. */
    String source() throws IOException {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        int to = (int) parser.currentLocation().getCharOffset();
        return new String(chars, from, to - from);
    }

    /** Notes that the value here should have been something else, and passes over it. */
    void wrongType(String due) throws IOException {
        note(" is " + found() + ", not " + due);
        parser.skipChildren();
    }

    /** Notes a problem of the value here, or of the one just left: its path, then these words. */
    void note(String words) {
        JsonStreamContext here = here();
        problems.note(topField(here), () -> path(here) + words);
    }

    private Optional<String> checked(String text, int maxBytes) {
        Optional<String> fault = Label.fault(text, maxBytes);
        fault.ifPresent(this::note);
        return fault.isPresent() ? Optional.empty() : Optional.of(text);
    }

    private String found() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "a number";
            case VALUE_NUMBER_FLOAT -> "a number with fraction or exponent";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            default -> "null";
        };
    }

    private JsonStreamContext here() {
        JsonStreamContext context = parser.getParsingContext();
        return parser.currentToken().isStructStart() ? context.getParent() : context;
    }

    /** Holds known keys only, so no text of the producer's: nobody descends into a field that he doesn't know. */
    private static String path(JsonStreamContext at) {
        if (at.inRoot()) {
            return "";
        }
        String parent = path(at.getParent());
        if (at.inArray()) {
            return parent + "[" + at.getCurrentIndex() + "]";
        }
        return parent.isEmpty() ? at.getCurrentName() : parent + "." + at.getCurrentName();
    }

    private static String topField(JsonStreamContext at) {
        JsonStreamContext top = at;
        while (!top.getParent().inRoot()) {
            top = top.getParent();
        }
        return top.getCurrentName();
    }

    /** The fields of one object. One that is null is as good as absent. */
    final class Fields {

        private final List<String> known;
        private String name = "";
        private int seen; // one bit for each known key
        private int present; // the same, less those that are null

        private Fields(List<String> known) {
            this.known = known;
        }

        /** Goes to the next value that is not null, if there is one. */
        boolean next() throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                name = parser.currentName();
                int index = known.indexOf(name);
                int bit = index < 0 ? 0 : 1 << index;
                if ((seen & bit) != 0) {
                    noteRepeated();
                    parser.nextToken();
                    parser.skipChildren();
                    continue;
                }
                seen |= bit;
                if (parser.nextToken() != JsonToken.VALUE_NULL) {
                    present |= bit;
                    return true;
                }
            }
            return false;
        }

        String name() {
            return name;
        }

        boolean has(String key) {
            return (present & 1 << known.indexOf(key)) != 0;
        }

        /** Notes, once the object is read, that a key is missing. */
        void require(String key) {
            if (!has(key)) {
                note("." + key + " is missing");
            }
        }

        /** A key of the document itself counts whichever shape wins: readers disagree on which of the two values holds. */
        private void noteRepeated() {
            JsonStreamContext here = here();
            String field = here.getParent().inRoot() ? Problems.DOCUMENT : topField(here);
            problems.note(field, () -> "a key appears twice: " + path(here));
        }
    }
}
