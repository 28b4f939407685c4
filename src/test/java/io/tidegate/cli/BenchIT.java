package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark on a Kafka of its own. What it measures is not for a test to judge. */
class BenchIT {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void measuresEachVariantAndLeavesNothing() throws Exception {
        Path picture = folder.resolve("bench.svg");

        Child.Result result = Child.run(
                folder,
                "bench",
                "--records",
                "300",
                "--remembered",
                "100",
                "--warm-ups",
                "1",
                "--pairs",
                "1",
                "--latency-seconds",
                "1",
                "--json",
                "--profile",
                "--svg",
                picture.toString());

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode facts = new ObjectMapper().readTree(result.bytes());
        for (String variant : List.of("identity", "gate", "gateUnkeyed", "gateAtLeastOnce")) {
            JsonNode of = facts.get(variant);
            assertThat(of.get("recordsPerSecond").asDouble()).as(variant).isPositive();
            assertThat(of.get("cpuMicrosPerRecord").asDouble()).as(variant).isPositive();
            assertThat(of.get("allocatedBytesPerRecord").asDouble()).as(variant).isPositive();
            assertThat(of.get("p50Ms").asDouble()).as(variant).isPositive();
            assertThat(of.get("p99Ms").asDouble())
                    .as(variant)
                    .isGreaterThanOrEqualTo(of.get("p50Ms").asDouble());
            assertThat(of.get("bytesWrittenPerByte").asDouble()).as(variant).isGreaterThanOrEqualTo(1);
        }
        assertThat(facts.at("/ratio/gate").fieldNames()).toIterable().contains("median", "min", "max");
        assertThat(facts.get("stages").fieldNames())
                .toIterable()
                .contains("parse", "sketch", "toxicity", "index", "ledger", "verdict");
        assertThat(Files.readString(picture)).contains("gateUnkeyed");
        try (var left = Files.list(folder)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("tidegate-bench")))
                    .isEmpty();
        }
    }
}
