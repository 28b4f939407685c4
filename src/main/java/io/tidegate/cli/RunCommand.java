package io.tidegate.cli;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import io.tidegate.policy.Policy;
import io.tidegate.stream.Clients;
import io.tidegate.stream.EmbeddedKafka;
import io.tidegate.stream.TopicAdmin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate run}: the gate. */
@Command(
        name = "run",
        description = {
            "Runs the gate: decides every record of the samples topic, exactly once.",
            "Ends with a named cause and exit code 3 when it can't go on; start it again then, Kafka keeps the input."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidegate run --bootstrap kafka:9092 --policy policy.yaml",
            "  tidegate run --embedded"
        })
final class RunCommand implements Callable<Integer> {

    private static final int MAX_PORT = 65_535;
    private static final Duration RUNNING_WITHIN = Duration.ofHours(1);

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(
            names = "--embedded",
            description = "Starts a Kafka of one node inside, which keeps its data beside the state directory.")
    private boolean embedded;

    @Option(names = "--embedded-port", paramLabel = "PORT", description = "Port of that Kafka (9092).")
    private int embeddedPort = 9092;

    private final AtomicBoolean toldToEnd = new AtomicBoolean();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.read();
        PolicyFile.Judged policy = Wiring.policy(settings.policy());
        if (embedded) {
            checkEmbedded();
        }
        Closing closing = new Closing(Closing.BEFORE_SUPERVISORS);
        closing.atLast(() -> {
            if (closing.stopped() && toldToEnd.compareAndSet(false, true)) {
                journal().tell("stop", "told to end: exit code 143, or 130 after Ctrl-C", Map.of(), List.of());
            }
        });
        try (closing) {
            return run(embedded ? withKafka(settings, closing) : settings, policy, closing);
        } catch (RuntimeException e) {
            if (closing.stopped()) {
                return ExitCode.FINE; // the process ends as it was told to
            }
            throw e;
        }
    }

    private Journal journal() {
        return options.journal();
    }

    private void checkEmbedded() {
        if (options.given().containsKey("bootstrap")) {
            throw Failure.usage("--embedded brings its own Kafka, and --bootstrap names another: give one of the two");
        }
        if (embeddedPort < 0 || embeddedPort > MAX_PORT) {
            throw Failure.usage("--embedded-port: must be from 0 to " + MAX_PORT + ", not " + embeddedPort);
        }
    }

    private Settings withKafka(Settings settings, Closing closing) {
        Path folder = settings.stateDir().toAbsolutePath().resolveSibling("kafka");
        journal().tell("kafka", "starting a Kafka in " + folder, Map.of("folder", folder.toString()));
        EmbeddedKafka kafka = closing.open(() -> EmbeddedKafka.start(folder, embeddedPort), EmbeddedKafka::close);
        Settings here = settings.withBootstrap(kafka.bootstrap(), "embedded");
        try (TopicAdmin admin = new TopicAdmin(Wiring.clients(here))) {
            admin.ensure(here.partitions());
        }
        return here;
    }

    private int run(Settings settings, PolicyFile.Judged policy, Closing closing) throws InterruptedException {
        Gate gate = Wiring.gate(policy, settings.maxSampleBytes());
        Clients clients = Wiring.clients(settings);
        announce(settings, policy.policy(), gate);
        GateProcess process = GateProcess.start(settings, clients, gate);
        closing.add(process::close);
        process.streams().warnings().forEach(journal()::warn);
        String url = process.metricsUrl();
        journal().tell("http", "metrics at " + url, Map.of("url", url));
        process.streams().awaitRunning(RUNNING_WITHIN);
        String memory = process.indexMemory();
        String samples = clients.topics().samples();
        journal()
                .tell(
                        "ready",
                        samples + " is being decided",
                        Map.of("topic", samples, "indexMemory", memory),
                        List.of("index memory: " + memory, "running: " + samples + " is being decided"));
        throw new Fatal(process.streams().awaitEnd());
    }

    private void announce(Settings settings, Policy policy, Gate gate) {
        journal()
                .tell(
                        "start",
                        "tidegate " + Version.current() + ", policy " + gate.fingerprint(),
                        Map.of("version", Version.current()));
        journal()
                .tell(
                        "settings",
                        "the settings in effect",
                        Map.of("settings", settings.shown(), "from", settings.from()),
                        settings.describe().lines().map("  "::concat).toList());
        List<String> off = policy.limitsOff();
        String file = settings.policy().map(Path::toString).orElse("(built in)");
        journal()
                .tell(
                        "policy",
                        "the policy " + file + " holds",
                        Map.of("file", file, "fingerprint", gate.fingerprint(), "limitsOff", off),
                        off.isEmpty() ? List.of() : List.of("no limit is set on: " + String.join(", ", off)));
    }
}
