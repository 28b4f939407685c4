package io.tidegate.gate;

/**
 * A sample's place in the one order of its scope.
 *
 * @param scope what the sample must be novel within
 * @param sequence number of the decision in the scope, from 0
 */
public record Place(String scope, long sequence) {}
