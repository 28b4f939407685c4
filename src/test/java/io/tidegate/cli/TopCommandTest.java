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

class TopCommandTest {

    private static final String EARLIER = """
            # HELP tidegate_records_total Records decided
            tidegate_records_total{dataset="a \\"b\\"",verdict="accepted"} 10.0
            tidegate_records_total{dataset="a \\"b\\"",verdict="quarantined"} 1
            tidegate_refusals_total{dataset="d",rule="toxicity"} 1
            tidegate_refusals_total{dataset="d",rule="resent"} 5
            tidegate_decision_latency_seconds_bucket{le="0.1"} 5
            tidegate_decision_latency_seconds_bucket{le="0.2"} 5
            tidegate_decision_latency_seconds_bucket{le="+Inf"} 5
            tidegate_running 1
            no metric
            """;
    private static final String LATER = """
            tidegate_records_total{dataset="a \\"b\\"",verdict="accepted"} 30
            tidegate_records_total{dataset="a \\"b\\"",verdict="quarantined"} 6
            tidegate_refusals_total{dataset="d",rule="toxicity"} 5
            tidegate_refusals_total{dataset="d",rule="resent"} 6
            tidegate_decision_latency_seconds_bucket{le="0.1"} 5
            tidegate_decision_latency_seconds_bucket{le="0.2"} 15
            tidegate_decision_latency_seconds_bucket{le="+Inf"} 15
            tidegate_index_bytes 1.048576E7
            tidegate_index_limit_bytes 1.048576E8
            tidegate_index_full_seconds +Inf
            tidegate_lag_records 1234
            tidegate_held_records NaN
            tidegate_running 1
            tidegate_policy_info{policy="sha256:1f"} 1
            """;
    private static final String DATASETS = """
            [{"dataset": "half", "accepted": 10, "share": 0.35, "limit": 0.7, "held": 0},
             {"dataset": "full", "accepted": 2000, "share": 0.5, "limit": 0.5, "held": 3},
             {"dataset": "free", "accepted": 1, "share": 1, "held": 0}]
            """;

    private static String frame(String earlier, String later, String datasets) {
        return new TopFrame(
                        "here:1", Scrape.parse(0, earlier), Scrape.parse(2_000_000_000L, later), Output.parse(datasets))
                .text();
    }

    @Test
    void showsWhatHappenedBetweenTwoScrapes() {
        assertThat(frame(EARLIER, LATER, DATASETS))
                .contains(
                        "gate here:1  RUNNING  policy sha256:1f",
                        "in/s           12.5",
                        "accepted/s     10  (80.0 %)",
                        "quarantined/s  2.5  (toxicity 2, resent 0.5)",
                        "latency        p50 150 ms  p95 195 ms  p99 199 ms",
                        "lag            1,234 records",
                        "escrow         - records",
                        "index memory   10 MiB of 100 MiB (10.0 %)");
    }

    @Test
    void showsTheFullestDatasetFirst() {
        assertThat(frame(EARLIER, LATER, DATASETS).lines().toList().subList(10, 13))
                .satisfiesExactly(
                        full -> assertThat(full).startsWith("full").contains("2,000", "50.0 %", "100.0 %"),
                        half -> assertThat(half).startsWith("half").contains("35.0 %", "70.0 %"),
                        free -> assertThat(free).startsWith("free").contains("100.0 %", "-"));
    }

    @Test
    void countsFromZeroAfterARestart() {
        assertThat(frame(/* earlier= */ LATER, /* later= */ EARLIER, "[]"))
                .contains("in/s           5.5", "index memory   - of - (-)", "nothing was decided yet");
    }

    @Test
    void showsAGateThatIsOnlyStarting() {
        LedgerBoard ledgers = new LedgerBoard(Clock.systemUTC());
        GateMetrics metrics = new GateMetrics("1.0", "sha256:1f", Rule.all(), 20, new IndexBudget(1 << 30), ledgers);
        try (metrics;
                AdminServer server =
                        AdminServer.start("127.0.0.1", 0, metrics, ledgers, () -> Health.STARTING, Optional.empty())) {
            InProcess.Result shown = InProcess.run("top", "--once", "--http-port", Integer.toString(server.port()));

            assertThat(shown.code()).as(shown.err()).isZero();
            assertThat(shown.out())
                    .startsWith("gate 127.0.0.1:" + server.port() + "  NOT RUNNING  tidegate 1.0  policy sha256:1f")
                    .contains("in/s           0", "of 1,024 MiB", "nothing was decided yet")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void saysWhereItLookedWhenNoGateAnswers() {
        int free = Ports.free();

        InProcess.Result result = InProcess.run("top", "--once", "--http-port", Integer.toString(free));

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("no gate answers at http://127.0.0.1:" + free, "--http-port");
    }
}
