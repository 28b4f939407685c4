package io.tidegate.stream;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** For how long no record has been taken up although some wait. */
final class Stall {

    private boolean stuck;
    private long taken = -1;
    private long since;

    /**
     * Looks again.
     *
     * @param waiting whether records wait to be taken up; asked only if none was
     * @param takenUp so many were so far
     * @param nanos now
     * @return since which earlier look nothing has moved; zero if something has since the last one
     */
    Duration lasts(BooleanSupplier waiting, long takenUp, long nanos) {
        boolean still = takenUp == taken && waiting.getAsBoolean();
        if (!still || !stuck) {
            since = nanos;
        }
        stuck = still;
        taken = takenUp;
        return Duration.ofNanos(nanos - since);
    }
}
