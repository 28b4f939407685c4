package io.tidegate.gate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;

/** Writes how datasets stand as one JSON object with an array, sorted by dataset. */
public final class StandingJson {

    private static final JsonFactory JSON = new JsonFactory();

    private StandingJson() {}

    /** {@code {"datasets": [{"dataset": …, …}, …]}}. */
    public static String write(Collection<Standing> standings) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("datasets");
            for (Standing standing : standings.stream()
                    .sorted(Comparator.comparing(Standing::dataset))
                    .toList()) {
                write(standing, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("standings can't be written", e);
        }
        return text.toString();
    }

    private static void write(Standing standing, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("dataset", standing.dataset());
        json.writeStringField("scope", standing.scope());
        json.writeNumberField("accepted", standing.accepted());
        json.writeStringField("unit", standing.unit());
        json.writeStringField("window", standing.window());
        json.writeNumberField("human", standing.human());
        json.writeNumberField("synthetic", standing.synthetic());
        json.writeNumberField("share", rounded(standing.share()));
        if (standing.limit().isPresent()) {
            json.writeNumberField("limit", standing.limit().getAsDouble());
        }
        json.writeNumberField("held", standing.held());
        json.writeNumberField("heldBytes", standing.heldBytes());
        if (standing.heldSince().isPresent()) {
            json.writeNumberField("heldSince", standing.heldSince().getAsLong());
        }
        json.writeArrayFieldStart("models");
        for (Standing.Writer writer : standing.writers()) {
            json.writeStartObject();
            json.writeStringField("model", writer.model().equals(Standing.FURTHER) ? "(further)" : writer.model());
            json.writeNumberField("accepted", writer.accepted());
            json.writeObjectFieldStart("refused");
            for (Map.Entry<String, Long> refused : writer.refused().entrySet()) {
                json.writeNumberField(refused.getKey(), refused.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("share", rounded(writer.share()));
            if (writer.room().isPresent()) {
                json.writeNumberField("room", writer.room().getAsLong());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** To a multiple of 0.0001. */
    static double rounded(double share) {
        return Math.round(share * 10_000) / 10_000.0;
    }
}
