package io.tidegate.observe;

import io.tidegate.gate.GateListener;
import io.tidegate.gate.Standing;
import io.tidegate.gate.StandingJson;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How the datasets that this process decides stand, about a second ago. */
public final class LedgerBoard implements GateListener {

    private final Map<String, Standing> standings = new ConcurrentHashMap<>();
    private final Clock clock;

    public LedgerBoard(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void stands(Standing standing) {
        standings.put(standing.dataset(), standing);
    }

    @Override
    public void closed(String dataset) {
        standings.remove(dataset);
    }

    /** All of them as JSON. */
    public String json() {
        return StandingJson.write(standings.values());
    }

    /** Records that wait in escrow. */
    long waiting() {
        return standings.values().stream().mapToLong(Standing::held).sum();
    }

    /** Bytes that these take. */
    long waitingBytes() {
        return standings.values().stream().mapToLong(Standing::heldBytes).sum();
    }

    /** Seconds since the first of these came; 0 if none waits. */
    double waitingSeconds() {
        long now = clock.millis();
        return standings.values().stream()
                        .flatMapToLong(standing -> standing.heldSince().stream())
                        .map(since -> Math.max(0, now - since))
                        .max()
                        .orElse(0)
                / 1000.0;
    }
}
