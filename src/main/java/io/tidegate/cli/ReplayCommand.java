package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.gate.Rule;
import io.tidegate.policy.Nearest;
import io.tidegate.sample.Header;
import io.tidegate.sample.Sha256;
import io.tidegate.stream.Clients;
import io.tidegate.stream.Decided;
import io.tidegate.stream.DecisionReader;
import io.tidegate.stream.Sender;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate replay}: quarantined records get another chance. */
@Command(
        name = "replay",
        description = {
            "Sends quarantined records again, with their key, bytes and headers, after a policy or a model was changed.",
            "What is refused again lies in quarantine again. A record is replayed at most 3 times; oversized ones never, as their"
                    + " bytes are gone: fetch them by the coordinates in the verdict."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidegate replay --bootstrap kafka:9092 --rule toxicity --since 2h --dry-run",
            "  tidegate replay --bootstrap kafka:9092 --dataset dialogues --since 2026-11-01T00:00:00Z"
        })
final class ReplayCommand implements Callable<Integer> {

    static final String HEADER = "tidegate-replay";
    static final int MAX_REPLAYS = 3;

    private static final Pattern AGO = Pattern.compile("[0-9]+[smhd]");

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(names = "--rule", paramLabel = "RULE", description = "Records that broke this rule. Repeatable.")
    private List<String> rules = List.of();

    @Option(names = "--dataset", paramLabel = "NAME", description = "Records of this dataset. Repeatable.")
    private List<String> datasets = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Records refused since then: 90m, 2h, 1d, or 2026-11-01T00:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Records refused before then; as --since.")
    private @Nullable String until;

    @Option(names = "--all", description = "All records.")
    private boolean all;

    @Option(names = "--dry-run", description = "Sends nothing; says what would be sent.")
    private boolean dryRun;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    /** Why a record that was asked for is not sent. */
    private enum Skip {
        NONE("replayed"),
        OVERSIZED("oversized, so their bytes are gone"),
        COPY("copies of one that is counted, such as an earlier replay"),
        TOO_OFTEN("replayed " + MAX_REPLAYS + " times already"),
        NO_DECISION("no decisions of the gate");

        private final String label;

        Skip(String label) {
            this.label = label;
        }
    }

    @Override
    public Integer call() {
        Settings settings = options.read();
        checkFilters(Wiring.rules(settings.policy()));
        Instant from = since == null ? Instant.MIN : time("--since", since);
        Instant to = until == null ? Instant.MAX : time("--until", until);
        Clients clients = Wiring.clients(settings);
        Map<Skip, Long> counts = new TreeMap<>();
        Progress progress = new Progress();
        Map<ByteBuffer, Integer> replays = new HashMap<>();
        quarantine(clients, decided -> {
            replays.merge(content(decided), replays(decided), Math::max);
            progress.show(() -> String.format(Locale.ROOT, "%,d read", replays.size()));
        });
        Set<ByteBuffer> taken = new HashSet<>();
        try (Sender sender = new Sender(clients)) {
            quarantine(clients, decided -> {
                if (isWanted(decided, from, to)) {
                    ByteBuffer content = content(decided);
                    int times = replays.getOrDefault(content, replays(decided));
                    Skip skip = taken.add(content) ? skip(decided, times) : Skip.COPY;
                    counts.merge(skip, 1L, Long::sum);
                    if (skip == Skip.NONE && !dryRun) {
                        sender.send(decided.key(), decided.value(), headers(decided, times + 1));
                    }
                }
                progress.show(() -> String.format(Locale.ROOT, "%,d found", sum(counts)));
            });
            sender.flush();
        }
        report(counts);
        return ExitCode.FINE;
    }

    /** Goes through what lies in quarantine now. */
    private static void quarantine(Clients clients, Consumer<Decided> each) {
        try (DecisionReader reader =
                new DecisionReader(clients, List.of(clients.topics().quarantine()), true)) {
            while (!reader.caughtUp()) {
                reader.poll(Duration.ofMillis(500)).stream()
                        .filter(reader::wasThere)
                        .forEach(each);
            }
        }
    }

