package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A Prometheus of its own process, with the configuration and the rules that are shipped, but 1 s in the place of 15 s. */
final class Prometheus implements AutoCloseable {

    static final String PROGRAM = "prometheus";

    private static final Path CONFIG = Path.of("docker", "prometheus.yaml");
    private static final Duration READY_WITHIN = Duration.ofMinutes(1);
    private static final int ENDS_WITHIN_SECONDS = 10;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final Path log;
    private final String url;

    private Prometheus(Process process, Path log, String url) {
        this.process = process;
        this.log = log;
        this.url = url;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param folder for all its files
     * @param target host and port of the gate
     */
    static Prometheus start(Path folder, String target) throws IOException {
        String shipped = Files.readString(CONFIG);
        assertThat(shipped).contains("tidegate:8080", ": 15s");
        Path config = Files.writeString(
                folder.resolve("prometheus.yaml"),
                shipped.replace("tidegate:8080", target).replace(": 15s", ": 1s"));
        Files.copy(Grafana.RULES, folder.resolve(Grafana.RULES.getFileName()));
        Path log = folder.resolve("prometheus.log");
        String address = "127.0.0.1:" + Ports.free();
        Process process = new ProcessBuilder(
                        PROGRAM,
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=" + address,
                        "--log.level=warn")
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Prometheus started = new Prometheus(process, log, "http://" + address);
        try {
            started.awaitReady();
            return started;
        } catch (Throwable e) {
            started.close();
            throw e;
        }
    }

    private void awaitReady() throws IOException {
        await().atMost(READY_WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsMatching(IOException.class::isInstance)
                .until(() -> !process.isAlive() || get("/-/ready").statusCode() == 200);
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
    }

    /** The answer to a query: whether it is a success is in its {@code status}. */
    JsonNode ask(String query) throws IOException {
        return json.readTree(get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .body());
    }

    /** All rules and how they fare. */
    JsonNode rules() throws IOException {
        return json.readTree(get("/api/v1/rules").body()).path("data").path("groups");
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
