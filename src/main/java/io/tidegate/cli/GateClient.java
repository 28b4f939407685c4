package io.tidegate.cli;

import io.tidegate.gate.Fatal;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Asks a running gate over its HTTP port. */
final class GateClient {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofSeconds(1);

    /** Where a gate listens that listens on all of the machine's addresses. */
    private static final Set<String> ANYWHERE = Set.of("0.0.0.0", "::", "[::]");

    private final URI root;
    private final Optional<String> token;
    private final Duration within;
    private final HttpClient client;

    GateClient(Settings settings) {
        this(settings, ANSWER_WITHIN);
    }

    private GateClient(Settings settings, Duration within) {
        this.root = url(settings.httpHost(), settings.httpPort());
        this.token = settings.httpToken();
        this.within = within;
        this.client = HttpClient.newBuilder().connectTimeout(within).build();
    }

    private static URI url(String host, int port) {
        try {
            String reached = ANYWHERE.contains(host) ? "127.0.0.1" : host;
            URI url = new URI("http", null, reached, port, "/", null, null);
            if (url.getHost() != null && port > 0) {
                return url;
            }
        } catch (URISyntaxException e) { // said below
        }
        throw Failure.usage("where is the gate? --http-host and --http-port say where its metrics are, and " + host
                + ":" + port + " is no such place");
    }

    /** Host and port, as people write them. */
    String place() {
        return root.getAuthority();
    }

    /**
     * How its datasets stand, as JSON.
     *
     * @throws Failure if somebody else answers, or the gate wants a token
     * @throws Fatal if nobody does
     */
    String ledger() throws InterruptedException {
        return ask("/ledger", answer -> answer.startsWith("{\"datasets\""));
    }

    /**
     * Its metrics, as Prometheus reads them.
     *
     * @throws Failure if somebody else answers
     * @throws Fatal if nobody does
     */
    String metrics() throws InterruptedException {
        return ask("/metrics", answer -> answer.contains("tidegate_running"));
    }

    private String ask(String path, Predicate<String> isAGates) throws InterruptedException {
        HttpResponse<String> answer = answer(path);
        if (answer.statusCode() == 401) {
            throw Failure.usage(root.resolve(path) + " wants the gate's token: give it as TIDEGATE_HTTP_TOKEN"
                    + (token.isPresent() ? ", for the one given is another" : ""));
        }
        if (answer.statusCode() == 403 && answer.body().contains("http-token")) {
            throw Failure.usage(root.resolve(path) + " is told on the gate's own machine alone, as that gate has no"
                    + " http-token: ask there, or start it with TIDEGATE_HTTP_TOKEN and"
                    + " give the same here");
        }
        if (answer.statusCode() != 200 || !isAGates.test(answer.body())) {
            throw stranger(path, answer);
        }
        return answer.body();
    }

    /**
     * What the gate says of its health.
     *
     * @param path {@code /livez} or {@code /readyz}
     * @return {@code ok}, or what is the matter
     * @throws Failure if somebody else answers
     * @throws Fatal if nobody does
     */
    String health(String path) throws InterruptedException {
        HttpResponse<String> answer = answer(path);
        if (answer.statusCode() != 200 && answer.statusCode() != 503) {
            throw stranger(path, answer);
        }
        return answer.body();
    }

    private HttpResponse<String> answer(String path) throws InterruptedException {
        URI url = root.resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(within);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Fatal(
                    "no gate answers at " + url
                            + ": is it running? --http-host and --http-port say where its metrics are.",
                    e);
        }
    }

    private Failure stranger(String path, HttpResponse<String> answer) {
        return Failure.failed(
                root.resolve(path) + " answers, but not as a gate does (status " + answer.statusCode() + ")");
    }

    /** Whether a gate that is of use answers within a second. */
    static boolean answers(Settings settings) {
        if (settings.httpPort() == 0) {
            return false; // nobody knows where
        }
        try {
            return new GateClient(settings, SHORT).health("/livez").equals("ok");
        } catch (Failure | Fatal e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
