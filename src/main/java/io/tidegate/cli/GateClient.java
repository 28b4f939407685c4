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

/** Asks a running gate over its HTTP port. */
final class GateClient {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    /** Where a gate listens that listens on all of the machine's addresses. */
    private static final Set<String> ANYWHERE = Set.of("0.0.0.0", "::", "[::]");

    private static final Duration SHORT = Duration.ofSeconds(1);

    private final URI root;
    private final Optional<String> token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();

    GateClient(Settings settings) {
        root = url(settings.httpHost(), settings.httpPort());
        token = settings.httpToken();
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
     * What the gate answers.
     *
     * @param begins what an answer contains that comes from a gate
     * @throws Failure if somebody else answers
     * @throws Fatal if nobody does
     */
    String ask(String path, String begins) throws InterruptedException {
        URI url = root.resolve(path);
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(ANSWER_WITHIN);
            token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 401) {
                throw Failure.usage(url + " wants the gate's token: give it as TIDEGATE_HTTP_TOKEN"
                        + (token.isPresent() ? ", for the one given is another" : ""));
            }
            if (answer.statusCode() != 200 || !answer.body().contains(begins)) {
                throw Failure.failed(url + " answers, but not as a gate does (status " + answer.statusCode() + ")");
            }
            return answer.body();
        } catch (IOException e) {
            throw new Fatal(
                    "no gate answers at " + url
                            + ": is it running? --http-host and --http-port say where its metrics are.",
                    e);
        }
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
        URI url = root.resolve(path);
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(url).timeout(ANSWER_WITHIN).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200 && answer.statusCode() != 503) {
                throw Failure.failed(url + " answers, but not as a gate does (status " + answer.statusCode() + ")");
            }
            return answer.body();
        } catch (IOException e) {
            throw new Fatal("no gate answers at " + url, e);
        }
    }

    /** Whether a gate that is of use answers within a second. */
    static boolean answers(Settings settings) {
        if (settings.httpPort() == 0) {
            return false; // nobody knows where
        }
        try {
            URI url = url(settings.httpHost(), settings.httpPort()).resolve("/livez");
            return HttpClient.newBuilder()
                            .connectTimeout(SHORT)
                            .build()
                            .send(
                                    HttpRequest.newBuilder(url).timeout(SHORT).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException | Failure e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
