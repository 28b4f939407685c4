package io.tidegate.cli;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.tidegate.gate.Gate;
import io.tidegate.gate.IndexBudget;
import io.tidegate.stream.Clients;
import io.tidegate.stream.Contestant;
import io.tidegate.stream.Contestant.Input;
import io.tidegate.stream.StreamSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Runs identity and gate in turn on one broker: forwards in one pass, backwards in the next (A-B-B-A), so that a machine that
 * grows faster or slower meanwhile favours none.
 */
final class BenchRun {

    /** What is compared. */
    enum Variant {
        IDENTITY("identity", Contestant.Kind.IDENTITY, true),
        GATE("gate", Contestant.Kind.GATE, true),
        GATE_UNKEYED("gateUnkeyed", Contestant.Kind.GATE, false),
        GATE_AT_LEAST_ONCE("gateAtLeastOnce", Contestant.Kind.GATE_AT_LEAST_ONCE, true);

        private final String id;
        private final Contestant.Kind kind;
        private final boolean keyed;

        Variant(String id, Contestant.Kind kind, boolean keyed) {
            this.id = id;
            this.kind = kind;
            this.keyed = keyed;
        }

        String id() {
            return id;
        }
    }

    /**
     * How much is run.
     *
     * @param records of each variant in each pass
     * @param remembered samples that each gate accepted before
     * @param warmUps passes that don't count, at most: until one takes as long as the one before, at least one
     * @param passes over all variants, that count
     * @param latency how long each variant works at half load, in each of two passes
     */
    record Size(int records, int remembered, int warmUps, int passes, Duration latency) {}

    /**
     * What one variant did in one pass.
     *
     * @param bytes of the records' values
     * @param brokerCpu in seconds, where the operating system tells
     * @param written bytes that grew in Kafka's logs
     * @param allocated bytes, by the topology's threads
     */
    record Work(
            int records,
            long bytes,
            double seconds,
            double applicationCpu,
            OptionalDouble brokerCpu,
            long written,
            long allocated) {

        double recordsPerSecond() {
            return records / seconds;
        }
    }

    /**
     * What came of it.
     *
     * @param warmUps passes that came before and don't count
     * @param works of each variant, a pass each, in order
     * @param latencies of each variant at {@code halfLoad}, in nanoseconds, ascending
     * @param halfLoad records a second
     */
    record Result(int warmUps, Map<Variant, List<Work>> works, Map<Variant, long[]> latencies, double halfLoad) {}

    private static final int MOST_LOOKS = 10;

    /** A pass that takes more of the time of the one before shows that the compiler has done its work. */
    private static final double WARM = 0.95;

    private static final List<Variant> VARIANTS = List.of(Variant.values());

    private final StreamSettings settings;
    private final int partitions;
    private final Path folder;
    private final Supplier<Optional<Duration>> brokerCpu;
    private final String name = "tidegate-bench-" + UUID.randomUUID().toString().substring(0, 8);
    private final Progress progress = new Progress();
    private final Map<Variant, Contestant> contestants = new EnumMap<>(Variant.class);

    /** @param folder for the state of each variant */
    BenchRun(StreamSettings settings, int partitions, Path folder, Supplier<Optional<Duration>> brokerCpu) {
        this.settings = settings;
        this.partitions = partitions;
        this.folder = folder;
        this.brokerCpu = brokerCpu;
    }

    /** Starts each variant on topics of its own. */
    void start(Supplier<Gate> gates, long indexMemory, Closing closing) {
        for (Variant variant : Variant.values()) {
            System.err.println("starting " + variant.id());
            StreamSettings own = settings.of(name + "-" + variant.id(), folder.resolve(variant.id()));
            Contestant contestant = closing.open(
                    () -> Contestant.start(variant.kind, own, 1, partitions, gates.get(), new IndexBudget(indexMemory)),
                    Contestant::close);
            contestants.put(variant, contestant);
        }
    }

    Result run(Size size, BenchSamples samples) {
        remember(size.remembered(), samples);
        int warmUps = warmUp(size, samples);
        Map<Variant, List<Work>> works = new EnumMap<>(Variant.class);
        for (int pass = 0; pass < size.passes(); pass++) {
            pass(size, samples, pass, "pass " + (pass + 1) + " of " + size.passes())
                    .forEach((variant, work) -> works.computeIfAbsent(variant, first -> new ArrayList<>())
                            .add(work));
        }
        double halfLoad = slowest(works) / 2;
        return new Result(warmUps, works, latencies(size, samples, halfLoad), halfLoad);
    }

    /** Works without counting until all is compiled, and says how many passes that took. */
    private int warmUp(Size size, BenchSamples samples) {
        int done = 0;
        double before;
        double seconds = Double.POSITIVE_INFINITY;
        do {
            before = seconds;
            seconds = pass(size, samples, done, "warming up").values().stream()
                    .mapToDouble(Work::seconds)
                    .sum();
            done++;
        } while (done < size.warmUps() && seconds < WARM * before);
        return done;
    }

