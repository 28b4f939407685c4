package io.tidegate.sample;

import java.util.List;
import java.util.Optional;

/**
 * One training example: a text or a conversation of turns.
 *
 * @param id the producer's, or {@code topic-partition-offset} if it gave none; 1 to 256 bytes of UTF-8
 * @param dataset the one that the producer names; 1 to 128 bytes of UTF-8
 * @param turns at least one, and at least one of them has text
 */
public record Sample(String id, Optional<String> dataset, Origin origin, List<Turn> turns) {

    public Sample {
        turns = List.copyOf(turns);
    }
}
