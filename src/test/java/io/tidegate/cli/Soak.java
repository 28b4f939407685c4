package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A gate under seven tenths of the load that it can take, with a random fault in each minute. After the first third no fault ends
 * the gate, so that in the last third its memory is that of a gate at work for long. The heap has all its pages from the start, so
 * that what grows is something else.
 */
final class Soak {

    private static final int BURST = 40_000;
    private static final long SLOW_MILLIS = 1_000;
    private static final long GLANCE_MILLIS = 50;
    private static final long CALM_NANOS = Duration.ofSeconds(3).toNanos();
    private static final EnumSet<Fault> LEAVE_THE_GATE =
            EnumSet.of(Fault.CUT, Fault.HALF_OPEN, Fault.DELAY, Fault.THROTTLE, Fault.OUTAGE, Fault.STOP_GATE);
    private static final EnumSet<Fault> ANY = EnumSet.of(
            Fault.KILL_GATE,
            Fault.KILL_STARTING,
            Fault.KILL_KAFKA,
            Fault.TERMINATE,
            Fault.CUT,
            Fault.HALF_OPEN,
            Fault.DELAY,
            Fault.THROTTLE,
            Fault.OUTAGE,
            Fault.STOP_GATE);

    private final FaultWorld world;
    private final int minutes;
    private final Collection<Long> quiet = new ConcurrentLinkedQueue<>();
    private final Collection<Long> between = new ConcurrentLinkedQueue<>();
    private final List<Long> resident = new ArrayList<>();
    private volatile long lastSlow = System.nanoTime();

    Soak(FaultWorld world, int minutes) {
        this.world = world;
        this.minutes = minutes;
    }

    /** Lets it happen, and says what came of it. */
    String happen() throws IOException, InterruptedException {
        world.javaOptions("-Xms512m", "-XX:+AlwaysPreTouch");
        world.start();
        int peak = peak();
        world.send(peak * 7 / 10);
        awaitCalm();
        measure(quiet, Duration.ofMinutes(1).toMillis());
        for (int minute = 0; minute < minutes; minute++) {
            minute(minute < minutes / 3 ? ANY : LEAVE_THE_GATE);
            if (minute >= minutes * 2 / 3) {
                resident.add(world.gate(0).residentBytes());
            }
        }
        long begin = System.nanoTime();
        JsonNode report = world.audit();
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        return String.format(
                Locale.ROOT,
                "soak: %d minutes, %,d records at %,d a second (peak %,d), an audit of %d s found nothing; p99 %,d ms in a quiet"
                        + " minute, %,d ms between faults; resident %s MiB, minute by minute of the last third; restarted %d",
                minutes,
                report.path("records").asLong(),
                peak * 7 / 10,
                peak,
                seconds,
                p99(quiet),
                p99(between),
                resident.stream().map(bytes -> bytes >> 20).toList(),
                world.restarts());
    }

    /** How many a second are decided if many come at once. */
    private int peak() {
        long first = world.sent();
        long begin = System.nanoTime();
        world.send(1_000_000);
        while (world.sent() < first + BURST) {
            FaultWorld.pause(5);
        }
        world.send(0);
        long count = world.sent() - first;
        world.awaitWhole();
        return (int) (count * 1_000_000_000L / (System.nanoTime() - begin));
    }

    private void minute(EnumSet<Fault> of) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        measure(between, world.millis(1_000, 20_000));
        List<Fault> faults = List.copyOf(of);
        Fault fault = faults.get(world.random.nextInt(faults.size()));
        Duration took = fault.happen(world, true);
        System.err.println("soak: " + fault + " " + took.toMillis() + " ms");
        awaitCalm();
        measure(between, Math.max(0, (end - System.nanoTime()) / 1_000_000));
    }

    /** A gate that ends by itself meanwhile does so for the fault before, so that what waits for its start isn't measured. */
    private void measure(Collection<Long> into, long millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        int restarts = world.restarts();
        world.tellLatency(into::add);
        while (System.nanoTime() < end) {
            FaultWorld.pause(GLANCE_MILLIS);
            world.supervise();
            if (world.restarts() > restarts) {
                restarts = world.restarts();
                awaitCalm();
                world.tellLatency(into::add);
            }
        }
        world.tellLatency(this::watch);
    }

    private void watch(long millis) {
        if (millis > SLOW_MILLIS) {
            lastSlow = System.nanoTime();
        }
    }

    /** Waits until what had to wait for a fault is decided. */
    private void awaitCalm() {
        world.tellLatency(this::watch);
        lastSlow = System.nanoTime();
        while (System.nanoTime() - lastSlow < CALM_NANOS) {
            world.awaitDecisions(FaultWorld.RECOVERS_WITHIN);
        }
    }

    private static long p99(Collection<Long> millis) {
        long[] sorted = millis.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? -1 : sorted[(int) (sorted.length * 0.99)];
    }
}
