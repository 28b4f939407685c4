package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.utils.Utils;

/**
 * Faults at length, each many times in a world of its own, held against the law at the end of each row; prints a table.
 * Arguments: {@code FAULT=TIMES}, {@code SOAK=MINUTES}, {@code IDS=RECORDS} and {@code seed=N}; without any of the first, all
 * faults.
 */
final class FaultTable {

    private static final int PER_SECOND = 500;

    private FaultTable() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        long seed = 1;
        List<String> rows = new ArrayList<>();
        for (String arg : String.join(" ", args).split("[ ,]+", -1)) {
            if (arg.startsWith("seed=")) {
                seed = Long.parseLong(arg.substring(5));
            } else if (arg.contains("=")) {
                rows.add(arg);
            }
        }
        if (rows.isEmpty()) {
            rows.addAll(List.of(
                    "KILL_GATE=50",
                    "KILL_STARTING=20",
                    "KILL_KAFKA=10",
                    "KILL_NODE=10",
                    "STOP_GATE=10",
                    "CUT=5",
                    "HALF_OPEN=5",
                    "DELAY=5",
                    "THROTTLE=5",
                    "OUTAGE=5",
                    "TERMINATE=20",
                    "SCALE=20",
                    "CHANGE_POLICY=10",
                    "DELETE_STATE=10"));
        }
        System.out.println(
                "| fault | times | records | accepted, quarantined, in escrow | median | p95 | most | restarted |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (String row : rows) {
            String[] parts = row.split("=", 2);
            int times = Integer.parseInt(parts[1]);
            Path folder = Files.createTempDirectory("tidegate-faults");
            try {
                System.out.println(
                        switch (parts[0]) {
                            case "SOAK" -> soak(times, seed, folder);
                            case "IDS" -> new ManyIds(folder, times, seed).happen();
                            default -> row(Fault.valueOf(parts[0]), times, seed, folder);
                        });
            } finally {
                Utils.delete(folder.toFile());
            }
        }
        System.exit(0);
    }

    private static String soak(int minutes, long seed, Path folder) throws IOException, InterruptedException {
        try (FaultWorld world = new FaultWorld(folder, seed, 1, PER_SECOND)) {
            return new Soak(world, minutes).happen();
        }
    }

    private static String row(Fault fault, int times, long seed, Path folder) throws IOException, InterruptedException {
        try (FaultWorld world = new FaultWorld(folder, seed, fault.nodes(), PER_SECOND)) {
            world.start();
            List<Duration> took = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                FaultWorld.pause(world.millis(100, 5_000));
                took.add(fault.happen(world, false));
                System.err.println(fault + " " + (i + 1) + ": " + took.get(i).toMillis() + " ms");
            }
            JsonNode report = world.audit();
            Collections.sort(took);
            return String.format(
                    Locale.ROOT,
                    "| %s, seed %d | %d | %,d | %,d, %,d, %,d | %.1f s | %.1f s | %.1f s | %d |",
                    fault.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    seed,
                    times,
                    report.path("records").asLong(),
                    report.path("accepted").asLong(),
                    report.path("quarantined").asLong(),
                    report.path("inEscrow").asLong(),
                    seconds(took, 0.5),
                    seconds(took, 0.95),
                    seconds(took, 1),
                    world.restarts());
        } catch (AssertionError e) {
            System.err.println(e.getMessage());
            return "| " + fault + ", seed " + seed + " | FAILED | | | | | | |";
        }
    }

    private static double seconds(List<Duration> sorted, double part) {
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1).toMillis() / 1000.0;
    }
}
