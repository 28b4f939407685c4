package io.tidegate.cli;

import io.tidegate.gate.IndexBudget;
import io.tidegate.stream.Contestant;
import io.tidegate.stream.Contestant.Input;
import io.tidegate.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/**
 * How a gate's rate grows with its threads and with its instances, on one broker, in turn, forwards and then backwards. The broker
 * shares the machine's processors, so on two of them less than twice is the most.
 *
 * <p>Prints a table.
 */
final class ScaleComparison {

    private static final int PASSES = 7;
    private static final int RECORDS = 80_000;
    private static final int PARTITIONS = 6;
    private static final long INDEX_MEMORY = 1L << 30;

    private ScaleComparison() {}

    private record Variant(String name, Contestant contestant, List<Double> rates) {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("tidegate-scale");
        List<Variant> variants = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"))) {
            variants.add(start("1 thread", 1, 1, broker, folder));
            variants.add(start("2 threads", 1, 2, broker, folder));
            variants.add(start("2 instances of 1 thread", 2, 1, broker, folder));
            BenchSamples samples = BenchSamples.bundled(1);
            for (int pass = 0; pass < PASSES; pass++) {
                List<Input> inputs = samples.samples(RECORDS);
                for (Variant variant : BenchRun.inTurn(variants, pass)) {
                    System.err.println("pass " + (pass + 1) + " of " + PASSES + ": " + variant.name());
                    double rate = rate(variant.contestant(), inputs);
                    if (pass > 1) { // the first two warm up
                        variant.rates().add(rate);
                    }
                }
            }
            print(variants);
            variants.forEach(variant -> variant.contestant().close());
        } finally {
            Utils.delete(folder.toFile());
        }
    }

    private static Variant start(String name, int instances, int threads, BrokerProcess broker, Path folder) {
        Settings settings = SettingsOptions.read(Map.of(), Map.of("threads", Integer.toString(threads)))
                .withBootstrap(broker.bootstrap(), "own");
        PolicyFile.Judged policy = Wiring.policy(settings.policy());
        String application = "scale-" + instances + "-" + threads;
        StreamSettings own = Wiring.streams(settings).of(application, folder.resolve(application));
        Contestant contestant = Contestant.start(
                Contestant.Kind.GATE,
                own,
                instances,
                PARTITIONS,
                Wiring.gate(policy, settings.maxSampleBytes()),
                new IndexBudget(INDEX_MEMORY));
        return new Variant(name, contestant, new ArrayList<>());
    }

    private static double rate(Contestant contestant, List<Input> inputs) {
        contestant.load(inputs.iterator(), true);
        long start = System.nanoTime();
        contestant.work();
        return inputs.size() / ((System.nanoTime() - start) / 1e9);
    }

    private static void print(List<Variant> variants) {
        List<Double> ofFirst = variants.get(0).rates();
        System.out.printf(Locale.ROOT, "%-24s %10s %10s %14s%n", "gate", "records/s", "to the 1st", "spread");
        for (Variant variant : variants) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < ofFirst.size(); i++) {
                ratios.add(variant.rates().get(i) / ofFirst.get(i));
            }
            Spread ratio = Spread.of(ratios);
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %,10.0f %10.2f %6.2f to %.2f%n",
                    variant.name(),
                    Spread.of(variant.rates()).median(),
                    ratio.median(),
                    ratio.min(),
                    ratio.max());
        }
    }
}
