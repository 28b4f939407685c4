package io.tidegate.gate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.tidegate.ledger.Provenance;
import io.tidegate.sample.Source;
import io.tidegate.score.Basis;
import io.tidegate.score.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Writes verdicts as compact JSON of at most 4 KiB.
 *
 * <p>One that would be longer loses, in this order, until it fits: the evidence of its reasons, the
 * scores of categories, its model's name, all reasons but the first; it then says
 * {@code "truncated": true}.
 */
public final class VerdictJson {

    /** Version of the layout. */
    public static final int VERSION = 1;

    /** Bytes of UTF-8 that a verdict never exceeds. */
    public static final int MAX_BYTES = 4096;

    /** With Jackson's own number printing, as that of Java changed between versions. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private VerdictJson() {}

    /** What a verdict still holds; each level drops one thing more. */
    private enum Detail {
        ALL,
        NO_EVIDENCE,
        NO_CATEGORIES,
        NO_MODEL,
        FIRST_REASON;

        private boolean drops(Detail level) {
            return compareTo(level) >= 0;
        }
    }

    /** UTF-8, with the fields in a fixed order: equal verdicts give equal bytes. */
    public static byte[] write(Verdict verdict) {
        byte[] json = new byte[0];
        for (Detail detail : Detail.values()) {
            json = write(verdict, detail);
            if (json.length <= MAX_BYTES) {
                return json;
            }
        }
        throw new IllegalStateException(
                "a verdict of " + json.length + " bytes: a name in it is longer than is allowed");
    }

    private static byte[] write(Verdict verdict, Detail detail) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            write(verdict, detail, json);
        } catch (IOException e) {
            throw new UncheckedIOException("a verdict can't be written", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Verdict verdict, Detail detail, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("v", VERSION);
        json.writeStringField("verdict", verdict.accepted() ? "accepted" : "quarantined");
        json.writeStringField("id", verdict.id());
        if (verdict.dataset().isPresent()) {
            json.writeStringField("dataset", verdict.dataset().get());
        }
        if (verdict.place().isPresent()) {
            json.writeStringField("scope", verdict.place().get().scope());
            json.writeNumberField("sequence", verdict.place().get().sequence());
        }
        if (verdict.waited().isPresent()) {
            write(verdict.waited().get(), json);
        }
        if (verdict.time().isPresent()) {
            json.writeNumberField("time", verdict.time().getAsLong());
        }
        json.writeStringField("policy", verdict.policy());
        json.writeStringField("gate", verdict.gate());
        if (verdict.provenance().isPresent()) {
            writeOrigin(verdict.provenance().get(), detail, json);
        }
        json.writeFieldName("source");
        write(verdict.source(), json);
        writeScores(verdict, detail, json);
        if (!verdict.accepted()) {
            writeReasons(verdict, detail, json);
        }
        if (detail != Detail.ALL) {
            json.writeBooleanField("truncated", true);
        }
        json.writeEndObject();
    }

    private static void writeOrigin(Provenance provenance, Detail detail, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("origin");
        json.writeStringField("kind", provenance.kind().id());
        if (provenance.model().isPresent() && !detail.drops(Detail.NO_MODEL)) {
            json.writeStringField("model", provenance.model().get());
        }
        json.writeNumberField("generation", provenance.generation());
        if (provenance.unknownParents() > 0) {
            json.writeNumberField("unknownParents", provenance.unknownParents());
        }
        json.writeNumberField("characters", provenance.characters());
        json.writeNumberField("syntheticCharacters", provenance.syntheticCharacters());
        json.writeEndObject();
    }

    private static void write(Wait waited, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("held");
        json.writeNumberField("sequence", waited.sequence());
        json.writeNumberField("since", waited.since());
        if (waited.expired().isPresent()) {
            json.writeNumberField("expired", waited.expired().getAsLong());
        }
        json.writeEndObject();
    }

    private static void write(Source source, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("topic", source.topic());
        json.writeNumberField("partition", source.partition());
        json.writeNumberField("offset", source.offset());
        json.writeEndObject();
    }

    private static void writeScores(Verdict verdict, Detail detail, JsonGenerator json) throws IOException {
        if (!verdict.scores().isEmpty()) {
            json.writeObjectFieldStart("scores");
            for (Map.Entry<String, Double> score : verdict.scores().entrySet()) {
                boolean category = score.getKey().indexOf(Verdict.CATEGORY) >= 0;
                if (!(category && detail.drops(Detail.NO_CATEGORIES))) {
                    json.writeFieldName(score.getKey());
                    write(score.getValue(), json);
                }
            }
            json.writeEndObject();
        }
        if (!verdict.bases().isEmpty()) {
            json.writeObjectFieldStart("basis");
            for (Map.Entry<String, Basis> basis : verdict.bases().entrySet()) {
                json.writeStringField(basis.getKey(), basis.getValue().id());
            }
            json.writeEndObject();
        }
    }

    private static void writeReasons(Verdict verdict, Detail detail, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("reasons");
        int most = detail.drops(Detail.FIRST_REASON) ? 1 : verdict.reasons().size();
        for (Reason reason : verdict.reasons().subList(0, most)) {
            json.writeStartObject();
            json.writeStringField("rule", reason.rule().id());
            if (reason.observed().isPresent()) {
                json.writeFieldName("observed");
                write(reason.observed().getAsDouble(), json);
            }
            if (reason.limit().isPresent()) {
                json.writeFieldName("limit");
                write(reason.limit().getAsDouble(), json);
            }
            if (reason.evidence().isPresent() && !detail.drops(Detail.NO_EVIDENCE)) {
                write(reason.evidence().get(), json);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(Reason.Evidence evidence, JsonGenerator json) throws IOException {
        if (evidence instanceof Reason.Detail detail) {
            json.writeStringField("detail", detail.text());
        } else if (evidence instanceof Reason.Copied copied) {
            json.writeFieldName("match");
            write(copied.at(), json);
        } else if (evidence instanceof Reason.CopiedTurn copied) {
            json.writeNumberField("turn", copied.turn());
            json.writeFieldName("match");
            write(copied.at(), json);
        } else if (evidence instanceof Reason.Seen seen) {
            write(seen, json);
        } else if (evidence instanceof Reason.NotAsked unasked) {
            json.writeStringField("detail", unasked.text());
        } else if (evidence instanceof Reason.Generator generator) {
            if (!generator.model().isEmpty()) {
                json.writeStringField("model", generator.model());
            }
        } else if (evidence instanceof Reason.Part part) {
            json.writeStringField("part", part.name());
            json.writeStringField("sha256", part.sha256());
        }
    }

    private static void write(Reason.Seen seen, JsonGenerator json) throws IOException {
        if (seen.category().isPresent()) {
            json.writeStringField("category", seen.category().get());
        }
        if (seen.where().isPresent()) {
            json.writeNumberField("turn", seen.where().get().turn());
            json.writeArrayFieldStart("spans");
            for (Span span : seen.where().get().spans()) {
                json.writeStartArray();
                json.writeNumber(span.start());
                json.writeNumber(span.end());
                json.writeEndArray();
            }
            json.writeEndArray();
        }
    }

    /** A whole number without a fraction, any other with its shortest digits. */
    private static void write(double number, JsonGenerator json) throws IOException {
        if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            json.writeNumber((long) number);
        } else {
            json.writeNumber(number);
        }
    }
}
