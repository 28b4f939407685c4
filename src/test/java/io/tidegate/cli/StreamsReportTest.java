package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.observe.Metric;
import io.tidegate.stream.StreamsMetric;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamsReportTest {

    @Test
    void everyNumberIsShownUnderANameOfItsOwn() {
        assertThat(Arrays.stream(StreamsMetric.values()).map(StreamsReport::metric))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Metric.values())
                        .filter(metric -> metric == Metric.LAG || metric.id().startsWith("tidegate_streams_"))
                        .toList());
    }

    @Test
    void timesAreInSeconds() {
        assertThat(StreamsReport.of(Map.of(
                        StreamsMetric.COMMIT_MILLIS, 250.0,
                        StreamsMetric.REBALANCE_MILLIS, 4_000.0,
                        StreamsMetric.TASKS, 3.0)))
                .containsOnly(
                        Map.entry(Metric.STREAMS_COMMIT, 0.25),
                        Map.entry(Metric.STREAMS_REBALANCE, 4.0),
                        Map.entry(Metric.STREAMS_TASKS, 3.0));
    }
}