    /**
     * What a record is, however often it was replayed: half of the SHA-256 of its key, value and headers. A replay leaves the
     * record in quarantine, so that without this each further replay would double it.
     */
    private static ByteBuffer content(Decided decided) {
        MessageDigest digest = Sha256.begin();
        update(digest, decided.key());
        update(digest, decided.value());
        for (Header header : decided.headers()) {
            if (!header.name().equals(HEADER)) {
                update(digest, header.name().getBytes(StandardCharsets.UTF_8));
                update(digest, header.value());
            }
        }
        return ByteBuffer.wrap(Arrays.copyOf(digest.digest(), 16));
    }

    private static void update(MessageDigest digest, byte @Nullable [] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(bytes == null ? -1 : bytes.length)
                .flip());
        if (bytes != null) {
            digest.update(bytes);
        }
    }

    private void checkFilters(List<String> known) {
        if (!all && rules.isEmpty() && datasets.isEmpty() && since == null && until == null) {
            throw Failure.usage("which records? Give --rule, --dataset, --since or --until, or --all");
        }
        for (String rule : rules) {
            if (!known.contains(rule)) {
                throw Failure.usage("there is no rule " + rule
                        + Nearest.of(rule, known)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(": the rules are " + String.join(", ", known)));
            }
        }
    }

    private static Instant time(String option, String text) {
        try {
            return AGO.matcher(text).matches()
                    ? Instant.now().minus(Duration.parse(text.endsWith("d") ? "P" + text : "PT" + text))
                    : Instant.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw Failure.usage(option + " takes 90m, 2h, 1d or 2026-11-01T00:00:00Z, and not " + text);
        }
    }

    private boolean isWanted(Decided decided, Instant from, Instant to) {
        Instant at = Instant.ofEpochMilli(decided.timestamp());
        if (at.isBefore(from) || !at.isBefore(to)) {
            return false;
        }
        if (rules.isEmpty() && datasets.isEmpty()) {
            return true;
        }
        JsonNode verdict = Output.parse(decided.verdict().orElse("{}"));
        Set<String> broken = new HashSet<>();
        verdict.path("reasons").forEach(reason -> broken.add(reason.path("rule").asText()));
        return (rules.isEmpty() || rules.stream().anyMatch(broken::contains))
                && (datasets.isEmpty()
                        || datasets.contains(verdict.path("dataset").asText()));
    }

    private static Skip skip(Decided decided, int times) {
        if (decided.verdict().isEmpty()) {
            return Skip.NO_DECISION;
        }
        for (JsonNode reason : Output.parse(decided.verdict().get()).path("reasons")) {
            if (reason.path("rule").asText().equals(Rule.OVERSIZED.id())) {
                return Skip.OVERSIZED;
            }
        }
        return times >= MAX_REPLAYS ? Skip.TOO_OFTEN : Skip.NONE;
    }

    private static int replays(Decided decided) {
        Optional<String> replays = decided.headers().stream()
                .filter(header -> header.name().equals(HEADER))
                .reduce((first, last) -> last)
                .map(header -> header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
        try {
            return replays.map(Integer::parseInt)
                    .map(times -> Math.max(0, times))
                    .orElse(0);
        } catch (NumberFormatException e) {
            return MAX_REPLAYS; // not a number of ours, so there is no telling how often
        }
    }

    private static List<Header> headers(Decided decided, int replay) {
        List<Header> headers = new ArrayList<>(decided.headers());
        headers.removeIf(header -> header.name().equals(HEADER));
        byte[] count = Integer.toString(replay).getBytes(StandardCharsets.UTF_8);
        headers.add(new Header(HEADER, count));
        return headers;
    }

    private static long sum(Map<Skip, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private void report(Map<Skip, Long> counts) {
        if (json) {
            Output.json(
                    System.out,
                    Map.of(
                            "dryRun", dryRun,
                            "replayed", counts.getOrDefault(Skip.NONE, 0L),
                            "copies", counts.getOrDefault(Skip.COPY, 0L),
                            "oversized", counts.getOrDefault(Skip.OVERSIZED, 0L),
                            "tooOften", counts.getOrDefault(Skip.TOO_OFTEN, 0L),
                            "noDecision", counts.getOrDefault(Skip.NO_DECISION, 0L)));
            return;
        }
        System.out.println(String.format(Locale.ROOT, "%,d ", counts.getOrDefault(Skip.NONE, 0L))
                + (dryRun ? "would be " : "") + "replayed");
        counts.forEach((skip, count) -> {
            if (skip != Skip.NONE) {
                System.out.println(String.format(Locale.ROOT, "%,d skipped: %s", count, skip.label));
            }
        });
    }
}
