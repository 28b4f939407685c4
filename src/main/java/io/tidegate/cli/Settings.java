package io.tidegate.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Kafka is and how the gate runs.
 *
 * @param bootstrap brokers as {@code HOST:PORT[,HOST:PORT…]}; there is no default
 * @param applicationId names the consumer group and the internal topics
 * @param prefix the topics are {@code PREFIX.samples}, {@code .accepted} and {@code .quarantine}
 * @param maxSampleBytes the largest sample, uncompressed
 * @param indexMemory bytes for the novelty index
 * @param partitions of topics that are created
 * @param replicationFactor of topics that are created; -1: as the broker is configured
 * @param httpPort 0: a free one
 * @param httpToken what a request from beyond this machine must bring, but for metrics and health
 * @param maxDatasetLabels how many datasets metrics tell apart
 * @param log how messages stand on stderr
 * @param kafka handed to Kafka's clients untouched, without the leading {@code kafka.}
 * @param from where each setting comes from, by name; those without an entry are defaults
 */
public record Settings(
        Optional<String> bootstrap,
        String applicationId,
        String prefix,
        Path stateDir,
        Optional<Path> policy,
        int maxSampleBytes,
        long indexMemory,
        int threads,
        int partitions,
        short replicationFactor,
        int commitIntervalMs,
        String httpHost,
        int httpPort,
        Optional<String> httpToken,
        int maxDatasetLabels,
        LogFormat log,
        Map<String, String> kafka,
        Map<String, String> from) {

    /** The least and the most that a setting may be. */
    record Range(long min, long max) {

        long check(long number) {
            if (number < min || number > max) {
                throw new IllegalArgumentException("must be from " + min + " to " + max + ", not " + number);
            }
            return number;
        }
    }

    static final Range MAX_SAMPLE_BYTES = new Range(1 << 10, 16 << 20);
    static final Range INDEX_MEMORY = new Range(1 << 20, 1L << 40);
    static final Range THREADS = new Range(1, 1024);
    static final Range PARTITIONS = new Range(1, 10_000);
    static final Range REPLICATION_FACTOR = new Range(-1, Short.MAX_VALUE);
    static final Range COMMIT_INTERVAL_MS = new Range(1, 5_000); // transactions time out after 10,000
    static final Range HTTP_PORT = new Range(0, 65_535);
    static final Range MAX_DATASET_LABELS = new Range(0, 10_000);

    private static final int LONGEST_NAME =
            100; // Kafka's topic names have at most 249, and the gate's own parts join them
    private static final Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]+");
    private static final Pattern TOKEN = Pattern.compile("[a-zA-Z0-9._~+/=-]{16,256}");
    private static final Pattern BROKER = Pattern.compile("(?:[a-zA-Z0-9._-]+|\\[[0-9a-fA-F:.%]+]):([0-9]{1,5})");
    private static final Pattern SECRET_KEY = Pattern.compile(
            "password|passphrase|secret|token|jaas|keystore\\.key|private\\.key|api\\.?key|credential|basic\\.auth");
    private static final Pattern SECRET_VALUE = Pattern.compile("(?:password|secret)\\s*=", Pattern.CASE_INSENSITIVE);
    private static final Pattern URL_USER = Pattern.compile("(\\w+://)\\S*@|\\S*:\\S*@");
    private static final String MASK = "****";

    public Settings {
        bootstrap.ifPresent(Settings::checkBootstrap);
        checkTopicName(applicationId);
        checkTopicName(prefix);
        MAX_SAMPLE_BYTES.check(maxSampleBytes);
        INDEX_MEMORY.check(indexMemory);
        THREADS.check(threads);
        PARTITIONS.check(partitions);
        checkReplicationFactor(replicationFactor);
        COMMIT_INTERVAL_MS.check(commitIntervalMs);
        checkHost(httpHost);
        HTTP_PORT.check(httpPort);
        httpToken.ifPresent(Settings::checkToken);
        MAX_DATASET_LABELS.check(maxDatasetLabels);
        kafka = Map.copyOf(kafka);
        from = Map.copyOf(from);
    }

    /**
     * The same settings with these brokers, for commands that bring their own.
     *
     * @param origin where they come from
     */
    Settings withBootstrap(String brokers, String origin) {
        Map<String, String> origins = new HashMap<>(from);
        origins.put("bootstrap", origin);
        return new Settings(
                Optional.of(brokers),
                applicationId,
                prefix,
                stateDir,
                policy,
                maxSampleBytes,
                indexMemory,
                threads,
                partitions,
                replicationFactor,
                commitIntervalMs,
                httpHost,
                httpPort,
                httpToken,
                maxDatasetLabels,
                log,
                kafka,
                origins);
    }

    /** The effective settings, one a line, each with where it comes from; secrets are masked. */
    public String describe() {
        StringBuilder lines = new StringBuilder();
        shown().forEach((name, value) -> lines.append(name)
                .append(" = ")
                .append(value.replaceAll("\\p{Cntrl}", " "))
                .append("  (")
                .append(from.getOrDefault(name, "default"))
                .append(")\n"));
        return lines.toString();
    }

    /** The effective settings by name, in the order of names; secrets are masked. */
    Map<String, String> shown() {
        Map<String, String> values = new TreeMap<>();
        values.put("bootstrap", bootstrap.orElse("(not set)"));
        values.put("application-id", applicationId);
        values.put("prefix", prefix);
        values.put("state-dir", stateDir.toString());
        values.put("policy", policy.map(Path::toString).orElse("(built in)"));
        values.put("max-sample-bytes", Integer.toString(maxSampleBytes));
        values.put("index-memory", Long.toString(indexMemory));
        values.put("threads", Integer.toString(threads));
        values.put("partitions", Integer.toString(partitions));
        values.put("replication-factor", replicationFactor < 0 ? "default" : Short.toString(replicationFactor));
        values.put("commit-interval-ms", Integer.toString(commitIntervalMs));
        values.put("http-host", httpHost);
        values.put("http-port", Integer.toString(httpPort));
        values.put("http-token", httpToken.map(token -> MASK).orElse("(not set)"));
        values.put("max-dataset-labels", Integer.toString(maxDatasetLabels));
        values.put("log", log.id());
        kafka.forEach((key, value) -> values.put("kafka." + key, masked(key, value)));
        return values;
    }

    /** A value fit to be shown. */
    static String masked(String key, String value) {
        boolean secret = SECRET_KEY.matcher(key.toLowerCase(Locale.ROOT)).find()
                || SECRET_VALUE.matcher(value).find();
        return secret ? MASK : URL_USER.matcher(value).replaceAll("$1" + Matcher.quoteReplacement(MASK) + "@");
    }

    static String checkBootstrap(String brokers) {
        for (String broker : brokers.split(",", -1)) {
            Matcher matcher = BROKER.matcher(broker.strip());
            if (!matcher.matches()
                    || Integer.parseInt(matcher.group(1)) == 0
                    || Integer.parseInt(matcher.group(1)) > 65_535) {
                throw new IllegalArgumentException(
                        "must be HOST:PORT[,HOST:PORT…], not '" + masked("bootstrap", brokers) + "'");
            }
        }
        return brokers;
    }

    static String checkTopicName(String name) {
        boolean dots = name.equals(".") || name.equals("..");
        if (dots || name.length() > LONGEST_NAME || !TOPIC_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("must be at most " + LONGEST_NAME
                    + " letters, digits, dots, hyphens and underscores, as it becomes part of topic names");
        }
        return name;
    }

    static long checkReplicationFactor(long factor) {
        if (factor == 0) {
            throw new IllegalArgumentException("must be at least 1, or default, which leaves it to the broker");
        }
        return REPLICATION_FACTOR.check(factor);
    }

    static String checkToken(String token) {
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "must be 16 to 256 letters, digits and -._~+/=: openssl rand -hex 32 makes one");
        }
        return token;
    }

    static String checkHost(String host) {
        if (host.isBlank() || host.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("must be a host name or an address");
        }
        return host;
    }
}
