package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Rule;
import io.tidegate.observe.AdminServer;
import io.tidegate.observe.GateMetrics;
import io.tidegate.observe.Health;
import io.tidegate.observe.LedgerBoard;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a gate doesn't tell everybody, asked from beyond its own machine: from another of the machine's addresses. */
class GateClientTest {

    private static final String TOKEN = "0123456789abcdef";

    @Test
    void aGateWithATokenWantsIt() throws SocketException {
        String asked = ask(Optional.of(TOKEN), Map.of());
        assertThat(asked).contains("/ledger wants the gate's token: give it as TIDEGATE_HTTP_TOKEN\n");
        assertThat(ask(Optional.of(TOKEN), Map.of("TIDEGATE_HTTP_TOKEN", "another-0123456789")))
                .contains("/ledger wants the gate's token", "for the one given is another")
                .doesNotContain("another-0123456789");
    }

    @Test
    void aGateWithoutOneSaysSo() throws SocketException {
        for (Map<String, String> environment :
                List.of(Map.<String, String>of(), Map.of("TIDEGATE_HTTP_TOKEN", TOKEN))) {
            assertThat(ask(Optional.empty(), environment))
                    .contains("/ledger is told on the gate's own machine alone, as that gate has no http-token")
                    .doesNotContain("wants the gate's token");
        }
    }

    /** What the command says of its refusal. */
    private static String ask(Optional<String> token, Map<String, String> environment) throws SocketException {
        Optional<InetAddress> beyond = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
        assumeTrue(beyond.isPresent(), "this machine has no address but loopback");
        LedgerBoard ledgers = new LedgerBoard(Clock.systemUTC());
        try (GateMetrics metrics = new GateMetrics("1", "sha256:1f", Rule.all(), 2, new IndexBudget(1), ledgers);
                AdminServer server = AdminServer.start("0.0.0.0", 0, metrics, ledgers, () -> Health.RUNNING, token)) {
            String host = beyond.orElseThrow().getHostAddress();
            String port = Integer.toString(server.port());
            InProcess.Result result =
                    InProcess.run(environment, "", "ledger", "--http-host", host, "--http-port", port);
            assertThat(result.code()).isEqualTo(ExitCode.USAGE);
            assertThat(result.out()).isEmpty();
            return result.err();
        }
    }
}
