package io.tidegate.novelty;

/**
 * What is kept of an accepted sample.
 *
 * @param scope number of the scope within which samples must be novel
 * @param idHash 64-bit hash of the sample's id
 * @param valueHash 32-bit hash of the record's value
 * @param partition where the record came from
 * @param offset where the record came from
 */
public record Remembered(int scope, Sketch sketch, long idHash, int valueHash, int partition, long offset) {}
