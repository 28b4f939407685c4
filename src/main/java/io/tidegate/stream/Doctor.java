package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;

/**
 * Looks at all that a gate needs, on Kafka and on this machine, and changes nothing, but that Kafka remembers a transactional id for
 * a week: no other question tells whether transactions are allowed.
 */
public final class Doctor {

    static final long FREE_BYTES = 1L << 30;
    static final Duration SKEW = Duration.ofSeconds(10);

    /** What Kafka is asked one after the other: two questions without an answer must fit into ten seconds. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "admin.default.api.timeout.ms",
            "4000",
            "admin.request.timeout.ms",
            "3000",
            "admin.socket.connection.setup.timeout.ms",
            "3000");

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final StreamSettings settings;
    private final Clock clock;
    private final BooleanSupplier gateAnswers;
    private final FreeSpace freeSpace;
    private final List<Check> checks = new ArrayList<>();

    /** How many bytes can be written to the disk of a folder. */
    interface FreeSpace {
        long of(Path folder) throws IOException;
    }

    /**
     * @param gateAnswers whether the gate of these settings runs: the state directory may be in use then
     */
    public Doctor(Clients clients, Clock clock, BooleanSupplier gateAnswers) {
        this(clients, clock, gateAnswers, folder -> Files.getFileStore(folder).getUsableSpace());
    }

    Doctor(Clients clients, Clock clock, BooleanSupplier gateAnswers, FreeSpace freeSpace) {
        this.settings = clients.settings().with(IMPATIENT);
        this.clock = clock;
        this.gateAnswers = gateAnswers;
        this.freeSpace = freeSpace;
    }

    /** How a check ended. */
    public enum Outcome {
        FINE,
        /** The gate runs, but something that users count on does not hold. */
        WARNING,
        /** The gate can't run. */
        ERROR,
        /** Another check's fault is in the way. */
        NOT_CHECKED
    }

    /**
     * One thing that was looked at.
     *
     * @param repair the command that mends it; empty where none does
     */
    public record Check(String name, Outcome outcome, String text, String repair) {}

    /** Looks at everything; two seconds if all is well, at most ten if no broker answers. */
    public List<Check> examine() {
        checks.clear();
        kafka();
        state();
        return List.copyOf(checks);
    }

    private void kafka() {
        Admin admin;
        TopicAdmin topics;
        try {
            Clients clients = new Clients(settings);
            admin = clients.admin();
            topics = new TopicAdmin(clients);
        } catch (Fatal e) {
            unreachable(e);
            return;
        }
        try {
            int brokers = get(admin.describeCluster().nodes()).size();
            fine(
                    "broker",
                    brokers + (brokers == 1 ? " broker answers" : " brokers answer") + " at " + settings.bootstrap());
        } catch (Fatal e) {
            unreachable(e);
            topics.close(CLOSE_WITHIN);
            admin.close(CLOSE_WITHIN);
            return;
        }
        permissions(admin, topics);
        clock(admin);
        topics.close(CLOSE_WITHIN);
        admin.close(CLOSE_WITHIN);
    }

    private void unreachable(Fatal failure) {
        add("broker", Outcome.ERROR, String.valueOf(failure.getMessage()), "tidegate doctor --bootstrap HOST:PORT");
        for (String name : List.of("permissions", "topics", "partitions", "size", "retention", "clock")) {
            add(name, Outcome.NOT_CHECKED, "without a broker", "");
        }
    }

    private void permissions(Admin admin, TopicAdmin topics) {
        int before = checks.size();
        Permissions permissions =
                new Permissions(settings, admin, reason -> add("permissions", Outcome.NOT_CHECKED, reason, ""));
        List<Permissions.Missing> missing = new ArrayList<>();
        try {
            missing.addAll(permissions.onTopicsAndGroup());
        } catch (Fatal e) {
            add("permissions", Outcome.NOT_CHECKED, String.valueOf(e.getMessage()), "");
        }
        permissions.onTransactions().ifPresent(missing::add);
        missing.forEach(each -> add("permissions", Outcome.ERROR, each.text(), each.repair()));
        if (checks.size() == before) {
            fine("permissions", "this user may do what the gate does, as far as topics exist");
        }
        topics(
                topics,
                missing.stream()
                        .filter(Permissions.Missing::hides)
                        .map(Permissions.Missing::topic)
                        .collect(Collectors.toSet()));
    }

