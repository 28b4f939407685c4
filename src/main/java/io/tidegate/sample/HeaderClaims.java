package io.tidegate.sample;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a record's headers say where its JSON says nothing. Of headers with the same name the last holds, as in Kafka; one
 * without a value says nothing.
 */
final class HeaderClaims {

    static final String DATASET = "tidegate-claim-dataset";
    static final String ORIGIN = "tidegate-claim-origin";
    static final String MODEL = "tidegate-claim-model";

    private final List<Header> headers;
    private final Problems problems;

    HeaderClaims(List<Header> headers, Problems problems) {
        this.headers = headers;
        this.problems = problems;
    }

    Optional<String> dataset() {
        return label(DATASET, Label.MAX_DATASET_BYTES);
    }

    Optional<String> model() {
        return label(MODEL, Label.MAX_MODEL_BYTES);
    }

    Optional<Origin.Kind> kind() {
        Optional<String> text = text(ORIGIN);
        Optional<Origin.Kind> kind = text.flatMap(Origin.Kind::of);
        if (text.isPresent() && kind.isEmpty()) {
            note(ORIGIN, " is not human, synthetic, mixed or unknown");
        }
        return kind;
    }

    private Optional<String> label(String name, int maxBytes) {
        Optional<String> text = text(name);
        Optional<String> fault = text.flatMap(label -> Label.fault(label, maxBytes));
        fault.ifPresent(words -> note(name, words));
        return fault.isPresent() ? Optional.empty() : text;
    }

    private Optional<String> text(String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            Header header = headers.get(i);
            if (header.name().equals(name)) {
                byte[] value = header.value();
                return value == null ? Optional.empty() : decode(name, value);
            }
        }
        return Optional.empty();
    }

    private Optional<String> decode(String name, byte[] value) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString());
        } catch (CharacterCodingException e) {
            note(name, " is not UTF-8");
            return Optional.empty();
        }
    }

    private void note(String name, String words) {
        problems.note(Problems.DOCUMENT, () -> "header " + name + words);
    }
}
