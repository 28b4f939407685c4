package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Ports;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Rule;
import io.tidegate.observe.AdminServer;
import io.tidegate.observe.GateMetrics;
import io.tidegate.observe.Health;
import io.tidegate.observe.LedgerBoard;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthCommandTest {

    @Test
    void healthSaysWhatTheGateSays() {
        try (GateMetrics metrics = new GateMetrics(
                        "1", "sha256:1f", Rule.all(), 2, new IndexBudget(1), new LedgerBoard(Clock.systemUTC()));
                AdminServer server = AdminServer.start(
                        "127.0.0.1",
                        0,
                        metrics,
                        new LedgerBoard(Clock.systemUTC()),
                        () -> Health.STARTING,
                        Optional.empty())) {
            String port = Integer.toString(server.port());

            InProcess.Result live = InProcess.run("health", "--live", "--http-host", "0.0.0.0", "--http-port", port);
            InProcess.Result ready = InProcess.run("health", "--http-port", port);

            assertThat(live.code()).isZero();
            assertThat(live.out()).isEqualToIgnoringNewLines("ok");
            assertThat(ready.code()).isEqualTo(ExitCode.FAILED);
            assertThat(ready.err()).contains("the gate is STARTING");
        }
    }

    @Test
    void saysWhereItLookedWhenNoGateAnswers() {
        int free = Ports.free();

        InProcess.Result result = InProcess.run("health", "--http-port", Integer.toString(free));

        assertThat(result.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(result.err()).contains("no gate answers at http://127.0.0.1:" + free);
    }
}
