package io.tidegate.sample;

import java.util.List;
import java.util.Optional;

/**
 * One training example: a text or a conversation of turns.
 *
 * @param id the producer's, 1 to 256 bytes of UTF-8 without control characters; {@code topic-partition-offset} if it gave
 *     none
 * @param dataset the one that the producer names; 1 to 128 bytes of UTF-8 without control characters
 * @param origin the sample's as a whole; turns may have their own
 * @param turns 1 to 10,000, and at least one of them has text
 */
public record Sample(String id, Optional<String> dataset, Origin origin, List<Turn> turns) {

    static final int MAX_TURNS = 10_000;

    public Sample {
        turns = List.copyOf(turns);
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("a sample without a turn has nothing to judge");
        }
    }
}
