package io.tidegate.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The flags that give settings; commands include them as a mixin. */
final class SettingsOptions {

    private final Map<String, String> environment;
    private final Map<String, String> given = new LinkedHashMap<>();

    private final Journal journal;

    SettingsOptions(Map<String, String> environment, Journal journal) {
        this.environment = environment;
        this.journal = journal;
    }

    /**
     * The settings by flag, environment and file, in that order of precedence. What is told from now on is told as they say.
     *
     * @throws Failure with all that is wrong with them
     */
    Settings read() {
        SettingsReader.Outcome outcome = outcome(environment, given());
        journal.use(outcome.log());
        return valid(outcome);
    }

    /** Where to tell what happens. */
    Journal journal() {
        return journal;
    }

    /**
     * The settings of these flags in this environment.
     *
     * @throws Failure with all that is wrong with them
     */
    static Settings read(Map<String, String> environment, Map<String, String> flags) {
        return valid(outcome(environment, flags));
    }

    private static SettingsReader.Outcome outcome(Map<String, String> environment, Map<String, String> flags) {
        return new SettingsReader(environment, SettingsReader.Machine.current()).read(flags);
    }

    private static Settings valid(SettingsReader.Outcome outcome) {
        if (outcome instanceof SettingsReader.Valid valid) {
            return valid.settings();
        }
        throw Failure.usage(((SettingsReader.Invalid) outcome)
                .mistakes().stream().map(SettingsReader.Mistake::toString).collect(Collectors.joining("\n")));
    }

    /** The flags given, as {@link SettingsReader#read} takes them. */
    Map<String, String> given() {
        return Map.copyOf(given);
    }

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT[,…]", description = "Kafka's brokers.")
    void bootstrap(String value) {
        given.put("bootstrap", value);
    }

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            description = "Names the consumer group and the internal topics (tidegate).")
    void applicationId(String value) {
        given.put("application-id", value);
    }

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "The topics are PREFIX.samples, PREFIX.accepted and PREFIX.quarantine (tidegate).")
    void prefix(String value) {
        given.put("prefix", value);
    }

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where memory is kept on disk (~/.tidegate/state).")
    void stateDir(String value) {
        given.put("state-dir", value);
    }

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "What may be learned; without it the built-in policy holds.")
    void policy(String value) {
        given.put("policy", value);
    }

    @Option(
            names = "--max-sample-bytes",
            paramLabel = "SIZE",
            description = "The largest sample, uncompressed: 1KiB to 16MiB (1MiB).")
    void maxSampleBytes(String value) {
        given.put("max-sample-bytes", value);
    }

    @Option(
            names = "--index-memory",
            paramLabel = "SIZE",
            description = "Memory for the novelty index (half of the heap).")
    void indexMemory(String value) {
        given.put("index-memory", value);
    }

    @Option(names = "--threads", paramLabel = "N", description = "Threads that judge (one per processor).")
    void threads(String value) {
        given.put("threads", value);
    }

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions of topics that are created (6).")
    void partitions(String value) {
        given.put("partitions", value);
    }

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            description = "Copies of topics that are created (default: as the broker is configured).")
    void replicationFactor(String value) {
        given.put("replication-factor", value);
    }

    @Option(
            names = "--commit-interval-ms",
            paramLabel = "MS",
            description = "How long decisions wait for their commit at most (100).")
    void commitIntervalMs(String value) {
        given.put("commit-interval-ms", value);
    }

    @Option(
            names = "--http-host",
            paramLabel = "HOST",
            description = "Where metrics and health are served (127.0.0.1).")
    void httpHost(String value) {
        given.put("http-host", value);
    }

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Port of metrics and health; 0 takes a free one (8080).")
    void httpPort(String value) {
        given.put("http-port", value);
    }

    @Option(
            names = "--http-token",
            paramLabel = "TOKEN",
            description =
                    "What whoever asks for more than metrics and health must bring; better given as TIDEGATE_HTTP_TOKEN,"
                            + " which other users of the machine don't see (none: only this machine may ask).")
    void httpToken(String value) {
        given.put("http-token", value);
    }

    @Option(
            names = "--max-dataset-labels",
            paramLabel = "N",
            description = "How many datasets metrics tell apart (12).")
    void maxDatasetLabels(String value) {
        given.put("max-dataset-labels", value);
    }

    @Option(
            names = "--log",
            paramLabel = "FORMAT",
            description =
                    "How messages of `run`, and failures, stand on stderr: text, or json, one object a line (text).")
    void log(String value) {
        given.put("log", value);
        if (value.equals(LogFormat.JSON.id())) {
            journal.use(LogFormat.JSON); // so that what is wrong with other flags is told like this, too
        }
    }

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description = "Properties file with any of these settings; flags and TIDEGATE_* variables go before it.")
    void settings(String value) {
        given.put("settings", value);
    }

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "Handed to Kafka's clients untouched, for example security.protocol=SSL. Repeatable.")
    void kafka(Map<String, String> values) {
        values.forEach((key, value) ->
                given.put(key.startsWith(SettingsReader.KAFKA) ? key : SettingsReader.KAFKA + key, value));
    }
}
