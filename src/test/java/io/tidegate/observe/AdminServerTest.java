package io.tidegate.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Rule;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {

    private static final String LOCAL = "127.0.0.1";
    private static final Duration WITHIN = Duration.ofMillis(300);

    private static final LedgerBoard LEDGERS = new LedgerBoard(Clock.systemUTC());

    private final GateMetrics metrics =
            new GateMetrics("1.0", "sha256:1f", Rule.all(), 20, new IndexBudget(1), LEDGERS);
    private volatile Health health = Health.STARTING;
    private final AdminServer server =
            AdminServer.start(LOCAL, 0, metrics, LEDGERS, () -> health, Optional.empty(), WITHIN);
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        metrics.close();
    }

    @Test
    void servesMetrics() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).contains("tidegate_build_info{version=\"1.0\"} 1");
    }

    @Test
    void isAliveUntilItHasStopped() throws Exception {
        assertAnswer("/livez", 200, "ok");
        health = Health.RUNNING;
        assertAnswer("/livez", 200, "ok");
        health = Health.STALLED;
        assertAnswer("/livez", 503, "STALLED");
        health = Health.STOPPED;
        assertAnswer("/livez", 503, "STOPPED");
    }

    @Test
    void isReadyOnlyWhileItRuns() throws Exception {
        assertAnswer("/readyz", 503, "STARTING");
        health = Health.RUNNING;
        assertAnswer("/readyz?verbose", 200, "ok");
        health = Health.STALLED;
        assertAnswer("/readyz", 503, "STALLED");
        health = Health.STOPPED;
        assertAnswer("/readyz", 503, "STOPPED");
    }

    @Test
    void withATokenTheLedgerIsForWhoBringsIt() throws Exception {
        try (AdminServer guarded =
                AdminServer.start(LOCAL, 0, metrics, LEDGERS, () -> health, Optional.of("0123456789abcdef"), WITHIN)) {
            for (String wrong : List.of("", "0123456789abcdef", "Bearer 0123456789abcdeg", "Bearer ", "Basic x")) {
                HttpResponse<String> refused = ask(guarded, "/ledger", wrong);
                assertThat(refused.statusCode()).as(wrong).isEqualTo(401);
                assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            }
            assertThat(ask(guarded, "/anything", "").statusCode()).isEqualTo(401);
            assertThat(ask(guarded, "/ledger", "Bearer 0123456789abcdef").statusCode())
                    .isEqualTo(200);
            for (String open : List.of("/metrics", "/livez")) {
                assertThat(ask(guarded, open, "").statusCode()).as(open).isEqualTo(200);
            }
        }
    }

    private HttpResponse<String> ask(AdminServer asked, String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(asked.port(), path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void withoutATokenTheLedgerIsForThisMachineAlone() throws Exception {
        InetAddress other = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElse(InetAddress.getLoopbackAddress());
        try (AdminServer everywhere =
                AdminServer.start("0.0.0.0", 0, metrics, LEDGERS, () -> health, Optional.empty(), WITHIN)) {
            assertThat(ask(everywhere, "/ledger", "").statusCode()).isEqualTo(200);
            if (!other.isLoopbackAddress()) {
                URI beyond = URI.create("http://" + other.getHostAddress() + ":" + everywhere.port());
                for (Map.Entry<String, Integer> answer :
                        Map.of("/ledger", 403, "/metrics", 200, "/livez", 200).entrySet()) {
                    assertThat(client.send(
                                            HttpRequest.newBuilder(beyond.resolve(answer.getKey()))
                                                    .build(),
                                            BodyHandlers.ofString())
                                    .statusCode())
                            .as(answer.getKey())
                            .isEqualTo(answer.getValue());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics/", "/metricsx", "/livez/../metrics", "/%00"})
    void knowsNoOtherPath(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /metrics/../ledger",
                "GET /livez/%2e%2e/ledger",
                "GET /metrics%2f..%2fledger",
                "GET /./ledger",
                "GET //ledger",
                "GET ///ledger",
                "GET /%6cedger",
                "GET /ledger?/metrics",
                "GET /ledger;/metrics",
                "GET /ledger#/metrics",
                "GET /ledger%00/metrics",
                "GET http://anywhere/ledger",
                "GET http://anywhere/metrics/../ledger",
                "GET ledger",
                "GET *",
                "GET \\ledger",
                "TRACE /ledger",
                "CONNECT /ledger",
                "get /ledger"
            })
    void noWayRoundLeadsToTheLedger(String request) throws Exception {
        assertRefused(request);
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 1_000_000})
    void longPathsLeadNowhere(int length) throws Exception {
        assertRefused("GET /" + "x".repeat(length) + "/../ledger");
    }

    private void assertRefused(String request) throws Exception {
        try (AdminServer guarded =
                        AdminServer.start(LOCAL, 0, metrics, LEDGERS, () -> health, Optional.of("0123456789abcdef"));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), guarded.port())) {
            socket.setSoTimeout(5_000);
            String answer;
            try {
                socket.getOutputStream()
                        .write((request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (SocketException e) {
                answer = ""; // it hung up
            }
            assertThat(answer).doesNotContain("{\"datasets\"").doesNotContain("HTTP/1.1 200");
            assertThat(get(uri(guarded.port(), "/livez")).body()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS"})
    void takesNoOtherMethod(String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/metrics"))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();

        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET");
    }

    @Test
    void saysWhenItFails() throws Exception {
        try (AdminServer broken = AdminServer.start(
                LOCAL,
                0,
                metrics,
                LEDGERS,
                () -> {
                    throw new IllegalStateException("not for the outside");
                },
                Optional.empty())) {
            HttpRequest request =
                    HttpRequest.newBuilder(uri(broken.port(), "/livez")).build();
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).doesNotContain("outside");
        }
    }

    @Test
    void answersWhileOthersAreIdleOrSendSlowly() throws Exception {
        for (int i = 0; i < 8; i++) {
            connect(server, "");
            connect(server, "GET /livez HTTP/1.1\r\nHost:");
        }

        assertAnswer("/livez", 200, "ok");
    }

    @Test
    void answersWhileOthersDoNotReadTheirAnswers() throws Exception {
        String large = "v".repeat(8 << 20);
        try (GateMetrics manyBytes = new GateMetrics(large, "sha256:1f", Rule.all(), 20, new IndexBudget(1), LEDGERS);
                AdminServer sending =
                        AdminServer.start(LOCAL, 0, manyBytes, LEDGERS, () -> health, Optional.empty(), WITHIN)) {
            for (int i = 0; i < 8; i++) {
                connect(sending, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
            }

            assertThat(get(uri(sending.port(), "/livez")).body()).isEqualTo("ok");
        }
    }

    /** For longer: {@code -DargLine=-Dtidegate.slow.seconds=30}. */
    @Test
    void healthIsToldWithinASecondWhile200SendSlowly() throws Exception {
        try (AdminServer besieged = AdminServer.start(LOCAL, 0, metrics, LEDGERS, () -> health, Optional.empty())) {
            int before = sockets.size();
            for (int i = 0; i < 200; i++) {
                connect(besieged, i % 4 == 0 ? "" : "GET /livez HTTP/1.1\r\nX:");
            }
            long end = System.nanoTime()
                    + Duration.ofSeconds(Integer.getInteger("tidegate.slow.seconds", 5))
                            .toNanos();
            int asked = 0;
            while (System.nanoTime() < end) {
                trickle(before);
                HttpRequest request = HttpRequest.newBuilder(uri(besieged.port(), "/livez"))
                        .timeout(Duration.ofSeconds(1))
                        .build();
                assertThat(HttpClient.newHttpClient()
                                .send(request, BodyHandlers.ofString())
                                .body())
                        .isEqualTo("ok");
                asked++;
            }
            assertThat(asked).isGreaterThan(5);
        }
    }

    /** Each sends one byte more, and comes back if it was cut off. */
    private void trickle(int from) throws IOException {
        for (int i = from; i < sockets.size(); i++) {
            try {
                sockets.get(i).getOutputStream().write('x');
            } catch (SocketException e) {
                Socket again = new Socket();
                again.connect(sockets.get(i).getRemoteSocketAddress());
                again.getOutputStream().write("GET /livez HTTP/1.1\r\nX:".getBytes(StandardCharsets.US_ASCII));
                sockets.get(i).close();
                sockets.set(i, again);
            }
        }
    }

    @Test
    void namesTheSettingWhenItsPortIsTaken() {
        assertThatThrownBy(
                        () -> AdminServer.start(LOCAL, server.port(), metrics, LEDGERS, () -> health, Optional.empty()))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining(LOCAL + ":" + server.port())
                .hasMessageContaining("http-port");
    }

    @Test
    void namesTheSettingWhenItsHostIsUnknown() {
        assertThatThrownBy(() ->
                        AdminServer.start("no.such.host.invalid", 0, metrics, LEDGERS, () -> health, Optional.empty()))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("unknown host");
    }

    @Test
    void freesItsPortWhenClosed() {
        int port = server.port();
        server.close();

        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(IOException.class);
        AdminServer.start(LOCAL, port, metrics, LEDGERS, () -> health, Optional.empty())
                .close();
    }

    private void assertAnswer(String path, int status, String body) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return get(uri(path));
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** A connection that sends this and then nothing, and never reads. */
    private void connect(AdminServer to, String request) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to.port()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private URI uri(String path) {
        return uri(server.port(), path);
    }

    private static URI uri(int port, String path) {
        return URI.create("http://" + LOCAL + ":" + port + path);
    }
}
