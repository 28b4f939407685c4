package io.tidegate.gate;

import io.tidegate.sample.Arrival;
import java.util.Optional;

/**
 * A record as it lies in accepted or quarantine.
 *
 * @param accepted in which of the two it lies
 * @param record what it holds, with the producer's headers and timestamp; its source is where it lies, not where it came from
 * @param verdict compact JSON; empty if the record is none of the gate's
 */
public record Left(boolean accepted, Arrival record, Optional<String> verdict) {}
