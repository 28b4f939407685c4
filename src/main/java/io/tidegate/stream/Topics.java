package io.tidegate.stream;

import java.util.List;

/**
 * The names of the gate's topics.
 *
 * @param samples what producers write
 * @param accepted what trainers read
 * @param quarantine the rest
 * @param feedback what producers are told of each dataset and model
 */
public record Topics(String samples, String accepted, String quarantine, String feedback) {

    /** The topics of a prefix: {@code PREFIX.samples} and so on. */
    public static Topics of(String prefix) {
        return new Topics(prefix + ".samples", prefix + ".accepted", prefix + ".quarantine", prefix + ".feedback");
    }

    /** The topic that decisions of one kind are written to. */
    public String of(boolean isAccepted) {
        return isAccepted ? accepted : quarantine;
    }

    List<String> all() {
        return List.of(samples, accepted, quarantine, feedback);
    }
}