    private Map<Variant, Work> pass(Size size, BenchSamples samples, int number, String said) {
        List<Input> inputs = samples.samples(size.records());
        Map<Variant, Work> works = new EnumMap<>(Variant.class);
        for (Variant variant : inTurn(VARIANTS, number)) {
            say(said + ": " + variant.id());
            works.put(variant, work(variant, inputs));
        }
        return works;
    }

    /** All of them, in each second pass backwards, so that none profits from its place. */
    static <T> List<T> inTurn(List<T> all, int pass) {
        List<T> turns = new ArrayList<>(all);
        if (pass % 2 == 1) {
            Collections.reverse(turns);
        }
        return turns;
    }

    /** Identity works through the same records, so that it is as warm. */
    private void remember(int count, BenchSamples samples) {
        int chunk = 50_000;
        for (int done = 0; done < count; done += chunk) {
            int from = done;
            say("filling the memories: " + from + " of " + count);
            List<Input> texts = new ArrayList<>();
            samples.shortTexts(Math.min(chunk, count - done)).forEachRemaining(texts::add);
            for (Contestant contestant : contestants.values()) {
                contestant.load(texts.iterator(), true);
                contestant.work();
            }
        }
    }

    private Work work(Variant variant, List<Input> inputs) {
        Contestant contestant = contestant(variant);
        Clients clients = new Clients(settings);
        contestant.load(inputs.iterator(), variant.keyed);
        long logs = settledLogBytes(clients);
        long allocated = allocatedBytes(contestant);
        double application = applicationCpu();
        OptionalDouble broker = brokerCpu();
        long start = System.nanoTime();
        contestant.work();
        double seconds = (System.nanoTime() - start) / 1e9;
        double applicationAfter = applicationCpu();
        OptionalDouble brokerAfter = brokerCpu();
        long allocatedAfter = allocatedBytes(contestant);
        long logsAfter = settledLogBytes(clients);
        return new Work(
                inputs.size(),
                inputs.stream().mapToLong(input -> input.value().length).sum(),
                seconds,
                applicationAfter - application,
                broker.isPresent() && brokerAfter.isPresent()
                        ? OptionalDouble.of(brokerAfter.getAsDouble() - broker.getAsDouble())
                        : OptionalDouble.empty(),
                logsAfter - logs,
                allocatedAfter - allocated);
    }

    /** When the last transaction has ended: Kafka's logs grow no more, unless somebody else writes there, too. */
    private long settledLogBytes(Clients clients) {
        long before = -1;
        long bytes = Contestant.logBytes(clients);
        for (int look = 0; look < MOST_LOOKS && bytes != before; look++) {
            settle();
            before = bytes;
            bytes = Contestant.logBytes(clients);
        }
        return bytes;
    }

    private void settle() {
        try {
            Thread.sleep(settings.commitInterval().multipliedBy(3).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double slowest(Map<Variant, List<Work>> works) {
        return works.values().stream()
                .mapToDouble(of -> Spread.of(of.stream().mapToDouble(Work::recordsPerSecond))
                        .median())
                .min()
                .orElseThrow();
    }

    private Map<Variant, long[]> latencies(Size size, BenchSamples samples, double perSecond) {
        Map<Variant, long[]> latencies = new EnumMap<>(Variant.class);
        int count = (int) (perSecond * size.latency().toMillis() / 1000);
        for (int pass = 0; pass < 2; pass++) {
            List<Input> inputs = samples.samples(count);
            for (Variant variant : inTurn(VARIANTS, pass)) {
                say("latency, pass " + (pass + 1) + " of 2: " + variant.id() + " at " + (int) perSecond + " records/s");
                long[] some = contestant(variant).latencies(inputs, variant.keyed, perSecond);
                latencies.merge(variant, some, BenchRun::merged);
            }
        }
        return latencies;
    }

    private static long[] merged(long[] some, long[] others) {
        return LongStream.concat(Arrays.stream(some), Arrays.stream(others))
                .sorted()
                .toArray();
    }

    private Contestant contestant(Variant variant) {
        Contestant contestant = contestants.get(variant);
        if (contestant == null) {
            throw new IllegalStateException("start comes first");
        }
        return contestant;
    }

    private void say(String line) {
        progress.show(() -> line);
    }

    private static double applicationCpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private static long allocatedBytes(Contestant contestant) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(contestant.threads()))
                .sum();
    }

    private OptionalDouble brokerCpu() {
        return brokerCpu
                .get()
                .map(time -> OptionalDouble.of(time.toNanos() / 1e9))
                .orElse(OptionalDouble.empty());
    }
}
