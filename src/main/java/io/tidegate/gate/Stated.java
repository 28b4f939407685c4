package io.tidegate.gate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidegate.sample.Source;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a verdict's JSON says of the decision: what can be held against other records, and nothing of why.
 *
 * @param waited that it waited in escrow, if it did
 * @param time the record time in milliseconds since the epoch, where the policy measures by time
 * @param policy fingerprint of what judged
 * @param gate the program's version
 * @param source where the record came from
 * @param emptied parts of the record that left empty, with the SHA-256 of what they were
 */
public record Stated(
        boolean accepted,
        Optional<Place> place,
        Optional<Wait> waited,
        OptionalLong time,
        String policy,
        String gate,
        Source source,
        Map<String, String> emptied) {

    private static final JsonFactory JSON = new JsonFactory();

    public Stated {
        emptied = Map.copyOf(emptied);
    }

    /** Reads a verdict; empty for what no gate wrote. */
    static Optional<Stated> read(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return new Reader(parser).read();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** One pass over the fields; of what comes twice, the last counts. */
    private static final class Reader {

        private final JsonParser json;
        private final Map<String, String> emptied = new HashMap<>();
        private String verdict = "";
        private String policy = "";
        private String gate = "";
        private Optional<String> scope = Optional.empty();
        private OptionalLong sequence = OptionalLong.empty();
        private OptionalLong time = OptionalLong.empty();
        private Optional<Wait> waited = Optional.empty();
        private Optional<Source> source = Optional.empty();

        private Reader(JsonParser json) {
            this.json = json;
        }

        /** What is done with a field, at whose value the parser stands. */
        private interface Field {
            void read(String name) throws IOException;
        }

        private Optional<Stated> read() throws IOException {
            json.nextToken();
            fields(this::field);
            boolean known = verdict.equals("accepted") || verdict.equals("quarantined");
            if (!known || source.isEmpty() || scope.isPresent() != sequence.isPresent() || anyNegative()) {
                return Optional.empty();
            }
            Optional<Place> place = scope.map(name -> new Place(name, sequence.orElseThrow()));
            return Optional.of(
                    new Stated(verdict.equals("accepted"), place, waited, time, policy, gate, source.get(), emptied));
        }

        private boolean anyNegative() {
            return sequence.orElse(0) < 0 || waited.map(Wait::sequence).orElse(0L) < 0;
        }

        private void fields(Field each) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                each.read(name);
                json.skipChildren();
            }
        }

        private void field(String name) throws IOException {
            switch (name) {
                case "verdict" -> verdict = text();
                case "policy" -> policy = text();
                case "gate" -> gate = text();
                case "scope" -> scope = Optional.of(text());
                case "sequence" -> sequence = OptionalLong.of(json.getLongValue());
                case "time" -> time = OptionalLong.of(json.getLongValue());
                case "held" -> waited = Optional.of(waited());
                case "source" -> source = Optional.of(source());
                case "reasons" -> reasons();
                default -> {}
            }
        }

        private String text() throws IOException {
            return json.getValueAsString("");
        }

        private Wait waited() throws IOException {
            long[] numbers = new long[2];
            OptionalLong[] expired = {OptionalLong.empty()};
            fields(name -> {
                switch (name) {
                    case "sequence" -> numbers[0] = json.getLongValue();
                    case "since" -> numbers[1] = json.getLongValue();
                    case "expired" -> expired[0] = OptionalLong.of(json.getLongValue());
                    default -> {}
                }
            });
            return new Wait(numbers[0], numbers[1], expired[0]);
        }

        private Source source() throws IOException {
            String[] topic = {""};
            long[] numbers = {-1, -1};
            fields(name -> {
                switch (name) {
                    case "topic" -> topic[0] = text();
                    case "partition" -> numbers[0] = json.getIntValue();
                    case "offset" -> numbers[1] = json.getLongValue();
                    default -> {}
                }
            });
            return new Source(topic[0], (int) numbers[0], numbers[1]);
        }

        private void reasons() throws IOException {
            while (json.currentToken() == JsonToken.START_ARRAY || json.currentToken() == JsonToken.END_OBJECT) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    return;
                }
                String[] part = {"", ""};
                fields(name -> {
                    switch (name) {
                        case "part" -> part[0] = text();
                        case "sha256" -> part[1] = text();
                        default -> {}
                    }
                });
                if (!part[0].isEmpty()) {
                    emptied.put(part[0], part[1]);
                }
            }
        }
    }
}
