package io.tidegate.stream;

import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decision as readers of accepted and quarantine see it.
 *
 * @param at where it lies
 * @param timestamp when it was written, in milliseconds since the epoch
 * @param producerTimestamp the producer's, in milliseconds since the epoch
 * @param headers the producer's
 * @param verdict compact JSON; empty if the record is none of the gate's
 */
public record Decided(
        Source at,
        long timestamp,
        long producerTimestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers,
        Optional<String> verdict) {}