    private void topics(TopicAdmin topics, Set<String> hidden) {
        List<TopicAdmin.Finding> findings;
        try {
            findings = topics.inspect().stream()
                    .filter(finding ->
                            !(finding.concern() == TopicAdmin.Concern.TOPICS && hidden.contains(finding.topic())))
                    .toList();
        } catch (Fatal e) {
            for (TopicAdmin.Concern concern : TopicAdmin.Concern.values()) {
                add(name(concern), Outcome.NOT_CHECKED, String.valueOf(e.getMessage()), "");
            }
            return;
        }
        boolean none = findings.stream()
                        .filter(finding -> finding.concern() == TopicAdmin.Concern.TOPICS)
                        .count()
                == settings.topics().all().size();
        for (TopicAdmin.Concern concern : TopicAdmin.Concern.values()) {
            List<TopicAdmin.Finding> wrong = findings.stream()
                    .filter(finding -> finding.concern() == concern)
                    .toList();
            wrong.forEach(finding -> add(name(concern), outcome(finding.severity()), finding.text(), finding.repair()));
            boolean roomy = concern != TopicAdmin.Concern.SIZE || producerHasRoom();
            if (wrong.isEmpty() && roomy) {
                if (none) {
                    add(name(concern), Outcome.NOT_CHECKED, "without topics", "");
                } else if (!hidden.isEmpty()) {
                    add(name(concern), Outcome.NOT_CHECKED, "without permission to describe all topics", "");
                } else {
                    fine(name(concern), well(concern));
                }
            }
        }
    }

    private boolean producerHasRoom() {
        String key = ProducerConfig.BUFFER_MEMORY_CONFIG;
        String set = settings.kafka()
                .getOrDefault("producer." + key, settings.kafka().get(key));
        if (set == null || !set.matches("[0-9]{1,18}") || Long.parseLong(set) >= settings.maxRequestBytes()) {
            return true;
        }
        add(
                "size",
                Outcome.ERROR,
                "kafka.producer." + key + "=" + set + " is smaller than a request of the largest sample, "
                        + settings.maxRequestBytes(),
                "tidegate run --kafka producer." + key + "=" + 2L * settings.maxRequestBytes());
        return false;
    }

    private static String name(TopicAdmin.Concern concern) {
        return concern.name().toLowerCase(Locale.ROOT);
    }

    private String well(TopicAdmin.Concern concern) {
        return switch (concern) {
            case TOPICS -> String.join(", ", settings.topics().all());
            case PARTITIONS -> "as many everywhere as scopes have owners, or more";
            case SIZE -> "samples of up to " + settings.maxSampleBytes() + " bytes fit";
            case RETENTION -> "nothing is compacted or deleted that must stay";
        };
    }

    private static Outcome outcome(TopicAdmin.Severity severity) {
        return switch (severity) {
            case FINE -> Outcome.FINE;
            case WARNING -> Outcome.WARNING;
            case ERROR -> Outcome.ERROR;
        };
    }

    /** The leader of Kafka's controllers says what time it is when asked how far the others are. */
    private void clock(Admin admin) {
        try {
            long before = clock.millis();
            QuorumInfo quorum = get(admin.describeMetadataQuorum().quorumInfo());
            long after = clock.millis();
            long there = quorum.voters().stream()
                    .filter(voter -> voter.replicaId() == quorum.leaderId())
                    .flatMapToLong(voter -> voter.lastCaughtUpTimestamp().stream())
                    .findFirst()
                    .orElse(-1);
            if (there < 0) {
                add("clock", Outcome.NOT_CHECKED, "Kafka doesn't say what time it is", "");
                return;
            }
            long ahead = there > after ? there - after : Math.min(0, there - before);
            if (Math.abs(ahead) > SKEW.toMillis()) {
                add(
                        "clock",
                        Outcome.WARNING,
                        "Kafka's clock is " + Math.abs(ahead) / 1000 + " s " + (ahead > 0 ? "ahead of" : "behind")
                                + " this machine's: latencies, windows of time and retention go by them",
                        "sudo chronyc makestep");
            } else {
                fine("clock", "Kafka's and this machine's agree to " + (Math.abs(ahead) + 999) / 1000 + " s");
            }
        } catch (Fatal e) {
            add("clock", Outcome.NOT_CHECKED, String.valueOf(e.getMessage()), "");
        }
    }

