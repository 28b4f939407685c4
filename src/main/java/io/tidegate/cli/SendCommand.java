package io.tidegate.cli;

import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Reading;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Source;
import io.tidegate.stream.Sender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidegate send}: publishes samples from files. */
@Command(
        name = "send",
        description = {
            "Publishes JSONL to the samples topic, each line as it is. Blank lines are skipped.",
            "The key is the dataset, so that a sample lands where it is decided.",
            "With --demo, it sends the records that tidegate demo streams, once, as a trial load for a gate."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidegate send --bootstrap kafka:9092 samples.jsonl.gz",
            "  generator | tidegate send --bootstrap kafka:9092 --dataset dialogues --origin synthetic --model m1 -",
            "  tidegate send --bootstrap kafka:9092 --demo --rate 20"
        })
final class SendCommand implements Callable<Integer> {

    private static final int MAX_RATE = 100_000;

    /** What there is to send: one of the two. */
    static final class What {

        @Parameters(paramLabel = "FILE", arity = "1..*", description = "JSONL, also .gz; - is standard input.")
        private List<String> files = List.of();

        @Option(names = "--demo", description = "The records of tidegate demo, some of them damaged.")
        private boolean demo;
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private What what;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(names = "--dataset", description = "Dataset of samples that name none.")
    private @Nullable String dataset;

    @Option(names = "--origin", description = "Origin of samples that name none: human, synthetic, mixed or unknown.")
    private @Nullable String origin;

    @Option(names = "--model", description = "Model of samples that name none.")
    private @Nullable String model;

    @Option(names = "--rate", paramLabel = "N", description = "Records a second at most (no limit).")
    private @Nullable Integer rate;

    private final SampleReader reader = new SampleReader();
    private final Progress progress = new Progress();
    private long sent;
    private long malformed;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.read();
        if (rate != null && (rate < 1 || rate > MAX_RATE)) {
            throw Failure.usage("--rate: must be from 1 to " + MAX_RATE + ", not " + rate);
        }
        List<Header> claims = claims();
        if (what.demo && !claims.isEmpty()) {
            throw Failure.usage(
                    "--demo sends records that say themselves what they are: leave out --dataset, --origin and"
                            + " --model");
        }
        checkClaims(claims);
        what.files.forEach(Lines::check);
        long start = System.nanoTime();
        try (Sender sender = new Sender(Wiring.clients(settings))) {
            if (what.demo) {
                for (DemoSamples.DemoRecord record : DemoSamples.all(settings.maxSampleBytes())) {
                    send(sender, record.key(), record.value(), record.headers(), start);
                }
            } else {
                sendFiles(sender, claims, start);
            }
            sender.flush();
        }
        double seconds = Math.max(0.001, (System.nanoTime() - start) / 1e9);
        System.err.println(String.format(
                Locale.ROOT,
                "%,d records sent to %s.samples, %,.0f a second",
                sent,
                settings.prefix(),
                sent / seconds));
        if (malformed > 0) {
            System.err.println(String.format(
                    Locale.ROOT, "%,d of them are no samples: the gate will quarantine them as malformed", malformed));
        }
        return ExitCode.FINE;
    }

    private void sendFiles(Sender sender, List<Header> claims, long start) throws InterruptedException {
        for (String file : what.files) {
            try (Lines lines = Lines.open(file)) {
                for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                    send(sender, key(line.get(), claims, lines), line.get(), claims, start);
                    if (lines.wouldWait()) {
                        sender.flush();
                    }
                }
            }
        }
    }

    /** Sends a record when its time has come. */
    private void send(Sender sender, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, long start)
            throws InterruptedException {
        if (rate != null) {
            long due = start + sent * TimeUnit.SECONDS.toNanos(1) / rate;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        }
        sender.send(key, value, headers);
        sent++;
        progress.show(() -> String.format(Locale.ROOT, "%,d sent", sender.acknowledged()));
    }

    /** A wrong claim would make every record malformed. */
    private void checkClaims(List<Header> claims) {
        Arrival arrival =
                new Arrival(new Source("", 0, 0), 0, null, claims, "{\"text\":\"-\"}".getBytes(StandardCharsets.UTF_8));
        if (reader.read(arrival) instanceof Reading.Malformed wrong) {
            throw Failure.usage(wrong.detail().replace("header tidegate-claim-", "--"));
        }
    }

    private List<Header> claims() {
        List<Header> claims = new ArrayList<>();
        claim("tidegate-claim-dataset", dataset, claims);
        claim("tidegate-claim-origin", origin, claims);
        claim("tidegate-claim-model", model, claims);
        return claims;
    }

    private static void claim(String name, @Nullable String value, List<Header> claims) {
        if (value != null) {
            claims.add(new Header(name, value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private byte @Nullable [] key(byte[] line, List<Header> claims, Lines lines) {
        Source source = new Source(lines.name(), 0, lines.number());
        Reading reading = reader.read(new Arrival(source, 0, null, claims, line));
        if (reading instanceof Reading.Malformed wrong) {
            if (malformed++ == 0) {
                System.err.println("warning: " + lines.name() + ", line " + lines.number() + " from 0, is no sample ("
                        + wrong.detail() + "); it is sent as it is, and so are others like it");
            }
            return null;
        }
        return ((Reading.Understood) reading)
                .sample()
                .dataset()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .orElse(null);
    }
}
