package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.cli.BenchRun.Variant;
import io.tidegate.cli.BenchRun.Work;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Reading;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Source;
import io.tidegate.stream.Contestant.Input;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

    @Test
    void spreadIsTheMedianAndTheEnds() {
        assertThat(Spread.of(DoubleStream.of(5, 1, 3))).isEqualTo(new Spread(3, 1, 5));
        assertThat(Spread.of(DoubleStream.of(4, 1, 3, 2))).isEqualTo(new Spread(2.5, 1, 4));
    }

    @Test
    void samplesAreTwoKilobytesOnAverageAndTheSameForTheSameSeed() {
        List<Input> samples = BenchSamples.bundled(7).samples(3_000);
        List<Input> again = BenchSamples.bundled(7).samples(3_000);
        List<Input> others = BenchSamples.bundled(8).samples(3_000);

        assertThat(samples.stream()
                        .mapToInt(input -> input.value().length)
                        .average()
                        .orElseThrow())
                .isCloseTo(BenchSamples.MEAN_BYTES, within(BenchSamples.MEAN_BYTES * 0.1));
        assertThat(text(samples))
                .isEqualTo(text(again))
                .isNotEqualTo(text(others))
                .doesNotHaveDuplicates();
    }

    @Test
    void samplesNameTheDatasetThatTheyAreKeyedBy() {
        SampleReader reader = new SampleReader();
        List<Input> inputs = new ArrayList<>(BenchSamples.bundled(1).samples(200));
        BenchSamples.bundled(1).shortTexts(200).forEachRemaining(inputs::add);
        for (Input input : inputs) {
            Reading reading = reader.read(Arrival.of(new Source("", 0, 0), input.value()));
            assertThat(reading).isInstanceOf(Reading.Understood.class);
            assertThat(((Reading.Understood) reading).sample().dataset())
                    .contains(new String(input.dataset(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void samplesAreMadeOfAFilesSentences(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("own.jsonl"), "{\"text\": \"Only this. Or that.\"}\n");

        assertThat(text(BenchSamples.of(file.toString(), 1).samples(20)))
                .allMatch(json -> json.matches(".*\"content\":\"((Only this|Or that)\\. ?)+\".*"));
    }

    @Test
    void ratiosAreThoseOfTheSamePass() throws Exception {
        BenchReport report = report(Map.of(
                Variant.IDENTITY, new double[] {1_000, 2_000, 4_000},
                Variant.GATE, new double[] {500, 1_200, 1_600},
                Variant.GATE_UNKEYED, new double[] {250, 500, 1_000},
                Variant.GATE_AT_LEAST_ONCE, new double[] {500, 1_000, 2_000}));

        JsonNode facts = new ObjectMapper().valueToTree(report.facts());

        assertThat(facts.at("/warmUps").asInt()).isEqualTo(2);
        assertThat(facts.at("/ratio/gate/median").asDouble()).isCloseTo(0.5, within(1e-9));
        assertThat(facts.at("/ratio/gate/min").asDouble()).isCloseTo(0.4, within(1e-9));
        assertThat(facts.at("/ratio/gate/max").asDouble()).isCloseTo(0.6, within(1e-9));
        assertThat(facts.at("/ratio/gateUnkeyed/median").asDouble()).isCloseTo(0.25, within(1e-9));
        assertThat(facts.at("/exactlyOnceToAtLeastOnce/max").asDouble()).isCloseTo(1.2, within(1e-9));
        assertThat(facts.at("/gate/recordsPerSecond").asDouble()).isCloseTo(1_200, within(1e-6));
        assertThat(facts.at("/gate/cpuMicrosPerRecord").asDouble()).isCloseTo(300, within(1e-6));
        assertThat(facts.at("/gate/brokerCpuMicrosPerRecord").asDouble()).isCloseTo(100, within(1e-6));
        assertThat(facts.at("/gate/bytesWrittenPerByte").asDouble()).isCloseTo(1.5, within(1e-9));
        assertThat(facts.at("/gate/p50Ms").asDouble()).isCloseTo(50, within(1.0));
        assertThat(facts.at("/gate/p99Ms").asDouble()).isCloseTo(99, within(1.0));
    }

    @Test
    void theTableHasARowForEachVariantAndStage() {
        double[] rates = {1_000, 2_000, 3_000};
        Map<Variant, double[]> all = new EnumMap<>(Variant.class);
        Arrays.stream(Variant.values()).forEach(variant -> all.put(variant, rates));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        report(all).print(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceFirst(" .*", "")))
                .contains("variant", "identity", "gate", "gateUnkeyed", "gateAtLeastOnce", "parse");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("seed 42", "2 before to warm up", "ratio 0.20 (0.10 to 0.30)");
        assertThat(report(all).svg()).contains("<title>", "gateAtLeastOnce", "</svg>");
    }

    private static BenchReport report(Map<Variant, double[]> rates) {
        Map<Variant, List<Work>> works = new EnumMap<>(Variant.class);
        Map<Variant, long[]> latencies = new EnumMap<>(Variant.class);
        rates.forEach((variant, perSecond) -> {
            works.put(
                    variant,
                    Arrays.stream(perSecond)
                            .mapToObj(rate -> new Work(
                                    10_000,
                                    20_000_000,
                                    10_000 / rate,
                                    2.0,
                                    OptionalDouble.of(1.0),
                                    30_000_000,
                                    80_000_000))
                            .toList());
            latencies.put(
                    variant,
                    LongStream.rangeClosed(1, 100)
                            .map(millis -> millis * 1_000_000)
                            .toArray());
        });
        return new BenchReport(
                42,
                new BenchRun.Size(10_000, 0, 5, 4, Duration.ofSeconds(1)),
                SettingsOptions.read(Map.of(), Map.of()),
                new BenchRun.Result(2, works, latencies, 100),
                new BenchStages.Score(20, 100, new Spread(0.2, 0.1, 0.3)),
                Map.of("parse", new BenchStages.Cost(1, 2_000)));
    }

    private static List<String> text(List<Input> inputs) {
        return inputs.stream()
                .map(input -> new String(input.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
