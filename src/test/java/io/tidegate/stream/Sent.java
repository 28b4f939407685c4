package io.tidegate.stream;

import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that was sent to the samples topic, or is to be.
 *
 * @param source where Kafka put it; partition -1 lets the key say
 * @param timestamp -1 for the producer's clock
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; never compared or hashed
record Sent(Source source, long timestamp, byte @Nullable [] key, List<Header> headers, byte @Nullable [] value) {

    static Sent of(byte @Nullable [] key, byte @Nullable [] value, Header... headers) {
        return new Sent(new Source("", -1, -1), -1, key, List.of(headers), value);
    }

    static Sent of(byte @Nullable [] key, String value) {
        return of(key, utf8(value));
    }

    Sent to(int partition) {
        return new Sent(new Source("", partition, -1), timestamp, key, headers, value);
    }

    Sent stamped(long millis) {
        return new Sent(source, millis, key, headers, value);
    }

    Sent at(Source place, long millis) {
        return new Sent(place, millis, key, headers, value);
    }

    @SuppressWarnings("NullAway") // which doesn't see the annotations of a compiled record's constructor
    Arrival arrival() {
        List<Header> producers = GateHeaders.producers(GateHeaders.forKafka(headers));
        return new Arrival(source, timestamp, key, producers, value);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A plain text sample. */
    static String json(String id, String dataset, String text) {
        return "{\"id\":\"" + id + "\",\"dataset\":\"" + dataset + "\",\"text\":\"" + text + "\"}";
    }
}
