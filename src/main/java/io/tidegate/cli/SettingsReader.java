package io.tidegate.cli;

import io.tidegate.policy.Nearest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads settings from flags, {@code TIDEGATE_*} variables and a properties file; the first of these that gives a setting
 * wins. A value that is overridden is still checked to be a known setting, but no further.
 */
public final class SettingsReader {

    /** What became of the settings given. */
    public sealed interface Outcome permits Valid, Invalid {

        /** How to tell of it. */
        LogFormat log();
    }

    /** The gate can run with these. */
    public record Valid(Settings settings) implements Outcome {

        @Override
        public LogFormat log() {
            return settings.log();
        }
    }

    /**
     * Something given is wrong.
     *
     * @param mistakes at least one
     */
    public record Invalid(List<Mistake> mistakes, LogFormat log) implements Outcome {

        public Invalid {
            mistakes = List.copyOf(mistakes);
        }
    }

    /**
     * One thing wrong.
     *
     * @param place the flag, the variable, or the file with its line
     * @param nearest what was probably meant
     */
    public record Mistake(String place, String problem, Optional<String> nearest) {

        @Override
        public String toString() {
            return place + ": " + problem
                    + nearest.map(n -> " (did you mean " + n + "?)").orElse("");
        }
    }

    /**
     * What defaults depend on.
     *
     * @param home the user's folder; empty where there is none
     * @param maxHeap bytes
     */
    public record Machine(Optional<Path> home, long maxHeap, int processors) {

        public static Machine current() {
            String home = System.getProperty("user.home", "");
            return new Machine(
                    home.isBlank() || home.equals("?") ? Optional.empty() : Optional.of(Path.of(home)),
                    Runtime.getRuntime().maxMemory(),
                    Runtime.getRuntime().availableProcessors());
        }
    }

    /** Every setting, by the name that flags and files write. */
    static final List<String> NAMES = List.of(
            "bootstrap",
            "application-id",
            "prefix",
            "state-dir",
            "policy",
            "max-sample-bytes",
            "index-memory",
            "threads",
            "partitions",
            "replication-factor",
            "commit-interval-ms",
            "http-host",
            "http-port",
            "http-token",
            "max-dataset-labels",
            "log");

    static final String FILE = "settings";
    static final String KAFKA = "kafka.";

    private static final String VARIABLE = "TIDEGATE_";
    private static final String KAFKA_VARIABLE = VARIABLE + "KAFKA_";