    private void state() {
        Path folder = settings.stateDir().toAbsolutePath();
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        String unset = "tidegate run --state-dir DIR";
        if (!Files.isDirectory(there)) {
            stateless(there + " is a file, so that the state directory " + folder + " can't be used", unset);
            return;
        }
        if (!Files.isWritable(there) || !Files.isExecutable(there)) {
            stateless(
                    "the state directory " + folder + " can't be " + (there.equals(folder) ? "written" : "made"),
                    "sudo install -d -o \"$(id -un)\" " + folder);
            return;
        }
        fine("state", there.equals(folder) ? folder + " can be written" : folder + " will be made at the first start");
        space(there);
        boolean free = unlocked();
        stores(free);
    }

    private void stateless(String why, String repair) {
        add("state", Outcome.ERROR, why, repair);
        for (String name : List.of("disk", "lock", "stores")) {
            add(name, Outcome.NOT_CHECKED, "without a state directory", "");
        }
    }

    private void space(Path folder) {
        try {
            long bytes = freeSpace.of(folder);
            String text = (bytes >> 20) + " MiB are free on the disk of the state directory";
            if (bytes < FREE_BYTES) {
                add(
                        "disk",
                        Outcome.WARNING,
                        text + ", less than " + (FREE_BYTES >> 20) + ": a full disk stops the gate",
                        "tidegate run --state-dir DIR_ON_A_LARGER_DISK");
            } else {
                fine("disk", text);
            }
        } catch (IOException e) {
            add("disk", Outcome.NOT_CHECKED, "the disk of " + folder + " doesn't say: " + e.getMessage(), "");
        }
    }

    /** Asks for Kafka Streams' own lock, shared and for an instant, and only where that lock was taken before. */
    private boolean unlocked() {
        Path file = LocalState.folder(settings).resolve(".lock");
        if (!Files.exists(file)) {
            fine("lock", "no gate has used this state directory");
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            if (lock != null) {
                fine("lock", "no gate uses this state directory now");
                return true;
            }
        } catch (OverlappingFileLockException e) {
            // held in this process: the same as in another
        } catch (IOException e) {
            add("lock", Outcome.NOT_CHECKED, file + " can't be locked: " + e.getMessage(), "");
            return true;
        }
        if (gateAnswers.getAsBoolean()) {
            fine("lock", "the gate that answers here uses this state directory");
        } else {
            add(
                    "lock",
                    Outcome.ERROR,
                    "another process uses the state directory " + settings.stateDir()
                            + ", and no gate answers over HTTP: end it, or give each gate its own",
                    "tidegate run --state-dir DIR");
        }
        return false;
    }

    private void stores(boolean free) {
        if (!free) {
            add("stores", Outcome.NOT_CHECKED, "while they are in use", "");
            return;
        }
        try {
            List<LocalState.Damage> damaged = LocalState.damaged(settings);
            damaged.forEach(damage -> add("stores", Outcome.ERROR, damage.text(), "rm -r " + damage.partition()));
            if (damaged.isEmpty()) {
                fine("stores", "what lies on disk is whole");
            }
        } catch (Fatal e) {
            add("stores", Outcome.ERROR, String.valueOf(e.getMessage()), "");
        }
    }

    private void fine(String name, String text) {
        add(name, Outcome.FINE, text, "");
    }

    private void add(String name, Outcome outcome, String text, String repair) {
        checks.add(new Check(name, outcome, text, repair));
    }

    private <T> T get(KafkaFuture<T> future) {
        return Causes.await(future, settings, "");
    }
}
