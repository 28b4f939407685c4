package io.tidegate.gate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a producer is told of one model in one dataset, so that it can slow down or change course.
 *
 * @param key {@code {"dataset": …, "model": …}}; without a model for samples that name none, with {@code "furtherModels": true}
 *     for all models beyond the first 256
 * @param value counts, share, limit and room, as compact JSON
 */
public record Feedback(byte[] key, byte[] value) {

    /** Version of the layout. */
    static final int VERSION = 1;

    private static final JsonFactory JSON = new JsonFactory();

    /** What is news of a dataset, by model. */
    public static List<Feedback> of(Standing standing) {
        List<Feedback> all = new ArrayList<>();
        for (Standing.Writer writer : standing.writers()) {
            if (!writer.news()) {
                continue;
            }
            all.add(new Feedback(write(json -> writeNames(standing, writer, json)), write(json -> {
                json.writeNumberField("v", VERSION);
                writeNames(standing, writer, json);
                write(standing, writer, json);
            })));
        }
        return all;
    }

    private static void writeNames(Standing standing, Standing.Writer writer, JsonGenerator json) throws IOException {
        json.writeStringField("dataset", standing.dataset());
        if (writer.model().equals(Standing.FURTHER)) {
            json.writeBooleanField("furtherModels", true);
        } else if (!writer.model().isEmpty()) {
            json.writeStringField("model", writer.model());
        }
    }

    private static void write(Standing standing, Standing.Writer writer, JsonGenerator json) throws IOException {
        json.writeNumberField("accepted", writer.accepted());
        json.writeObjectFieldStart("refused");
        for (Map.Entry<String, Long> refused : writer.refused().entrySet()) {
            json.writeNumberField(refused.getKey(), refused.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("held", standing.held());
        json.writeStringField("unit", standing.unit());
        json.writeNumberField("share", StandingJson.rounded(standing.share()));
        if (standing.limit().isPresent()) {
            json.writeNumberField("limit", standing.limit().getAsDouble());
        }
        json.writeNumberField("modelShare", StandingJson.rounded(writer.share()));
        if (writer.room().isPresent()) {
            json.writeNumberField("room", writer.room().getAsLong());
        }
    }

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("feedback can't be written", e);
        }
        return bytes.toByteArray();
    }
}
