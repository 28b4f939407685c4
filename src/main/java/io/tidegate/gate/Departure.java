package io.tidegate.gate;

import io.tidegate.sample.Arrival;

/**
 * A record that leaves the gate.
 *
 * @param arrival as it came
 */
public record Departure(Arrival arrival, Verdict verdict) {}
