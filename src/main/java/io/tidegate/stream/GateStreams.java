package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate, running. It starts only on topics that are as they must be, and ends with a named cause when it can't go on: Kafka
 * keeps the input, and whoever watches the process starts it again.
 */
public final class GateStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GateStreams.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(8);

    /** Of a gate that failed: on a full disk, say, its other threads won't end in any time. */
    private static final Duration CLOSE_FAILED_WITHIN = Duration.ofSeconds(5);

    private static final Duration STALLED_AFTER = Duration.ofSeconds(30);
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f-]{36}");

    private final StreamSettings settings;
    private final KafkaStreams streams;
    private final AtomicLong progress;
    private final List<String> warnings;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Boolean> running = new CompletableFuture<>();
    private final Stall stall = new Stall();
    private volatile Duration stalledFor = Duration.ZERO;
    private final StreamsMetrics metrics;

    private GateStreams(
            StreamSettings settings,
            KafkaStreams streams,
            StreamsMetrics metrics,
            AtomicLong progress,
            List<String> warnings) {
        this.settings = settings;
        this.streams = streams;
        this.metrics = metrics;
        this.progress = progress;
        this.warnings = warnings;
    }

    /** Whether records are being decided. */
    public enum State {
        STARTING,
        RUNNING,
        STOPPED
    }

    /**
     * Starts the gate; it reads from the samples topic soon after.
     *
     * @throws Fatal if it can't start, with the cause
     */
    public static GateStreams start(Clients clients, Gate gate, IndexBudget budget, GateListener listener) {
        StreamSettings settings = clients.settings();
        Checked checked = check(clients);
        TopicAdmin.Facts facts = checked.facts();
        AtomicLong progress = new AtomicLong();
        GateTopology topology = new GateTopology(
                settings.topics(),
                facts.samplesId(),
                facts.owners(),
                gate,
                budget,
                listener,
                progress,
                Clock.systemUTC());
        String instanceId = instanceId(settings);
        StreamsMetrics metrics = new StreamsMetrics();
        Properties config = clients.streams(instanceId);
        StreamsMetricsReporter.tell(metrics, config);
        GateStreams started;
        try {
            KafkaStreams streams = new KafkaStreams(topology.build(), config);
            started = new GateStreams(settings, streams, metrics, progress, checked.warnings());
        } catch (StreamsException e) {
            throw new Fatal(
                    "The state directory " + settings.stateDir()
                            + " can't be used: another gate may be running with it, or it"
                            + " can't be written. Give this gate its own state-dir. (" + e.getMessage() + ")",
                    e);
        } catch (KafkaException e) {
            throw new Fatal(Causes.explain(e, settings), e);
        }
        try (Admin admin = clients.admin()) {
            LocalState.check(settings);
            new Membership(settings).renewIfEnlarged(admin, instanceId, facts.partitions());
        } catch (Fatal e) {
            started.close();
            throw e;
        }
        started.start();
        return started;
    }

    /** What was found before the start: facts, and what users count on that doesn't hold. */
    private record Checked(TopicAdmin.Facts facts, List<String> warnings) {}

    private static Checked check(Clients clients) {
        checkRights(clients);
        try (TopicAdmin admin = new TopicAdmin(clients)) {
            List<TopicAdmin.Finding> findings = admin.inspect();
            List<String> errors = texts(findings, TopicAdmin.Severity.ERROR);
            if (!errors.isEmpty()) {
                throw new Fatal(String.join("\n", errors));
            }
            return new Checked(admin.facts(), texts(findings, TopicAdmin.Severity.WARNING));
        }
    }

    private static List<String> texts(List<TopicAdmin.Finding> findings, TopicAdmin.Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .map(TopicAdmin.Finding::text)
                .toList();
    }

    private static void checkRights(Clients clients) {
        try (Admin admin = clients.admin()) {
            List<Permissions.Missing> missing =
                    new Permissions(clients.settings(), admin, unanswered -> {}).onTopicsAndGroup();
            if (!missing.isEmpty()) {
                throw new Fatal(
                        missing.stream().map(Permissions.Missing::withRepair).collect(Collectors.joining("\n")));
            }
        }
    }

    /** Stable over restarts with the same state directory, and different for each. */
    private static String instanceId(StreamSettings settings) {
        Path file = settings.stateDir().resolve(settings.applicationId() + ".instance");
        try {
            Files.createDirectories(settings.stateDir());
            if (!Files.isWritable(settings.stateDir())) { // though all of it may have been written already
                throw new AccessDeniedException("it is read-only for this gate");
            }
            byte[] known = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            String text = new String(known, StandardCharsets.US_ASCII).strip();
            if (UUID_TEXT.matcher(text).matches()) {
                return text;
            }
            String made = UUID.randomUUID().toString();
            Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), made);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE); // a crash leaves all of it or nothing
            return made;
        } catch (IOException e) {
            Path folder = settings.stateDir();
            String why = Files.exists(folder) && !Files.isDirectory(folder) ? "it is a file" : e.getMessage();
            throw new Fatal(
                    "The state directory " + folder + " can't be written. Name another with state-dir. (" + why + ")",
                    e);
        }
    }

    private void start() {
        streams.setUncaughtExceptionHandler(failure -> {
            String cause = cause(failure);
            LOG.atInfo().addKeyValue("event", "thread-failed").log("{}", cause);
            ended.complete(cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setGlobalStateRestoreListener(new RestoreLog());
        streams.setStateListener((now, before) -> {
            LOG.atInfo()
                    .addKeyValue("event", "state")
                    .addKeyValue("before", before.name())
                    .addKeyValue("now", now.name())
                    .log("Kafka Streams is {}", now);
            if (now == KafkaStreams.State.RUNNING) {
                running.complete(true);
            } else if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                ended.complete(closing.get() ? "closed" : "Kafka Streams stopped");
            }
        });
        try {
            streams.start();
        } catch (RuntimeException e) {
            streams.close(CLOSE_WITHIN);
            throw new Fatal(Causes.explain(e, settings), e);
        }
    }

    /** What ended a thread. Where Kafka refused something, all that the user lacks says more than the one thing. */
    private String cause(Throwable failure) {
        if (Causes.isRefusal(failure)) {
            try {
                checkRights(new Clients(settings));
            } catch (Fatal e) {
                return String.valueOf(e.getMessage());
            }
        }
        return Causes.explain(failure, settings);
    }

    /** What is wrong with the topics, as they were before the start, that doesn't keep the gate from running. */
    public List<String> warnings() {
        return warnings;
    }

    public State state() {
        return switch (streams.state()) {
            case CREATED, REBALANCING -> State.STARTING;
            case RUNNING -> State.RUNNING;
            case PENDING_SHUTDOWN, PENDING_ERROR, NOT_RUNNING, ERROR -> State.STOPPED;
        };
    }

    /** What Kafka Streams says of itself, as far as it knows by now: it has no tasks before the first rebalance. */
    public Map<StreamsMetric, Double> metrics() {
        Map<StreamsMetric, Double> read = metrics.read();
        read.putIfAbsent(StreamsMetric.LAG, 0.0); // Kafka knows it once a record was read
        return read;
    }

    /**
     * Waits until the gate decides records.
     *
     * @throws Fatal if it ends first, or isn't there in time
     */
    public void awaitRunning(Duration timeout) {
        try {
            CompletableFuture.anyOf(running, ended).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new Fatal("The gate was not running after " + timeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ended.isDone()) {
            throw new Fatal(ended.join());
        }
    }

    /**
     * Waits until the gate ends, and watches it meanwhile: one that is running, has records waiting and takes none up for 30 s
     * has stalled.
     *
     * @return the cause
     */
    public String awaitEnd() throws InterruptedException {
        while (true) {
            try {
                return ended.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                stalledFor = look();
                if (stalledFor.compareTo(STALLED_AFTER) > 0) {
                    return "The gate stalled: records wait, and none was taken up for " + STALLED_AFTER.toSeconds()
                            + " s";
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Duration look() {
        return stall.lasts(
                () -> state() == State.RUNNING && metrics().getOrDefault(StreamsMetric.LAG, 0.0) > 0,
                progress.get(),
                System.nanoTime());
    }

    /** For how long it has been running with records waiting, and took none up: as whoever {@link #awaitEnd awaits its end} last saw it. */
    public Duration stalledFor() {
        return stalledFor;
    }

    /** Ends the gate within 8 s. Its partitions wait for it to come back, unless its session ends first. */
    @Override
    public void close() {
        closing.set(true);
        streams.close(ended.isDone() ? CLOSE_FAILED_WITHIN : CLOSE_WITHIN);
        ended.complete("closed");
    }
}
