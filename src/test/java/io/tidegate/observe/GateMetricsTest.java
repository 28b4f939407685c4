package io.tidegate.observe;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Rule;
import io.tidegate.gate.Standing;
import io.tidegate.gate.Verdict;
import io.tidegate.score.Scorer;
import io.tidegate.score.Scorers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateMetricsTest {

    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final int DATASETS = 12;

    private final LedgerBoard ledgers = new LedgerBoard(Clock.fixed(Instant.ofEpochMilli(10_000), ZoneOffset.UTC));
    private final GateMetrics metrics =
            new GateMetrics("1.0", "sha256:1f", Rule.all(), DATASETS, new IndexBudget(1_000_000), ledgers);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void countsRecordsByDatasetAndVerdict() {
        metrics.decided(Verdicts.placed("math"), 1);
        metrics.decided(Verdicts.placed("math"), 1);
        metrics.decided(Verdicts.placed("math", Rule.NEAR_DUPLICATE), 1);

        assertThat(series())
                .containsEntry("tidegate_records_total{dataset=\"math\",verdict=\"accepted\"}", 2.0)
                .containsEntry("tidegate_records_total{dataset=\"math\",verdict=\"quarantined\"}", 1.0)
                .containsEntry("tidegate_refusals_total{dataset=\"math\",rule=\"near-duplicate\"}", 1.0)
                .containsEntry("tidegate_refusals_total{dataset=\"math\",rule=\"resent\"}", 0.0);
    }

    @Test
    void countsEachRuleOfARecordOnce() {
        Verdict verdict = Verdicts.placed("math", Rule.GENERATOR_SHARE, Rule.GENERATOR_SHARE, Rule.GENERATION_DEPTH);
        metrics.decided(verdict, 1);

        assertThat(series())
                .containsEntry("tidegate_records_total{dataset=\"math\",verdict=\"quarantined\"}", 1.0)
                .containsEntry("tidegate_refusals_total{dataset=\"math\",rule=\"generator-share\"}", 1.0)
                .containsEntry("tidegate_refusals_total{dataset=\"math\",rule=\"generation-depth\"}", 1.0);
    }

    @Test
    void countsRecordsWithoutAKnownDatasetAsOther() {
        metrics.decided(Verdicts.unplaced(Optional.empty(), Rule.MALFORMED), 1);
        metrics.decided(Verdicts.unplaced(Optional.of("made-up"), Rule.UNKNOWN_DATASET), 1);
        metrics.decided(Verdicts.placed("other"), 1);
        metrics.decided(Verdicts.placed("\ud800"), 1);

        assertThat(series())
                .containsEntry("tidegate_records_total{dataset=\"other\",verdict=\"quarantined\"}", 2.0)
                .containsEntry("tidegate_records_total{dataset=\"other\",verdict=\"accepted\"}", 2.0)
                .containsEntry("tidegate_refusals_total{dataset=\"other\",rule=\"malformed\"}", 1.0)
                .containsEntry("tidegate_refusals_total{dataset=\"other\",rule=\"unknown-dataset\"}", 1.0);
        assertThat(labels("dataset")).containsExactly("other");
    }

    @Test
    void takesRuleLabelsOnlyFromTheRules() {
        metrics.decided(Verdicts.placed("math", new Rule("made-up")), 1);
        metrics.decided(Verdicts.placed("math", Rule.MALFORMED), 1);

        assertThat(labels("rule")).isEqualTo(Rule.all().stream().map(Rule::id).collect(toSet()));
        assertThat(series())
                .containsEntry("tidegate_records_total{dataset=\"math\",verdict=\"quarantined\"}", 2.0)
                .containsEntry("tidegate_refusals_total{dataset=\"other\",rule=\"malformed\"}", 1.0);
    }

    @Test
    void escapesDatasetNames() {
        metrics.decided(Verdicts.placed("a\"b\\c\nd\u00e9"), 1);

        assertThat(series())
                .containsEntry("tidegate_records_total{dataset=\"a\\\"b\\\\c\\nd\u00e9\",verdict=\"accepted\"}", 1.0);
    }

    @Test
    void showsScoresAndLatencyAsHistograms() {
        metrics.decided(Verdicts.placed("math"), 40);
        metrics.decided(Verdicts.placed("math"), -7);

        assertThat(series())
                .containsEntry("tidegate_score_bucket{score=\"novelty\",le=\"0.4\"}", 0.0)
                .containsEntry("tidegate_score_bucket{score=\"novelty\",le=\"0.5\"}", 2.0)
                .containsEntry("tidegate_score_sum{score=\"novelty\"}", 1.0)
                .containsEntry("tidegate_score_bucket{score=\"toxicity\",le=\"0.05\"}", 2.0)
                .containsEntry("tidegate_score_bucket{score=\"syntheticShare\",le=\"1.0\"}", 2.0)
                .containsEntry("tidegate_decision_latency_seconds_bucket{le=\"0.001\"}", 1.0)
                .containsEntry("tidegate_decision_latency_seconds_bucket{le=\"0.05\"}", 2.0)
                .containsEntry("tidegate_decision_latency_seconds_bucket{le=\"600.0\"}", 2.0)
                .containsEntry("tidegate_decision_latency_seconds_count", 2.0)
                .containsEntry("tidegate_decision_latency_seconds_sum", 0.04);
    }

    @Test
    void categoriesOfJudgesMakeNoSeries() {
        metrics.decided(Verdicts.scored(Map.of("toxicity", 0.3, "toxicity.hate", 0.2)), 1);

        assertThat(labels("score")).containsExactly("toxicity");
    }

    @Test
    void showsSharesAndLimitsOfNamedDatasets() {
        metrics.stands(standing("math", 0.5, OptionalDouble.of(0.7)));
        metrics.stands(standing("math", 0.6, OptionalDouble.of(0.7)));
        metrics.stands(standing("code", 0.9, OptionalDouble.empty()));
        metrics.stands(standing("other", 0.3, OptionalDouble.of(0.4)));

        assertThat(series())
                .containsEntry("tidegate_synthetic_share{dataset=\"math\"}", 0.6)
                .containsEntry("tidegate_synthetic_share_limit{dataset=\"math\"}", 0.7)
                .containsEntry("tidegate_synthetic_share{dataset=\"code\"}", 0.9)
                .containsEntry("tidegate_synthetic_share_limit{dataset=\"code\"}", Double.NaN)
                .doesNotContainKey("tidegate_synthetic_share{dataset=\"other\"}");
    }

    @Test
    void showsTheLargestGeneratorOfADataset() {
        metrics.stands(standing("math", writer("a", 0.2), writer("b", 0.3), writer("", 0.1)));
        metrics.stands(standing("code"));

        assertThat(series())
                .containsEntry("tidegate_generator_share{dataset=\"math\"}", 0.3)
                .containsEntry("tidegate_generator_share{dataset=\"code\"}", 0.0);

        metrics.closed("math");

        assertThat(series()).containsEntry("tidegate_generator_share{dataset=\"math\"}", Double.NaN);
    }

    @Test
    void countsGenerationsOfWhatIsAccepted() {
        metrics.decided(Verdicts.generation(0), 1);
        metrics.decided(Verdicts.generation(3), 1);
        metrics.decided(Verdicts.generation(7), 1);
        metrics.decided(Verdicts.generation(1, Rule.GENERATION_DEPTH), 1);

        assertThat(series())
                .containsEntry("tidegate_generations_total{generation=\"0\"}", 1.0)
                .containsEntry("tidegate_generations_total{generation=\"1\"}", 0.0)
                .containsEntry("tidegate_generations_total{generation=\"3\"}", 2.0);
    }

    @Test
    void countsRecordsThatHadToHop() {
        metrics.arrived(false);
        metrics.arrived(true);
        metrics.arrived(true);

        assertThat(series())
                .containsEntry("tidegate_arrivals_total{way=\"placed\"}", 1.0)
                .containsEntry("tidegate_arrivals_total{way=\"rekeyed\"}", 2.0);
    }

    @Test
    void showsWhatWaitsInEscrow() {
        ledgers.stands(standing("math", 0.5, OptionalDouble.of(0.5), 3, 300, OptionalLong.of(4_000)));
        ledgers.stands(standing("code", 0.5, OptionalDouble.of(0.5), 2, 200, OptionalLong.of(7_500)));
        ledgers.stands(standing("code", 0.5, OptionalDouble.of(0.5), 1, 100, OptionalLong.of(8_000)));
        metrics.held();
        metrics.held();

        assertThat(series())
                .containsEntry("tidegate_held_records", 4.0)
                .containsEntry("tidegate_held_bytes", 400.0)
                .containsEntry("tidegate_held_age_seconds", 6.0)
                .containsEntry("tidegate_held_total", 2.0)
                .containsEntry("tidegate_released_total{verdict=\"accepted\"}", 0.0);

        ledgers.closed("math");

        assertThat(series()).containsEntry("tidegate_held_age_seconds", 2.0);
    }

    @Test
    void showsWhatItWatches() {
        assertThat(series())
                .containsEntry("tidegate_build_info{version=\"1.0\"}", 1.0)
                .containsEntry("tidegate_policy_info{policy=\"sha256:1f\"}", 1.0)
                .containsEntry("tidegate_index_bytes", 0.0)
                .containsEntry("tidegate_index_limit_bytes", 1e6)
                .containsEntry("tidegate_index_full_seconds", Double.POSITIVE_INFINITY)
                .containsEntry("tidegate_lag_records", Double.NaN)
                .containsEntry("tidegate_running", 0.0)
                .containsEntry("tidegate_streams_tasks", Double.NaN)
                .containsEntry("tidegate_streams_rebalance_seconds_total", 0.0);

        metrics.watch(
                () -> Health.RUNNING,
                () -> Map.of(Metric.LAG, 12.0, Metric.STREAMS_TASKS, 4.0, Metric.STREAMS_REBALANCE, 0.25));

        assertThat(series())
                .containsEntry("tidegate_lag_records", 12.0)
                .containsEntry("tidegate_running", 1.0)
                .containsEntry("tidegate_streams_tasks", 4.0)
                .containsEntry("tidegate_streams_rebalance_seconds_total", 0.25);
    }

    @Test
    void showsTheMetricsThatAreDocumentedAndNoOthers() {
        metrics.decided(Verdicts.placed("math"), 1);
        System.gc();
        await().until(() -> metrics.scrape().contains("jvm_gc_pause_seconds_count"));

        Map<String, String> shown = new HashMap<>();
        metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" "))
                .filter(words -> !words[2].endsWith("_max"))
                .forEach(words -> shown.put(words[2], words[3]));

        assertThat(shown)
                .isEqualTo(Stream.of(Metric.values())
                        .collect(
                                toMap(Metric::id, metric -> metric.type().name().toLowerCase(Locale.ROOT))));
        for (Metric metric : Metric.values()) {
            assertThat(labelNames(metric)).as(metric.id()).isEqualTo(Set.copyOf(metric.labels()));
        }
    }

    @Test
    void asksKafkaStreamsOnceAScrape() {
        AtomicInteger asked = new AtomicInteger();
        metrics.watch(() -> Health.RUNNING, () -> {
            asked.incrementAndGet();
            return Map.of(Metric.LAG, 3.0, Metric.STREAMS_TASKS, 4.0);
        });

        metrics.scrape();

        assertThat(asked).hasValue(1);
    }

    @Test
    void neverShowsMoreThan400Series() throws InterruptedException {
        int threads = 4;
        int names = 250_000;
        Rule[] rules = Rule.all().toArray(Rule[]::new);
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int first = i * names;
            running.add(new Thread(() -> IntStream.range(first, first + names).forEach(name -> {
                String dataset = "dataset-" + name;
                metrics.decided(name % 100 == 0 ? Verdicts.placed(dataset, rules) : Verdicts.placed(dataset), 1);
                metrics.decided(Verdicts.placed("everybody's"), 1);
                metrics.stands(standing(dataset, 0.5, OptionalDouble.of(0.7)));
            })));
        }
        running.forEach(Thread::start);
        for (Thread thread : running) {
            thread.join();
        }
        metrics.watch(() -> Health.RUNNING, () -> Map.of(Metric.LAG, 1.0));
        System.gc();
        await().until(() -> metrics.scrape().contains("jvm_gc_pause_seconds_count"));

        assertThat(labels("score"))
                .containsAll(Scorers.all().stream().map(Scorer::name).toList());
        assertThat(labels("dataset")).hasSize(DATASETS + 1).contains("other", "everybody's");
        assertThat(sum("tidegate_records_total")).isEqualTo(2.0 * threads * names);
        assertThat(sum("tidegate_refusals_total")).isEqualTo(threads * names / 100.0 * rules.length);
        assertThat(series()).containsEntry("tidegate_records_total{dataset=\"everybody's\",verdict=\"accepted\"}", 1e6);
        assertThat(series()).hasSizeLessThanOrEqualTo(400);
    }

    private Map<String, Double> series() {
        return metrics.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.valueOf(
                                line.substring(line.lastIndexOf(' ') + 1).replace("+Inf", "Infinity"))));
    }

    private double sum(String metric) {
        return series().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(metric + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private Set<String> labels(String name) {
        return series().keySet().stream()
                .flatMap(key -> LABEL.matcher(key).results())
                .filter(found -> found.group(1).equals(name))
                .map(found -> found.group(2))
                .collect(toSet());
    }

    /** As shown, but for a bucket's limit. */
    private Set<String> labelNames(Metric metric) {
        return series().keySet().stream()
                .filter(key -> key.matches(metric.id() + "(_count|_bucket)?(\\{.*)?"))
                .map(LABEL::matcher)
                .flatMap(Matcher::results)
                .map(found -> found.group(1))
                .filter(name -> !name.equals("le"))
                .collect(toSet());
    }

    private static Standing standing(String dataset, double share, OptionalDouble limit) {
        return standing(dataset, share, limit, 0, 0, OptionalLong.empty());
    }

    private static Standing standing(
            String dataset, double share, OptionalDouble limit, long held, long heldBytes, OptionalLong heldSince) {
        return new Standing(
                dataset, dataset, 1, "samples", "all", 1, 0, share, limit, held, heldBytes, heldSince, List.of());
    }

    private static Standing standing(String dataset, Standing.Writer... writers) {
        OptionalDouble none = OptionalDouble.empty();
        return new Standing(
                dataset, dataset, 1, "samples", "all", 1, 0, 0.5, none, 0, 0, OptionalLong.empty(), List.of(writers));
    }

    private static Standing.Writer writer(String model, double share) {
        return new Standing.Writer(model, 1, new TreeMap<>(), share, OptionalLong.empty(), false);
    }
}
