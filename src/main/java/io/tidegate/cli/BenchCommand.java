package io.tidegate.cli;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import io.tidegate.stream.Contestant.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate bench}: what the gate costs beside copying. */
@Command(
        name = "bench",
        description = {
            "Runs the gate beside a topology that merely copies records, in turn on the same broker, with the same records and the"
                    + " same configuration, and prints rates, processor time, latencies and their ratios.",
            "Without --bootstrap it starts a Kafka of one node in a process of its own. Topics are made for it and deleted"
                    + " afterwards."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Measured, whatever came out.",
            "1:A file can't be read or written.",
            "2:Wrong usage, or mistakes in the policy.",
            "3:Kafka can't be used, or there is too little room."
        },
        footer = {
            "",
            "Examples:",
            "  tidegate bench --quick                          a rough answer within a minute",
            "  tidegate bench --json --svg bench.svg           all of it, as numbers and as a picture",
            "  tidegate bench --bootstrap kafka:9092 --partitions 24 --profile"
        })
final class BenchCommand implements Callable<Integer> {

    private static final BenchRun.Size QUICK = new BenchRun.Size(6_000, 10_000, 1, 2, Duration.ofSeconds(2));
    private static final int MOST_ALONE = 10_000;
    private static final double STORED = 3.5; // times the input's bytes, over all variants in their logs
    private static final int SHORT_TEXT_STORED = 1_800;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(names = "--records", paramLabel = "N", description = "Records of each variant in each pass (100000).")
    private int records = 100_000;

    @Option(
            names = "--remembered",
            paramLabel = "N",
            description = "Samples that each gate accepted before, so that its memory is full (1000000).")
    private int remembered = 1_000_000;

    @Option(names = "--pairs", paramLabel = "N", description = "Passes that count (5).")
    private int pairs = 5;

    @Option(
            names = "--warm-ups",
            paramLabel = "N",
            description =
                    "Passes that come before and don't count, at most (5): until one is no faster than the one before.")
    private int warmUps = 5;

    @Option(
            names = "--latency-seconds",
            paramLabel = "N",
            description = "How long each variant works at half load, in each of two passes (8).")
    private int latencySeconds = 8;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Samples whose sentences the records are made of (those that come with the program).")
    private @Nullable String data;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the records, which are the same for the same seed (1).")
    private long seed = 1;

    @Option(names = "--quick", description = "Takes a minute: fewer records, fewer remembered, 2 pairs.")
    private boolean quick;

    @Option(names = "--profile", description = "Also measures each stage of judging alone, without Kafka.")
    private boolean profile;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draws the rates.")
    private @Nullable Path svg;

    @Override
    public Integer call() throws IOException {
        if (records < 1 || remembered < 0 || warmUps < 1 || pairs < 1 || latencySeconds < 1) {
            throw Failure.usage(
                    "--records, --warm-ups, --pairs and --latency-seconds must be at least 1, and --remembered"
                            + " at least 0");
        }
        BenchRun.Size size = quick
                ? QUICK
                : new BenchRun.Size(records, remembered, warmUps, pairs, Duration.ofSeconds(latencySeconds));
        Settings settings = options.read();
        PolicyFile.Judged policy = Wiring.policy(settings.policy());
        Closing closing = new Closing(Closing.BEFORE_SUPERVISORS);
        try (closing) {
            run(size, settings, policy, closing);
        } catch (RuntimeException e) {
            if (!closing.stopped()) {
                throw e;
            }
        }
        return ExitCode.FINE;
    }

    private void run(BenchRun.Size size, Settings settings, PolicyFile.Judged policy, Closing closing)
            throws IOException {
        BenchSamples samples = data == null ? BenchSamples.bundled(seed) : BenchSamples.of(data, seed);
        Path folder = TemporaryFolder.until(closing, "tidegate-bench");
        Optional<BrokerProcess> broker = Optional.empty();
        Settings here = settings;
        if (settings.bootstrap().isEmpty()) {
            checkRoom(size, folder);
            System.err.println("starting a Kafka of one node");
            BrokerProcess own = closing.open(() -> BrokerProcess.start(folder.resolve("kafka")), BrokerProcess::close);
            broker = Optional.of(own);
            here = settings.withBootstrap(own.bootstrap(), "own");
        }
        Supplier<Gate> gates = () -> Wiring.gate(policy, settings.maxSampleBytes());
        Supplier<Optional<Duration>> brokerCpu =
                broker.<Supplier<Optional<Duration>>>map(own -> own::cpu).orElse(Optional::empty);
        BenchRun run = new BenchRun(Wiring.streams(here), here.partitions(), folder, brokerCpu);
        run.start(gates, settings.indexMemory(), closing);
        BenchRun.Result result = run.run(size, samples);

        System.err.println("judging without Kafka");
        List<Input> inputs = samples.samples(Math.min(MOST_ALONE, size.records()));
        BenchStages alone = new BenchStages(gates, policy.scorers(), inputs);
        BenchStages.Score score = alone.score();
        Map<String, BenchStages.Cost> stages = profile ? alone.stages(size.remembered()) : Map.of();
        report(new BenchReport(seed, size, here, result, score, stages));
    }

    private static void checkRoom(BenchRun.Size size, Path folder) throws IOException {
        int variants = BenchRun.Variant.values().length;
        double needed = variants
                * ((double) (size.warmUps() + size.passes()) * size.records() * BenchSamples.MEAN_BYTES * STORED
                        + (double) size.remembered() * SHORT_TEXT_STORED);
        long there = Files.getFileStore(folder).getUsableSpace();
        if (there < needed) {
            throw new Fatal(String.format(
                    Locale.ROOT,
                    "%s has %.1f GB left, and this needs %.1f: give fewer --records or --remembered, or another folder with"
                            + " -Djava.io.tmpdir",
                    folder,
                    there / 1e9,
                    needed / 1e9));
        }
    }

    private void report(BenchReport report) {
        if (json) {
            Output.json(System.out, report.facts());
        } else {
            report.print(System.out);
        }
        if (svg != null) {
            try {
                Files.writeString(svg, report.svg());
                System.err.println("drew " + svg);
            } catch (IOException e) {
                throw Failure.failed("--svg " + svg + " can't be written: " + e.getMessage());
            }
        }
    }
}
