package io.tidegate.sample;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it arrived, before anybody looked inside.
 *
 * @param timestamp the producer's, in milliseconds since the epoch, whatever it claims
 * @param key the bytes, or null, which Kafka tells apart from empty
 * @param headers the producer's headers in their order, less those that only the gate may write
 * @param value the bytes, or null for a tombstone
 */
public record Arrival(
        Source source, long timestamp, byte @Nullable [] key, List<Header> headers, byte @Nullable [] value) {

    public Arrival {
        headers = List.copyOf(headers);
    }

    /** A record of which nothing but its place and value matters, as a line of a file is. */
    public static Arrival of(Source source, byte[] value) {
        return new Arrival(source, 0, null, List.of(), value);
    }

    /** The same, from elsewhere. */
    public Arrival from(Source place) {
        return new Arrival(place, timestamp, key, headers, value);
    }

    /** The same without key, headers and value. */
    public Arrival withoutBytes() {
        return new Arrival(source, timestamp, null, List.of(), null);
    }
}
