package io.tidegate.stream;

import java.util.List;

/**
 * The names of the gate's topics.
 *
 * @param samples what producers write
 * @param accepted what trainers read
 * @param quarantine the rest
 */
public record Topics(String samples, String accepted, String quarantine) {

    /** The topics of a prefix: {@code PREFIX.samples} and so on. */
    public static Topics of(String prefix) {
        return new Topics(prefix + ".samples", prefix + ".accepted", prefix + ".quarantine");
    }

    /** The topic that decisions of one kind are written to. */
    public String of(boolean isAccepted) {
        return isAccepted ? accepted : quarantine;
    }

    List<String> all() {
        return List.of(samples, accepted, quarantine);
    }
}
