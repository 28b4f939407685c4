package io.tidegate.gate;

import java.util.OptionalDouble;

/**
 * Hears what the gate does, for metrics. What is heard may be undone by an aborted transaction and heard again: good enough to
 * look at, not to count on. Called from many threads.
 */
public interface GateListener {

    /** Hears nothing. */
    GateListener NONE = new GateListener() {};

    /**
     * A record was decided.
     *
     * @param millis from the producer's timestamp to now
     */
    default void decided(Verdict verdict, long millis) {}

    /** A dataset's synthetic share is now this, against this limit; both in [0, 1]. */
    default void share(String dataset, double share, OptionalDouble limit) {}
}
