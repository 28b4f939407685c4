package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.Child;
import io.tidegate.gate.Rule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

    private static final Duration WITHIN = Duration.ofMinutes(2);

    @TempDir
    private Path folder = Path.of("");

    private List<Path> left() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> path.getFileName().toString().startsWith("tidegate"))
                    .toList();
        }
    }

    private static List<String> rules() {
        return Rule.all().stream().map(Rule::id).toList();
    }

    private static void assertAddsUp(JsonNode counts) {
        assertThat(counts.path("in").asInt())
                .isEqualTo(counts.path("accepted").asInt()
                        + counts.path("quarantined").asInt());
        counts.path("byRule")
                .fieldNames()
                .forEachRemaining(rule -> assertThat(rules()).contains(rule));
    }

    private static int sum(JsonNode datasets, String field) {
        return StreamSupport.stream(datasets.spliterator(), false)
                .mapToInt(dataset -> dataset.at(field).asInt())
                .sum();
    }

    @Test
    void asJsonItsNumbersAddUp() throws Exception {
        Child.Result result = Child.run(folder, "demo", "--json");

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode json = new ObjectMapper()
                .reader()
                .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(result.out());
        JsonNode datasets = json.path("datasets");
        assertThat(json.path("in").asInt()).isGreaterThanOrEqualTo(3000);
        assertThat(json.path("accepted").asInt()).isPositive();
        assertThat(datasets.size()).isGreaterThanOrEqualTo(3);
        assertAddsUp(json);
        datasets.forEach(dataset -> {
            assertAddsUp(dataset);
            if (dataset.has("maxShare") && dataset.path("accepted").asInt() > 0) {
                assertThat(dataset.path("syntheticShare").asDouble())
                        .isLessThanOrEqualTo(dataset.path("maxShare").asDouble());
            }
        });
        for (String field : List.of("/in", "/accepted", "/quarantined")) {
            assertThat(sum(datasets, field)).as(field).isEqualTo(json.at(field).asInt());
        }
        json.path("byRule")
                .properties()
                .forEach(rule -> assertThat(sum(datasets, "/byRule/" + rule.getKey()))
                        .isEqualTo(rule.getValue().asInt()));
        for (String field : List.of("seconds", "recordsPerSecond", "p50Ms", "p99Ms")) {
            assertThat(json.path(field).asDouble()).as(field).isPositive();
        }
        assertThat(json.path("p50Ms").asInt())
                .isLessThanOrEqualTo(json.path("p99Ms").asInt());
        assertThat(result.err()).contains("decided ").doesNotContain("\tat ");
        assertThat(left()).isEmpty();
    }

    @Test
    void itShowsARefusalForEachRuleWithoutTextAndIsLeftRunningIfWanted() throws Exception {
        try (Child demo = Child.start(folder, "demo", "--keep")) {
            await().atMost(WITHIN).until(() -> !demo.isAlive() || demo.err().contains("Ctrl-C"));
            Matcher url =
                    Pattern.compile("metrics are at (http://\\S+/metrics);").matcher(demo.err());
            assertThat(url.find()).as(demo.err()).isTrue();
            HttpResponse<String> metrics = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url.group(1))).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.body()).contains("tidegate_");
            assertThat(left()).hasSize(1);

            demo.terminate();
            Child.Result result = demo.await();

            assertThat(result.code()).isEqualTo(143);
            assertThat(left()).isEmpty();
            assertThat(result.err()).endsWith("Ctrl-C ends both\n");
            assertShowsEachRule(result.out());
            assertHoldsNoText(result.out());
        }
    }

    private static void assertShowsEachRule(String out) {
        String table = out.substring(0, out.indexOf("One refused sample"));
        List<String> seen = rules().stream()
                .filter(rule ->
                        Pattern.compile("[ ,]" + rule + " [0-9]").matcher(table).find())
                .toList();
        List<String> shown = out.substring(table.length())
                .lines()
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().split("[ :]", 2)[0])
                .toList();
        assertThat(seen).hasSizeGreaterThan(5);
        assertThat(shown).containsExactlyInAnyOrderElementsOf(seen);
        assertThat(out).contains("records/s", "p50", "p99", "limit");
    }

    /** No four words in a row of any sample's beginning. */
    private static void assertHoldsNoText(String out) {
        for (DemoSamples.DemoRecord sample : DemoSamples.all(1 << 20)) {
            byte[] value = sample.value() == null ? new byte[0] : sample.value();
            Matcher words = Pattern.compile("[A-Za-z]+ [A-Za-z]+ [A-Za-z]+ [A-Za-z]+")
                    .matcher(new String(value, 0, Math.min(value.length, 2000), StandardCharsets.UTF_8));
            while (words.find()) {
                assertThat(out).doesNotContain(words.group());
            }
        }
    }

    @Test
    void interruptedItCleansUp() throws Exception {
        try (Child demo = Child.start(folder, "demo", "--json")) {
            await().atMost(WITHIN).until(() -> !demo.isAlive() || demo.err().contains("starting the gate"));
            demo.terminate();
            Child.Result result = demo.await();

            assertThat(result.code()).isEqualTo(143);
            assertThat(result.bytes()).isEmpty();
            assertThat(result.err()).doesNotContain("a bug of ours").doesNotContain("\tat ");
            assertThat(left()).isEmpty();
        }
    }
}
