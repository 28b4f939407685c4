package io.tidegate.stream;

import io.tidegate.gate.Verdict;
import io.tidegate.gate.VerdictJson;
import io.tidegate.sample.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers that the gate writes, and that nobody else may. */
public final class GateHeaders {

    public static final String ID = "tidegate-id";
    public static final String DATASET = "tidegate-dataset";
    public static final String POLICY = "tidegate-policy";
    public static final String VERDICT = "tidegate-verdict";
    /** The producer's timestamp in milliseconds since the epoch, as decimal digits. */
    public static final String TIMESTAMP = "tidegate-timestamp";

    private static final Set<String> OURS = Set.of(ID, DATASET, POLICY, VERDICT, TIMESTAMP);

    private GateHeaders() {}

    /** The producer's headers in their order: all but those of the gate's names. */
    public static List<Header> producers(Headers headers) {
        List<Header> kept = new ArrayList<>();
        for (org.apache.kafka.common.header.Header header : headers) {
            if (!OURS.contains(header.key())) {
                kept.add(new Header(header.key(), header.value()));
            }
        }
        return kept;
    }

    /** The producer's headers, for Kafka. */
    static Headers forKafka(List<Header> producers) {
        RecordHeaders headers = new RecordHeaders();
        producers.forEach(header -> headers.add(header.name(), header.value()));
        return headers;
    }

    /** The headers of a decided record: the producer's, then the gate's. */
    static Headers decided(List<Header> producers, Verdict verdict, long timestamp) {
        Headers headers = forKafka(producers);
        headers.add(ID, utf8(verdict.id()));
        verdict.dataset().ifPresent(dataset -> headers.add(DATASET, utf8(dataset)));
        headers.add(POLICY, utf8(verdict.policy()));
        headers.add(VERDICT, VerdictJson.write(verdict));
        headers.add(TIMESTAMP, utf8(Long.toString(timestamp)));
        return headers;
    }

    /** A header's text, if the record has the header. */
    public static Optional<String> text(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name))
                .map(org.apache.kafka.common.header.Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    /** The producer's timestamp, if the gate wrote it down. */
    static OptionalLong timestamp(Headers headers) {
        Optional<String> stated = text(headers, TIMESTAMP);
        try {
            return stated.isPresent() ? OptionalLong.of(Long.parseLong(stated.get())) : OptionalLong.empty();
        } catch (NumberFormatException e) { // not the gate's: whoever may write to a topic can write this
            return OptionalLong.empty();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
