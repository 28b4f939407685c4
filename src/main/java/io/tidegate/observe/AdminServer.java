package io.tidegate.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.gate.Fatal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics and health over HTTP: {@code /metrics} for Prometheus, {@code /ledger} (how the datasets stand, as JSON), {@code /livez}
 * (the process is of use) and {@code /readyz} (records are being decided) for whoever starts and watches the process. What isn't
 * metrics or health is told to this machine alone, or, if there is a token, to whoever brings it. Without TLS: for the inner
 * network.
 *
 * <p>Who sends a request slowly, or reads the answer slowly, is cut off after some seconds, or as soon as too many do so: the one
 * that has taken longest goes. So health can always be asked at once. The JDK closes idle connections within 40 s; it bounds their
 * number only if the property {@code jdk.httpserver.maxConnections} is set, which holds for all servers of the JVM.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    /** Where the JDK's server prints each request's first line, in which a query or a path may hold what nobody else should read. */
    private static final java.util.logging.Logger REQUESTS =
            java.util.logging.Logger.getLogger("com.sun.net.httpserver");

    private static final int AT_ONCE = 32;
    private static final int BACKLOG = 1024; // connections that wait to be taken up; the 50 built in are soon full
    private static final Duration EXCHANGE_WITHIN = Duration.ofSeconds(5);

    /** What anybody may ask for. */
    private static final Set<String> OPEN = Set.of("/metrics", "/livez", "/readyz");

    private static final String BEARER = "Bearer ";
    private static final String NEEDS_TOKEN =
            "needs the header Authorization: Bearer TOKEN, with the gate's http-token";
    private static final String ONLY_HERE =
            "only for this machine, as the gate has no http-token; /metrics, /livez and /readyz are for all";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final GateMetrics metrics;
    private final LedgerBoard ledgers;
    private final Supplier<Health> health;
    private final Optional<byte[]> token;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(daemons("tidegate-http"));
    private final Deque<FutureTask<Object>> exchanges = new ArrayDeque<>();
    private final ScheduledThreadPoolExecutor deadlines =
            new ScheduledThreadPoolExecutor(1, daemons("tidegate-http-deadlines"));
    private final Duration exchangeWithin;

    private AdminServer(
            HttpServer server,
            GateMetrics metrics,
            LedgerBoard ledgers,
            Supplier<Health> health,
            Optional<String> token,
            Duration exchangeWithin) {
        this.server = server;
        this.metrics = metrics;
        this.ledgers = ledgers;
        this.health = health;
        this.token = token.map(secret -> secret.getBytes(StandardCharsets.UTF_8));
        this.exchangeWithin = exchangeWithin;
    }

    /**
     * Starts to answer.
     *
     * @param port 0 for a free one
     * @param token what a request for more than metrics and health must bring; empty: such requests must come from this machine
     * @throws Fatal if the address can't be had
     */
    public static AdminServer start(
            String host,
            int port,
            GateMetrics metrics,
            LedgerBoard ledgers,
            Supplier<Health> health,
            Optional<String> token) {
        return start(host, port, metrics, ledgers, health, token, EXCHANGE_WITHIN);
    }

    static AdminServer start(
            String host,
            int port,
            GateMetrics metrics,
            LedgerBoard ledgers,
            Supplier<Health> health,
            Optional<String> token,
            Duration exchangeWithin) {
        REQUESTS.setLevel(Level.OFF);
        AdminServer started = new AdminServer(bind(host, port), metrics, ledgers, health, token, exchangeWithin);
        started.start();
        return started;
    }

    private static HttpServer bind(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        try {
            if (address.isUnresolved()) {
                throw new IOException("unknown host");
            }
            return HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new Fatal(
                    "Metrics and health can't be served at " + host + ":" + port + ": " + e.getMessage()
                            + ". Choose another port with http-port, or another address of this machine with http-host.",
                    e);
        }
    }

    private void start() {
        workers.execute(metrics::scrape); // the first takes long, and nobody waits for it yet
        deadlines.setRemoveOnCancelPolicy(true);
        server.createContext("/", this::answer);
        server.setExecutor(this::take);
        server.start();
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops to answer, at once. */
    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
        deadlines.shutdownNow();
    }

    /** Has a request read and answered. An interrupt closes the connection that a thread waits for. */
    private void take(Runnable exchange) {
        FutureTask<Object> task = new FutureTask<>(Executors.callable(exchange)) {
            @Override
            protected void done() {
                synchronized (exchanges) {
                    exchanges.remove(this);
                }
            }
        };
        Optional<FutureTask<Object>> oldest = Optional.empty();
        synchronized (exchanges) {
            exchanges.add(task);
            if (exchanges.size() > AT_ONCE) {
                oldest = Optional.of(exchanges.remove());
            }
        }
        oldest.ifPresent(slow -> slow.cancel(true));
        ScheduledFuture<?> deadline =
                deadlines.schedule(() -> task.cancel(true), exchangeWithin.toMillis(), TimeUnit.MILLISECONDS);
        workers.execute(() -> {
            task.run();
            deadline.cancel(false);
        });
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = String.valueOf(exchange.getRequestURI().getPath());
            Answer answer = OPEN.contains(path) || mayAsk(exchange)
                    ? answer(exchange.getRequestMethod(), path)
                    : token.isPresent() ? Answer.plain(401, NEEDS_TOKEN) : Answer.plain(403, ONLY_HERE);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            if (answer.status() == 401) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            }
            if (answer.status() == 405) {
                exchange.getResponseHeaders().set("Allow", "GET");
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Takes as long for a wrong token as for the right one. */
    private boolean mayAsk(HttpExchange exchange) {
        if (token.isEmpty()) {
            return exchange.getRemoteAddress().getAddress().isLoopbackAddress();
        }
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] secret = given.startsWith(BEARER)
                ? given.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8)
                : new byte[0];
        return MessageDigest.isEqual(token.get(), secret);
    }

    private Answer answer(String method, String path) {
        if (!method.equals("GET")) {
            return Answer.plain(405, "only GET");
        }
        try {
            return switch (path) {
                case "/metrics" -> new Answer(200, PROMETHEUS, metrics.scrape());
                case "/ledger" -> new Answer(200, JSON, ledgers.json());
                case "/livez" -> Answer.to(Health::alive, health.get());
                case "/readyz" -> Answer.to(Health::ready, health.get());
                default -> Answer.plain(404, "not here: try /metrics, /ledger, /livez or /readyz");
            };
        } catch (RuntimeException e) {
            LOG.error("{} failed", path, e);
            return Answer.plain(500, "failed; the log says why");
        }
    }

    private record Answer(int status, String contentType, String body) {

        static Answer plain(int status, String body) {
            return new Answer(status, PLAIN, body);
        }

        static Answer to(Predicate<Health> question, Health health) {
            return question.test(health) ? plain(200, "ok") : plain(503, health.name());
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
