package io.tidegate.cli;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import io.tidegate.stream.Clients;
import io.tidegate.stream.Decided;
import io.tidegate.stream.DecisionReader;
import io.tidegate.stream.EmbeddedKafka;
import io.tidegate.stream.Sender;
import io.tidegate.stream.TopicAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidegate demo}: the gate at work on real samples, with nothing else to install. */
@Command(
        name = "demo",
        description = {
            "Starts a real Kafka of one node inside, streams thousands of real samples through the gate, and shows what was"
                    + " accepted and why the rest was not."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidegate demo", "  tidegate demo --show-text", "  tidegate demo --keep"})
final class DemoCommand implements Callable<Integer> {

    /** Records that are sent ahead of their decisions at most, so that latency is the gate's and not that of a queue. */
    private static final int IN_FLIGHT = 500;

    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);
    private static final Duration NEXT_WITHIN = Duration.ofSeconds(30);

    /**
     * A gate told to end while its threads join their group waits for a thread that has left already, until Kafka gives that one
     * up. Nothing in the demo is worth this wait.
     */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(4);

    @Option(names = "--show-text", description = "Shows the text of refused samples, some of it insulting.")
    private boolean showText;

    @Option(names = "--keep", description = "Leaves Kafka and the gate running when all is decided, until Ctrl-C.")
    private boolean keep;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Closing closing = new Closing(CLOSE_WITHIN);
        try (closing) {
            Path folder = TemporaryFolder.until(closing, "tidegate-demo");
            System.err.println("starting a Kafka of one node");
            EmbeddedKafka kafka =
                    closing.open(() -> EmbeddedKafka.start(folder.resolve("kafka"), 0), EmbeddedKafka::close);
            show(settings(folder, kafka.bootstrap()), closing);
        } catch (RuntimeException e) {
            if (!closing.stopped()) {
                throw e;
            }
        }
        return ExitCode.FINE;
    }

    private void show(Settings settings, Closing closing) throws InterruptedException {
        PolicyFile.Judged policy = Wiring.policy(settings.policy());
        Clients clients = Wiring.clients(settings);
        try (TopicAdmin admin = new TopicAdmin(clients)) {
            admin.ensure(settings.partitions());
        }
        System.err.println("starting the gate");
        Gate gate = Wiring.gate(policy, settings.maxSampleBytes());
        GateProcess process = closing.open(() -> GateProcess.start(settings, clients, gate), GateProcess::close);
        process.streams().awaitRunning(RUNNING_WITHIN);
        DemoReport report = new DemoReport(policy.policy());
        stream(clients, DemoSamples.all(settings.maxSampleBytes()), report);
        if (json) {
            Output.json(System.out, report.facts());
        } else {
            report.print(System.out, showText);
        }
        if (keep) {
            System.err.println("Kafka listens on " + settings.bootstrap().orElseThrow() + ", metrics are at "
                    + process.metricsUrl() + "; Ctrl-C ends both");
            throw new Fatal(process.streams().awaitEnd());
        }
    }

    /** Settings of a gate with the demo's policy, which keeps all it needs in this folder. */
    static Settings settings(Path folder, String bootstrap) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), DemoSamples.policy());
        return SettingsOptions.read(
                Map.of(),
                Map.of(
                        "bootstrap",
                        bootstrap,
                        "state-dir",
                        folder.resolve("state").toString(),
                        "policy",
                        policy.toString(),
                        "partitions",
                        "4",
                        "http-port",
                        "0"));
    }

    /** Sends all records, a window ahead of the decisions, and waits for every decision. */
    private static void stream(Clients clients, List<DemoSamples.DemoRecord> records, DemoReport report) {
        Progress progress = new Progress();
        List<String> outputs =
                List.of(clients.topics().accepted(), clients.topics().quarantine());
        try (Sender sender = new Sender(clients);
                DecisionReader reader = new DecisionReader(clients, outputs, true)) {
            long start = System.nanoTime();
            long giveUp = start + NEXT_WITHIN.toNanos();
            int sent = 0;
            while (report.in() < records.size()) {
                for (; sent < records.size() && sent - report.in() < IN_FLIGHT; sent++) {
                    DemoSamples.DemoRecord record = records.get(sent);
                    sender.send(record.key(), record.value(), record.headers());
                }
                List<Decided> decisions = reader.poll(Duration.ofMillis(100));
                long now = System.currentTimeMillis();
                decisions.forEach(decided -> report.add(decided, now - decided.producerTimestamp()));
                if (!decisions.isEmpty()) {
                    giveUp = System.nanoTime() + NEXT_WITHIN.toNanos();
                } else if (System.nanoTime() - giveUp > 0) {
                    throw Failure.failed("no decision came for " + NEXT_WITHIN.toSeconds() + " s");
                }
                progress.show(() -> String.format(
                        Locale.ROOT,
                        "decided %,d of %,d: %,d accepted, %,d quarantined",
                        report.in(),
                        records.size(),
                        report.accepted(),
                        report.in() - report.accepted()));
            }
            report.took((System.nanoTime() - start) / 1e9);
        }
    }
}
