package io.tidegate.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Reason;
import io.tidegate.gate.Rule;
import io.tidegate.gate.Standing;
import io.tidegate.gate.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the gate does, in numbers for Prometheus: every {@link Metric}.
 *
 * <p>The number of series is bounded whatever producers send. The first datasets that are heard of have a label of their own;
 * all further ones share the label {@code other}, and so do records that were decided without a place in any scope, for these
 * have no dataset that the gate knows.
 */
public final class GateMetrics implements GateListener, AutoCloseable {

    /** The label that further datasets share. */
    private static final String OTHER = "other";

    /** What the JVM's binders may show; they know ten times as much. */
    private static final Set<String> JVM = Set.of(
            "jvm.gc.pause",
            "jvm.threads.live",
            "process.cpu.usage",
            "process.files.open",
            "process.files.max",
            "process.start.time");

    private static final Set<String> OWN =
            Stream.of(Metric.values()).map(Metric::meter).collect(Collectors.toUnmodifiableSet());

    /** Only records without a place break these. */
    private static final Set<Rule> WITHOUT_PLACE = Set.of(Rule.MALFORMED, Rule.OVERSIZED, Rule.UNKNOWN_DATASET);

    /** Close together at both ends, where limits and most scores are. */
    private static final double[] SCORES = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1};

    /** Generations that are counted one by one; the last stands for all further ones too. */
    private static final int GENERATIONS = 4;

    private static final Duration[] LATENCIES = Stream.of(
                    1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 120_000, 600_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Set<Rule> withPlace;
    private final int maxDatasetLabels;
    private final Map<String, DatasetMeters> datasets = new ConcurrentHashMap<>();
    private final DatasetMeters other;
    private final Histogram score;
    private final Map<String, DistributionDataPoint> scores = new ConcurrentHashMap<>();
    private final Timer latency;
    private final Counter placed;
    private final Counter rekeyed;
    private final List<Counter> generations;
    private final Counter held;
    private final Counter releasedAccepted;
    private final Counter releasedQuarantined;
    private volatile Supplier<Health> health = () -> Health.STARTING;
    private volatile Supplier<Map<Metric, Double>> streams = Map::of;
    private volatile Map<Metric, Double> ofStreams = Map.of();

    /**
     * @param version of the program
     * @param policy fingerprint of the policy and the judges
     * @param rules that samples can break
     * @param maxDatasetLabels how many datasets have a label of their own
     * @param ledgers knows what waits in escrow
     */
    public GateMetrics(
            String version,
            String policy,
            List<Rule> rules,
            int maxDatasetLabels,
            IndexBudget budget,
            LedgerBoard ledgers) {
        this.withPlace =
                rules.stream().filter(rule -> !WITHOUT_PLACE.contains(rule)).collect(Collectors.toUnmodifiableSet());
        this.maxDatasetLabels = maxDatasetLabels;
        registry.config()
                .meterFilter(MeterFilter.denyUnless(id -> OWN.contains(id.getName()) || JVM.contains(id.getName())))
                .meterFilter(MeterFilter.ignoreTags("action", "cause"));
        other = new DatasetMeters(registry, OTHER, Set.copyOf(rules));
        latency = Timer.builder(Metric.DECISION_LATENCY.meter())
                .description(Metric.DECISION_LATENCY.meaning())
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
        // Not a DistributionSummary of Micrometer's: that rounds up to whole numbers before it looks for the bucket.
        score = Histogram.builder()
                .name(Metric.SCORE.id())
                .help(Metric.SCORE.meaning())
                .labelNames("score")
                .classicOnly()
                .withoutExemplars()
                .classicUpperBounds(SCORES)
                .register(registry.getPrometheusRegistry());
        placed = counter(registry, Metric.ARRIVALS, Tags.of("way", "placed"));
        rekeyed = counter(registry, Metric.ARRIVALS, Tags.of("way", "rekeyed"));
        generations = IntStream.range(0, GENERATIONS)
                .mapToObj(i -> counter(registry, Metric.GENERATIONS, Tags.of("generation", Integer.toString(i))))
                .toList();
        held = counter(registry, Metric.HELD_TOTAL, Tags.empty());
        releasedAccepted = counter(registry, Metric.RELEASED, Tags.of("verdict", "accepted"));
        releasedQuarantined = counter(registry, Metric.RELEASED, Tags.of("verdict", "quarantined"));
        gauge(registry, Metric.HELD, Tags.empty(), ledgers::waiting);
        gauge(registry, Metric.HELD_BYTES, Tags.empty(), ledgers::waitingBytes);
        gauge(registry, Metric.HELD_AGE, Tags.empty(), ledgers::waitingSeconds);
        gauge(registry, Metric.BUILD, Tags.of("version", version), () -> 1);
        gauge(registry, Metric.POLICY, Tags.of("policy", policy), () -> 1);
        gauge(registry, Metric.INDEX_BYTES, Tags.empty(), budget::used);
        gauge(registry, Metric.INDEX_LIMIT_BYTES, Tags.empty(), budget::limit);
        gauge(registry, Metric.INDEX_FULL, Tags.empty(), budget::secondsUntilFull);
        gauge(registry, Metric.RUNNING, Tags.empty(), () -> health.get() == Health.RUNNING ? 1 : 0);
        bindStreams();
        bindJvm();
    }

    private void bindStreams() {
        for (Metric metric : Metric.values()) {
            if (!metric.isOfStreams()) {
                continue;
            }
            if (metric.type() == Metric.Type.COUNTER) {
                FunctionCounter.builder(metric.meter(), this, self -> self.ofStreams.getOrDefault(metric, 0.0))
                        .description(metric.meaning())
                        .register(registry);
            } else {
                gauge(registry, metric, Tags.empty(), () -> ofStreams.getOrDefault(metric, Double.NaN));
            }
        }
    }

    private void bindJvm() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        Tags heap = Tags.of("area", "heap");
        gauge(
                registry,
                Metric.MEMORY_USED,
                heap,
                () -> memory.getHeapMemoryUsage().getUsed());
        gauge(
                registry,
                Metric.MEMORY_USED,
                Tags.of("area", "nonheap"),
                () -> memory.getNonHeapMemoryUsage().getUsed());
        gauge(
                registry,
                Metric.MEMORY_MAX,
                heap,
                () -> memory.getHeapMemoryUsage().getMax());
        List.of(
                        collections,
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
    }

    /**
     * Asks the gate, once there is one, how it is; all are asked at every scrape.
     *
     * @param streams what Kafka Streams knows by now of the metrics that are its
     */
    public void watch(Supplier<Health> health, Supplier<Map<Metric, Double>> streams) {
        this.health = health;
        this.streams = streams;
    }

    @Override
    public void arrived(boolean hopped) {
        (hopped ? rekeyed : placed).increment();
    }

    @Override
    public void decided(Verdict verdict, long millis) {
        DatasetMeters dataset = verdict.place().isPresent() && verdict.dataset().isPresent()
                ? dataset(verdict.dataset().get())
                : other;
        dataset.count(verdict.accepted());
        if (!verdict.accepted()) {
            verdict.reasons().stream().map(Reason::rule).distinct().forEach(rule -> countRefusal(dataset, rule));
        }
        for (Map.Entry<String, Double> found : verdict.measured().entrySet()) {
            score(found.getKey()).observe(found.getValue());
        }
        if (verdict.accepted()) {
            verdict.generation()
                    .ifPresent(generation -> generations
                            .get(Math.min(generation, GENERATIONS - 1))
                            .increment());
        }
        if (verdict.waited().isPresent()) {
            (verdict.accepted() ? releasedAccepted : releasedQuarantined).increment();
        } else { // what waited says nothing of the gate's pace
            latency.record(Math.max(0, millis), TimeUnit.MILLISECONDS);
        }
    }

    private void countRefusal(DatasetMeters dataset, Rule rule) {
        // None for what is no rule of ours: labels come from the gate's rules only.
        Counter counter = dataset.refusals.getOrDefault(rule, other.refusals.get(rule));
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void held() {
        held.increment();
    }

    @Override
    public void stands(Standing standing) {
        DatasetMeters meters = dataset(standing.dataset());
        meters.share = standing.share();
        meters.limit = standing.limit().orElse(Double.NaN);
        meters.generatorShare = standing.writers().stream()
                .mapToDouble(Standing.Writer::share)
                .max()
                .orElse(0);
    }

    @Override
    public void closed(String dataset) {
        DatasetMeters known = datasets.get(dataset);
        if (known != null) {
            known.share = Double.NaN;
            known.limit = Double.NaN;
            known.generatorShare = Double.NaN;
        }
    }

    /** All metrics in Prometheus' text format, version 0.0.4. */
    public String scrape() {
        ofStreams = streams.get();
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private DatasetMeters dataset(String name) {
        DatasetMeters known = datasets.get(name);
        return known != null ? known : newDataset(name);
    }

    private synchronized DatasetMeters newDataset(String name) {
        DatasetMeters known = datasets.get(name);
        if (known != null) {
            return known;
        }
        if (datasets.size() >= maxDatasetLabels || name.equals(OTHER) || !isLabel(name)) {
            return other;
        }
        DatasetMeters added = new DatasetMeters(registry, name, withPlace);
        added.showShares(registry, name);
        datasets.put(name, added);
        return added;
    }

    /** Names with lone surrogates would all be shown as the same one. */
    private static boolean isLabel(String name) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    /** By name, of which there are as many as there are judges. */
    private DistributionDataPoint score(String name) {
        DistributionDataPoint known = scores.get(name);
        return known != null ? known : scores.computeIfAbsent(name, score::labelValues);
    }

    private static void gauge(MeterRegistry registry, Metric metric, Tags tags, Supplier<Number> value) {
        Gauge.builder(metric.meter(), value)
                .description(metric.meaning())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, Metric metric, Tags tags) {
        return Counter.builder(metric.meter())
                .description(metric.meaning())
                .tags(tags)
                .register(registry);
    }

    /** The meters of one label; all there from the start, so that the first refusal is seen as an increase. */
    private static final class DatasetMeters {

        private final Counter accepted;
        private final Counter quarantined;
        private final Map<Rule, Counter> refusals;
        private volatile double share = Double.NaN;
        private volatile double limit = Double.NaN;
        private volatile double generatorShare = Double.NaN;

        DatasetMeters(MeterRegistry registry, String label, Set<Rule> rules) {
            Tags tags = Tags.of("dataset", label);
            accepted = counter(registry, Metric.RECORDS, tags.and("verdict", "accepted"));
            quarantined = counter(registry, Metric.RECORDS, tags.and("verdict", "quarantined"));
            refusals = rules.stream()
                    .collect(Collectors.toUnmodifiableMap(
                            Function.identity(),
                            rule -> counter(registry, Metric.REFUSALS, tags.and("rule", rule.id()))));
        }

        /** Not for what several datasets share: shares can't be added up. */
        void showShares(MeterRegistry registry, String label) {
            Tags tags = Tags.of("dataset", label);
            gauge(registry, Metric.SYNTHETIC_SHARE, tags, () -> share);
            gauge(registry, Metric.SYNTHETIC_SHARE_LIMIT, tags, () -> limit);
            gauge(registry, Metric.GENERATOR_SHARE, tags, () -> generatorShare);
        }

        void count(boolean isAccepted) {
            (isAccepted ? accepted : quarantined).increment();
        }
    }
}
