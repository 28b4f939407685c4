package io.tidegate.gate;

import java.util.List;

/**
 * Hears what the gate does, for metrics. What is heard may be undone by an aborted transaction and heard again: good enough to
 * look at, not to count on. Called from many threads.
 */
public interface GateListener {

    /** Hears nothing. */
    GateListener NONE = new GateListener() {};

    /**
     * A record came to where it is decided.
     *
     * @param rekeyed whether it had to hop there
     */
    default void arrived(boolean rekeyed) {}

    /**
     * A record was decided.
     *
     * @param millis from the producer's timestamp to now
     */
    default void decided(Verdict verdict, long millis) {}

    /** A sample began to wait in escrow. */
    default void held() {}

    /** A dataset of which something was decided stands so; called about once a second. */
    default void stands(Standing standing) {}

    /** Another decides this dataset from now on, or nobody. */
    default void closed(String dataset) {}

    /** Tells all of these, in this order. */
    static GateListener all(GateListener... listeners) {
        List<GateListener> each = List.of(listeners);
        return new GateListener() {
            @Override
            public void arrived(boolean rekeyed) {
                each.forEach(listener -> listener.arrived(rekeyed));
            }

            @Override
            public void decided(Verdict verdict, long millis) {
                each.forEach(listener -> listener.decided(verdict, millis));
            }

            @Override
            public void held() {
                each.forEach(GateListener::held);
            }

            @Override
            public void stands(Standing standing) {
                each.forEach(listener -> listener.stands(standing));
            }

            @Override
            public void closed(String dataset) {
                each.forEach(listener -> listener.closed(dataset));
            }
        };
    }
}