    /** What Kubernetes sets in every container beside a service whose name starts with tidegate. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "TIDEGATE_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    /** Kafka's keys that have a setting here, or that the gate's promises rest on. */
    private static final Map<String, String> OWN = Map.of(
            "bootstrap.servers", "set bootstrap instead",
            "application.id", "set application-id instead",
            "state.dir", "set state-dir instead",
            "num.stream.threads", "set threads instead",
            "commit.interval.ms", "set commit-interval-ms instead",
            "replication.factor", "set replication-factor instead",
            "processing.guarantee", "the gate always runs exactly-once");

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}) ?(|KiB|MiB|GiB)", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Integer> SIZE_SHIFTS = Map.of("", 0, "kib", 10, "mib", 20, "gib", 30);

    /** What looks like the name of a setting, rather than like a piece of a key or a password that went on in the next line. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z]{2,}[0-9]{0,3}(?:[._-][a-zA-Z]+[0-9]{0,3}){0,9}");

    private static final Pattern SEPARATED = Pattern.compile("\\s*[^\\s=:]+\\s*[=:]\\s*[^\\s=].*", Pattern.DOTALL);
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    private record Given(String value, String place, String from) {}

    private final Map<String, String> environment;
    private final Machine machine;

    public SettingsReader(Map<String, String> environment, Machine machine) {
        this.environment = Map.copyOf(environment);
        this.machine = machine;
    }

    /**
     * Reads the settings.
     *
     * @param flags by setting, {@code settings} for the file, and {@code kafka.KEY} for what Kafka's clients get
     */
    public Outcome read(Map<String, String> flags) {
        return new Run().read(flags);
    }

    /** One reading, with what it has found so far. */
    private final class Run {

        private final Map<String, Given> given = new HashMap<>();
        private final List<Mistake> mistakes = new ArrayList<>();

        Outcome read(Map<String, String> flags) {
            flags.forEach(this::flag);
            environment.entrySet().stream()
                    .filter(e ->
                            e.getKey().startsWith(VARIABLE) && !e.getValue().isBlank()) // compose files pass empty ones
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(e -> variable(e.getKey(), e.getValue()));
            Optional.ofNullable(given.remove(FILE)).ifPresent(this::file);

            Optional<String> bootstrap = value("bootstrap", Settings::checkBootstrap);
            String applicationId =
                    value("application-id", Settings::checkTopicName).orElse("tidegate");
            String prefix = value("prefix", Settings::checkTopicName).orElse("tidegate");
            Optional<Path> stateDir = value("state-dir", this::path)
                    .or(() ->
                            machine.home().map(home -> home.resolve(".tidegate").resolve("state")));
            if (stateDir.isEmpty() && !given.containsKey("state-dir")) {
                mistake("state-dir", "must be set, as this user has no home folder");
            }
            Optional<Path> policy = value("policy", this::path);
            long maxSampleBytes = value("max-sample-bytes", v -> size(v, Settings.MAX_SAMPLE_BYTES))
                    .orElse(1L << 20);
            long indexMemory = value("index-memory", v -> size(v, Settings.INDEX_MEMORY))
                    .orElse(Math.max(Settings.INDEX_MEMORY.min(), machine.maxHeap() / 2));
            int threads = whole("threads", Settings.THREADS, machine.processors());
            int partitions = whole("partitions", Settings.PARTITIONS, 6);
            long replicationFactor =
                    value("replication-factor", Run::replicationFactor).orElse(-1L);
            int commitIntervalMs = whole("commit-interval-ms", Settings.COMMIT_INTERVAL_MS, 100);
            String httpHost = value("http-host", Settings::checkHost).orElse("127.0.0.1");
            int httpPort = whole("http-port", Settings.HTTP_PORT, 8080);
            Optional<String> httpToken = value("http-token", Settings::checkToken);
            int maxDatasetLabels = whole("max-dataset-labels", Settings.MAX_DATASET_LABELS, 12);
            LogFormat log = value("log", LogFormat::of).orElse(LogFormat.TEXT);
            if (!mistakes.isEmpty()) {
                return new Invalid(mistakes, log);
            }
            Map<String, String> kafka = new HashMap<>();
            Map<String, String> from = new HashMap<>();
            given.forEach((name, g) -> {
                from.put(name, g.from());
                if (name.startsWith(KAFKA)) {
                    kafka.put(name.substring(KAFKA.length()), g.value());
                }
            });
            return new Valid(new Settings(
                    bootstrap,
                    applicationId,
                    prefix,
                    stateDir.orElseThrow(),
                    policy,
                    (int) maxSampleBytes,
                    indexMemory,
                    threads,
                    partitions,
                    (short) replicationFactor,
                    commitIntervalMs,
                    httpHost,
                    httpPort,
                    httpToken,
                    maxDatasetLabels,
                    log,
                    kafka,
                    from));
        }

        private void flag(String name, String value) {
            give(name, new Given(value, "--" + (name.startsWith(KAFKA) ? "kafka " : "") + name, "flag"), true);
        }

        private void variable(String variable, String value) {
            Given g = new Given(value, variable, "environment");
            String name = name(variable);
            if (NAMES.contains(name) || name.equals(FILE)) {
                give(name, g, true);
            } else if (SERVICE_LINK.matcher(variable).matches()) {
                return;
            } else if (variable.startsWith(KAFKA_VARIABLE)) {
                String key = variable.substring(KAFKA_VARIABLE.length());
                give(KAFKA + key.toLowerCase(Locale.ROOT).replace('_', '.'), g, true);
            } else {
                Optional<String> nearest = Nearest.of(name, known(true)).map(Run::variable);
                mistakes.add(new Mistake(variable, "is no known setting", nearest));
            }
        }

        private void file(Given where) {
            String text;
            try {
                text = Files.readString(path(where.value()));
            } catch (NoSuchFileException e) {
                mistakes.add(new Mistake(where.place(), "there is no file " + where.value(), Optional.empty()));
                return;
            } catch (IOException | IllegalArgumentException e) {
                String problem = "can't read " + where.value() + " as UTF-8 text: "
                        + e.getClass().getSimpleName();
                mistakes.add(new Mistake(where.place(), problem, Optional.empty()));
                return;
            }
            Map<String, Integer> lines = new HashMap<>();
            logicalLines(text).forEach((line, content) -> {
                String place = where.value() + ":" + line;
                Properties property = new Properties();
                try {
                    property.load(new StringReader(content));
                } catch (IOException | IllegalArgumentException e) {
                    mistakes.add(new Mistake(
                            place, "is no property: a \\u needs four hexadecimal digits", Optional.empty()));
                    return;
                }
                for (String name : property.stringPropertyNames()) {
                    if (!isKnown(name, false) && !looksLikeOne(name, content)) {
                        String problem =
                                "is no known setting; a value of several lines needs a \\ at the end of each but the last";
                        mistakes.add(new Mistake(place, problem, Optional.empty()));
                        continue;
                    }
                    Integer first = lines.putIfAbsent(name, line);
                    if (first != null) {
                        String problem = name + " is here twice; the first is in line " + first;
                        mistakes.add(new Mistake(place, problem, Optional.empty()));
                    } else {
                        give(name, new Given(property.getProperty(name, ""), place, "file"), false);
                    }
                }
            });
        }

        /** Whether a name that nobody knows may be told: where it looks like one, and stands before a value. */
        private static boolean looksLikeOne(String name, String line) {
            return NAME.matcher(name).matches() && SEPARATED.matcher(line).matches();
        }

        private static boolean isKnown(String name, boolean fileAllowed) {
            return name.startsWith(KAFKA) || known(fileAllowed).contains(name);
        }

        /** Takes a setting, unless a place that goes before has given it already. */
        private void give(String name, Given g, boolean fileAllowed) {
            String label = g.from().equals("file") ? name + " " : "";
            if (name.startsWith(KAFKA)) {
                String own = OWN.get(name.substring(KAFKA.length()));
                if (own != null) {
                    mistakes.add(new Mistake(g.place(), label + "can't be set: " + own, Optional.empty()));
                    return;
                }
            } else if (!isKnown(name, fileAllowed)) {
                mistakes.add(new Mistake(g.place(), label + "is no known setting", nearest(name, fileAllowed)));
                return;
            } else if (g.value().isBlank()) {
                mistakes.add(new Mistake(g.place(), label + "has no value", Optional.empty()));
            }
            given.putIfAbsent(name, g);
        }

        private static Optional<String> nearest(String name, boolean fileAllowed) {
            String dashed = name.replace('.', '-').replace('_', '-');
            if (NAMES.contains(dashed)) {
                return Optional.of(dashed);
            }
            int dot = name.indexOf('.');
            if (dot < 0) {
                return Nearest.of(name, known(fileAllowed));
            }
            boolean prefixed =
                    Nearest.of(name.substring(0, dot), List.of("kafka")).isPresent();
            return Optional.of(KAFKA + (prefixed ? name.substring(dot + 1) : name));
        }

        private <T> Optional<T> value(String name, Function<String, T> parse) {
            Given g = given.get(name);
            if (g == null || g.value().isBlank()) {
                return Optional.empty();
            }
            try {
                return Optional.of(parse.apply(g.value().strip()));
            } catch (IllegalArgumentException e) {
                mistake(name, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }

        private int whole(String name, Settings.Range range, int otherwise) {
            return value(name, v -> (int) range.check(number(v))).orElse(otherwise);
        }

        private void mistake(String name, String problem) {
            Given g = given.get(name);
            String place = g == null ? "--" + name : g.place();
            String label = g != null && g.from().equals("file") ? name + " " : "";
            mistakes.add(new Mistake(place, label + problem, Optional.empty()));
        }

        private static long replicationFactor(String text) {
            return text.equals("default") ? -1 : Settings.checkReplicationFactor(number(text));
        }

        private static long number(String text) {
            if (!WHOLE.matcher(text).matches()) {
                throw new IllegalArgumentException("must be a whole number, not '" + text + "'");
            }
            return Long.parseLong(text);
        }

        private static long size(String text, Settings.Range range) {
            Matcher matcher = SIZE.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "must be a size such as 1048576, 512KiB or 16MiB, not '" + text + "'");
            }
            int shift = SIZE_SHIFTS.getOrDefault(matcher.group(2).toLowerCase(Locale.ROOT), 0);
            long units = Long.parseLong(matcher.group(1));
            return range.check(units > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : units << shift);
        }

        /** Shells leave the {@code ~} in {@code --policy=~/policy.yaml} as it is, and so do variables and files. */
        private Path path(String text) {
            try {
                return text.startsWith("~/") && machine.home().isPresent()
                        ? machine.home().get().resolve(text.substring(2))
                        : Path.of(text);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("must be a path", e);
            }
        }

        private static List<String> known(boolean fileAllowed) {
            List<String> known = new ArrayList<>(NAMES);
            if (fileAllowed) {
                known.add(FILE);
            }
            return known;
        }

        private static String name(String variable) {
            return variable.substring(VARIABLE.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-');
        }

        private static String variable(String name) {
            return VARIABLE + name.toUpperCase(Locale.ROOT).replace('-', '_');
        }
    }

    /** The properties in a text, each by the number of its first line, since {@link Properties} tells no lines. */
    private static Map<Integer, String> logicalLines(String text) {
        Map<Integer, String> logical = new LinkedHashMap<>();
        int first = 0;
        List<String> lines = Arrays.asList(text.split("\r\n|[\r\n]", -1));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean continues = first > 0;
            boolean comment =
                    line.stripLeading().startsWith("#") || line.stripLeading().startsWith("!");
            if (!continues && (line.isBlank() || comment)) {
                continue;
            }
            if (!continues) {
                first = i + 1;
            }
            logical.merge(first, line, (before, more) -> before + "\n" + more);
            int backslashes = line.length() - line.replaceAll("\\\\+$", "").length();
            if (backslashes % 2 == 0) {
                first = 0;
            }
        }
        return logical;
    }
}
