package io.tidegate.cli;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.observe.AdminServer;
import io.tidegate.observe.GateMetrics;
import io.tidegate.observe.Health;
import io.tidegate.observe.LedgerBoard;
import io.tidegate.stream.Clients;
import io.tidegate.stream.GateStreams;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The running gate with its metrics and health. */
final class GateProcess implements AutoCloseable {

    private static final Duration STALLED_AFTER = Duration.ofMinutes(5);

    private final String httpHost;
    private final IndexBudget budget;
    private final LedgerBoard ledgers;
    private final GateMetrics metrics;
    private final AdminServer server;
    private final AtomicReference<@Nullable GateStreams> streams = new AtomicReference<>();

    private GateProcess(Settings settings, Gate gate, IndexBudget budget) {
        this.httpHost = settings.httpHost();
        this.budget = budget;
        this.ledgers = new LedgerBoard(Clock.systemUTC());
        this.metrics = new GateMetrics(
                Version.current(), gate.fingerprint(), gate.rules(), settings.maxDatasetLabels(), budget, ledgers);
        this.server = AdminServer.start(
                settings.httpHost(), settings.httpPort(), metrics, ledgers, this::health, settings.httpToken());
    }

    /**
     * Starts metrics and health, and then the gate.
     *
     * @throws Fatal if it can't start, with the cause
     */
    static GateProcess start(Settings settings, Clients clients, Gate gate) {
        IndexBudget budget = new IndexBudget(settings.indexMemory());
        GateProcess process = new GateProcess(settings, gate, budget);
        try {
            GateStreams started =
                    GateStreams.start(clients, gate, budget, GateListener.all(process.metrics, process.ledgers));
            process.streams.set(started);
            process.metrics.watch(process::health, () -> StreamsReport.of(started.metrics()));
            return process;
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Where metrics are. */
    String metricsUrl() {
        return "http://" + httpHost + ":" + server.port() + "/metrics";
    }

    /** For people: how much of the index memory is in use, and when it will be full. */
    String indexMemory() {
        return budget.describe();
    }

    GateStreams streams() {
        GateStreams started = streams.get();
        if (started == null) {
            throw new IllegalStateException("the gate was not started");
        }
        return started;
    }

    private Health health() {
        GateStreams started = streams.get();
        if (started == null) {
            return Health.STARTING;
        }
        return switch (started.state()) {
            case STARTING -> Health.STARTING;
            case RUNNING -> started.stalledFor().compareTo(STALLED_AFTER) < 0 ? Health.RUNNING : Health.STALLED;
            case STOPPED -> Health.STOPPED;
        };
    }

    @Override
    public void close() {
        GateStreams started = streams.get();
        if (started != null) {
            started.close();
        }
        server.close();
        metrics.close();
    }
}
