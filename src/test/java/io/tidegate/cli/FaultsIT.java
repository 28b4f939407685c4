package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of what {@link FaultTable} does at length: every fault but one once, one after the other, under load. */
class FaultsIT {

    /** Kafka gives up on what is gone sooner than it would by itself, so that the test is over sooner. */
    static final String[] SOON = {
        "--kafka", "session.timeout.ms=6000",
        "--kafka", "heartbeat.interval.ms=1000",
        "--kafka", "producer.transaction.timeout.ms=3000",
        "--kafka", "request.timeout.ms=5000",
        "--kafka", "producer.delivery.timeout.ms=10000"
    };

    /**
     * Once, with times as short as {@link #SOON}, a transaction stayed open for over a minute after this, so that nothing could be
     * audited. Why isn't known yet.
     */
    private static final EnumSet<Fault> AT_LENGTH_ONLY =
            EnumSet.of(Fault.KILL_KAFKA, Fault.KILL_NODE, Fault.KILL_STARTING);

    @TempDir
    private Path folder = Path.of("");

    @Test
    @DisplayName(
            "Laws 1, 2, 3, 5: whatever fails, and in whatever order, the audit finds nothing lost, repeated or changed")
    void everyFaultOnce() throws Exception {
        long seed = Long.getLong("faults.seed", 1);
        System.err.println("FaultsIT: -Dfaults.seed=" + seed);
        try (FaultWorld world = new FaultWorld(folder, seed, 1, 200, SOON)) {
            world.start();
            List<Fault> faults = new ArrayList<>(EnumSet.complementOf(AT_LENGTH_ONLY));
            Collections.shuffle(faults, world.random);
            for (Fault fault : faults) {
                FaultWorld.pause(world.millis(200, 1_500));
                Duration took = fault.happen(world, true);
                System.err.println("FaultsIT: " + fault + " " + took.toMillis() + " ms");
            }
            JsonNode report = world.audit();
            System.err.println("FaultsIT: " + report.path("records") + " records, restarted " + world.restarts());
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with -Dfaults.seed=" + seed + ": " + e.getMessage(), e);
        }
    }
}
