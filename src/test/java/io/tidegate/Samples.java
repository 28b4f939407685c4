package io.tidegate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Records as producers send them. */
public final class Samples {

    public static final String TOPIC = "tidegate.samples";

    private Samples() {}

    /** A plain text of dataset {@code d}, written by humans, whose id is {@code s-} and the offset. */
    public static Draft text(String text) {
        return new Draft("", text, "d", "human", Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), List.of());
    }

    /** A record of these bytes. */
    public static Arrival raw(long offset, String value) {
        return Arrival.of(new Source(TOPIC, 0, offset), value.getBytes(StandardCharsets.UTF_8));
    }

    /** A record with all its parts, some of which Kafka lets be null. */
    @SuppressWarnings("NullAway") // which doesn't see what a compact constructor's parameters are declared as
    public static Arrival record(Source source, byte @Nullable [] key, List<Header> headers, byte @Nullable [] value) {
        return new Arrival(source, 0, key, headers, value);
    }

    /** The same record, stamped by its producer with this time, in milliseconds since the epoch. */
    @SuppressWarnings("NullAway") // which doesn't see what a compact constructor's parameters are declared as
    public static Arrival stamped(Arrival arrival, long timestamp) {
        return new Arrival(arrival.source(), timestamp, arrival.key(), arrival.headers(), arrival.value());
    }

    /** The bytes of a record that has some. */
    public static byte[] value(Arrival arrival) {
        return Objects.requireNonNull(arrival.value());
    }

    /** A sample with what it says of itself; {@code unknown} stands for no origin. */
    public record Draft(
            String id,
            String text,
            String dataset,
            String kind,
            Optional<String> model,
            OptionalInt generation,
            OptionalInt syntheticCharacters,
            List<String> parents) {

        public Draft id(String other) {
            return new Draft(other, text, dataset, kind, model, generation, syntheticCharacters, parents);
        }

        public Draft in(String other) {
            return new Draft(id, text, other, kind, model, generation, syntheticCharacters, parents);
        }

        public Draft by(String otherKind) {
            return new Draft(id, text, dataset, otherKind, model, generation, syntheticCharacters, parents);
        }

        public Draft model(String other) {
            return new Draft(
                    id, text, dataset, "synthetic", Optional.of(other), generation, syntheticCharacters, parents);
        }

        public Draft generation(int other) {
            return new Draft(id, text, dataset, kind, model, OptionalInt.of(other), syntheticCharacters, parents);
        }

        public Draft mixed(int characters) {
            return new Draft(id, text, dataset, "mixed", model, generation, OptionalInt.of(characters), parents);
        }

        /** Made by a model from these samples. */
        public Draft from(String... ids) {
            return new Draft(id, text, dataset, "synthetic", model, generation, syntheticCharacters, List.of(ids));
        }

        /** The record at an offset of partition 0. */
        public Arrival at(long offset) {
            return Arrival.of(new Source(TOPIC, 0, offset), json(id.isEmpty() ? "s-" + offset : id));
        }

        private byte[] json(String writtenId) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
                json.writeStartObject();
                json.writeStringField("id", writtenId);
                json.writeStringField("dataset", dataset);
                json.writeStringField("text", text);
                if (!kind.equals("unknown") || generation.isPresent()) {
                    json.writeObjectFieldStart("origin");
                    json.writeStringField("kind", kind);
                    if (model.isPresent()) {
                        json.writeStringField("model", model.get());
                    }
                    if (generation.isPresent()) {
                        json.writeNumberField("generation", generation.getAsInt());
                    }
                    if (syntheticCharacters.isPresent()) {
                        json.writeNumberField("syntheticCharacters", syntheticCharacters.getAsInt());
                    }
                    if (!parents.isEmpty()) {
                        json.writeArrayFieldStart("parents");
                        for (String parent : parents) {
                            json.writeString(parent);
                        }
                        json.writeEndArray();
                    }
                    json.writeEndObject();
                }
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    }
}
