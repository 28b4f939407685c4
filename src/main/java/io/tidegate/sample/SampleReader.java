package io.tidegate.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Turns bytes into samples: every accepted shape is recognised here, by its fields. Reuses its arrays: one per thread.
 *
 * <p>The bytes are decoded once, strictly, and Jackson reads the characters: its own decoding from bytes lets some invalid
 * UTF-8 pass. Names are not kept in a symbol table either, since one that is shared between records lets a record's fate
 * depend on the names in those before it.
 */
public final class SampleReader {

    private static final int MAX_DEPTH = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(1_000)
                    .maxNameLength(1_024)
                    .maxStringLength(64 << 20)
                    .build())
            .build();

    private final StrictUtf8 utf8 = new StrictUtf8();

    /**
     * Reads one record.
     *
     * @return the sample, or what is wrong; never throws
     */
    public Reading read(Arrival arrival) {
        byte[] value = arrival.value();
        if (value == null) {
            return new Reading.Malformed("a tombstone: the record has no value");
        }
        Payload payload = Payload.of(value, utf8);
        if (payload instanceof Payload.Other other) {
            return new Reading.Malformed(other.detail());
        }
        Payload.Json json = (Payload.Json) payload;
        try (JsonParser parser = JSON.createParser(json.chars(), 0, json.length())) {
            return read(parser, json, arrival);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static Reading read(JsonParser parser, Payload.Json json, Arrival arrival) throws IOException {
        try {
            JsonToken token = parser.nextToken();
            if (token != JsonToken.START_OBJECT) {
                return new Reading.Malformed(
                        token == JsonToken.START_ARRAY ? "an array: write one sample a record" : "not an object");
            }
            Problems problems = new Problems();
            Draft draft = Draft.read(new JsonCursor(parser, json.chars(), problems), problems);
            int end = json.skipSpace(parser.currentLocation().getCharOffset());
            return end < json.length()
                    ? new Reading.Malformed("more text after the sample: at byte " + json.byteAt(end))
                    : draft.finish(arrival);
        } catch (StreamConstraintsException e) {
            return new Reading.Malformed(
                    parser.getParsingContext().getNestingDepth() > MAX_DEPTH
                            ? "nested deeper than " + MAX_DEPTH + " levels"
                            : "a number, key or string is too long: before byte " + place(parser, json));
        } catch (JsonProcessingException e) {
            return new Reading.Malformed("not JSON: at byte " + place(parser, json));
        }
    }

    /** How far the parser came, in bytes of the value. */
    private static long place(JsonParser parser, Payload.Json json) {
        return json.byteAt(Math.min(json.length(), parser.currentLocation().getCharOffset()));
    }
}
