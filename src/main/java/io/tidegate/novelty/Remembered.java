package io.tidegate.novelty;

/**
 * What is kept of an accepted sample.
 *
 * @param idHash 64-bit hash of the sample's id
 * @param valueHash 24-bit hash of the record's value
 * @param generation how many models away from human text, 0 to 255
 * @param second the scope's clock when it was accepted, in seconds since the epoch, 0 to 2^32 - 1
 * @param partition where the record came from, 0 to 65,535
 * @param offset where the record came from, 0 to 2^48 - 1
 */
public record Remembered(
        Sketch sketch, long idHash, int valueHash, int generation, long second, int partition, long offset) {

    public static final int MAX_GENERATION = 255;
    static final int MAX_PARTITION = 0xFFFF;
    static final long MAX_OFFSET = (1L << 48) - 1;
    static final int VALUE_HASH_MASK = (1 << 24) - 1;

    public Remembered {
        if (valueHash != (valueHash & VALUE_HASH_MASK)
                || generation < 0
                || generation > MAX_GENERATION
                || second != (second & 0xFFFF_FFFFL)
                || partition != (partition & MAX_PARTITION)
                || offset != (offset & MAX_OFFSET)) {
            throw new IllegalArgumentException("out of range");
        }
    }
}
