package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the doctor says of broken set-ups on Kafka; those of this machine are {@link DoctorTest}'s. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorIT {

    private static final Duration HOUR = Duration.ofHours(1);

    private final List<KafkaFixture> worlds = new ArrayList<>();

    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // made before all tests
    private EmbeddedKafka broker;

    /**
     * A set-up that is broken in one place.
     *
     * @param check that finds it
     * @param text part of what it says; TOPICS stands for the prefix of topics
     * @param repair part of the command
     */
    private record Broken(
            String what,
            Consumer<KafkaFixture> harm,
            String check,
            Doctor.Outcome outcome,
            String text,
            String repair) {

        @Override
        public String toString() {
            return what;
        }
    }

    private static Stream<Broken> setUps() {
        Doctor.Outcome error = Doctor.Outcome.ERROR;
        Doctor.Outcome warning = Doctor.Outcome.WARNING;
        return Stream.of(
                new Broken("no topics", kafka -> {}, "topics", error, "TOPICS.samples is missing", "tidegate topics"),
                new Broken(
                        "no quarantine",
                        kafka -> {
                            kafka.ensureTopics();
                            delete(kafka, kafka.topics().quarantine());
                        },
                        "topics",
                        error,
                        "TOPICS.quarantine is missing",
                        "tidegate topics"),
                new Broken(
                        "samples enlarged",
                        kafka -> {
                            kafka.ensureTopics();
                            kafka.enlarge(kafka.topics().samples(), 6);
                        },
                        "partitions",
                        error,
                        "TOPICS.accepted has 4 partitions, and TOPICS.samples has 6",
                        "tidegate topics"),
                new Broken(
                        "output enlarged",
                        kafka -> {
                            kafka.ensureTopics();
                            kafka.enlarge(kafka.topics().accepted(), 6);
                        },
                        "partitions",
                        error,
                        "TOPICS.accepted has 6 partitions",
                        "--alter --topic TOPICS.samples --partitions 6"),
                new Broken(
                        "more owners than partitions",
                        kafka -> {
                            kafka.ensureTopics();
                            kafka.create(kafka.rekeyTopic(), 5, Map.of("max.message.bytes", "2000000"));
                        },
                        "partitions",
                        error,
                        "made anew",
                        "--alter --topic TOPICS.samples --partitions 5"),
                new Broken(
                        "small messages",
                        kafka -> configured(kafka, kafka.topics().quarantine(), "max.message.bytes", "1000"),
                        "size",
                        error,
                        "TOPICS.quarantine has max.message.bytes=1000",
                        "--entity-name TOPICS.quarantine --add-config max.message.bytes="),
                new Broken(
                        "compacted samples",
                        kafka -> configured(kafka, kafka.topics().samples(), "cleanup.policy", "compact"),
                        "retention",
                        error,
                        "compaction drops records",
                        "--entity-name TOPICS.samples --add-config cleanup.policy=delete"),
                new Broken(
                        "accepted deleted in time",
                        kafka -> configured(kafka, kafka.topics().accepted(), "retention.ms", "86400000"),
                        "retention",
                        warning,
                        "loses its oldest records",
                        "--add-config retention.ms=-1,retention.bytes=-1"),
                new Broken(
                        "producers' timestamps on an output",
                        kafka -> configured(kafka, kafka.topics().accepted(), "message.timestamp.type", "CreateTime"),
                        "retention",
                        error,
                        "LogAppendTime",
                        "--add-config message.timestamp.type=LogAppendTime"),
                new Broken(
                        "outputs that may not be written",
                        kafka -> allowed(
                                kafka, kafka.topics().accepted(), AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS),
                        "permissions",
                        error,
                        "ACLs don't allow this user Write on topic TOPICS.accepted",
                        "--operation Write --topic TOPICS.accepted"),
                new Broken(
                        "samples that may not be seen",
                        kafka -> allowed(kafka, kafka.topics().samples(), AclOperation.ALTER_CONFIGS),
                        "permissions",
                        error,
                        "on topic TOPICS.samples",
                        "--operation Read --topic TOPICS.samples"),
                new Broken(
                        "a group that may not be joined",
                        kafka -> {
                            kafka.ensureTopics();
                            allow(kafka, ResourceType.GROUP, kafka.settings().applicationId(), AclOperation.DESCRIBE);
                        },
                        "permissions",
                        error,
                        "ACLs don't allow this user Read on group TOPICS-gate",
                        "--operation Read --group TOPICS-gate"),
                new Broken(
                        "transactions that may not be begun",
                        kafka -> {
                            kafka.ensureTopics();
                            bind(
                                    kafka,
                                    new ResourcePattern(
                                            ResourceType.TRANSACTIONAL_ID,
                                            kafka.settings().applicationId(),
                                            PatternType.PREFIXED),
                                    AclPermissionType.ALLOW,
                                    AclOperation.DESCRIBE);
                        },
                        "permissions",
                        error,
                        "ACLs don't allow this user Write on transactional ids TOPICS-gate",
                        "--operation Write --transactional-id TOPICS-gate --resource-pattern-type prefixed"),
                new Broken(
                        "memory that may not be made",
                        kafka -> {
                            // Who may make any topic needs no right to make this one.
                            ResourcePattern cluster =
                                    new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);
                            bind(kafka, cluster, AclPermissionType.ALLOW, AclOperation.ALL);
                            bind(kafka, cluster, AclPermissionType.DENY, AclOperation.CREATE);
                            kafka.ensureTopics();
                            allow(
                                    kafka,
                                    ResourceType.TOPIC,
                                    kafka.rekeyTopic(),
                                    AclOperation.READ,
                                    AclOperation.WRITE,
                                    AclOperation.DELETE,
                                    AclOperation.DESCRIBE_CONFIGS);
                        },
                        "permissions",
                        error,
                        "ACLs don't allow this user Create on topic TOPICS-gate-",
                        "--operation Create --topic TOPICS-gate-"));
    }

    private static void configured(KafkaFixture kafka, String topic, String key, String value) {
        kafka.ensureTopics();
        kafka.configure(topic, key, value);
    }

    private static void delete(KafkaFixture kafka, String topic) {
        KafkaFixture.done(kafka.admin().deleteTopics(List.of(topic)).all());
        await().until(() ->
                !KafkaFixture.done(kafka.admin().listTopics().names()).contains(topic));
    }

    /** What is allowed to somebody else is allowed to nobody here; what is not named is refused. */
    private static void allowed(KafkaFixture kafka, String topic, AclOperation... operations) {
        kafka.ensureTopics();
        allow(kafka, ResourceType.TOPIC, topic, operations);
    }

    private static void allow(KafkaFixture kafka, ResourceType type, String name, AclOperation... operations) {
        bind(kafka, new ResourcePattern(type, name, PatternType.LITERAL), AclPermissionType.ALLOW, operations);
    }

    private static void bind(
            KafkaFixture kafka, ResourcePattern resource, AclPermissionType permission, AclOperation... operations) {
        List<AclBinding> bindings = Stream.of(operations)
                .map(operation ->
                        new AclBinding(resource, new AccessControlEntry("User:ANONYMOUS", "*", operation, permission)))
                .toList();
        KafkaFixture.done(kafka.admin().createAcls(bindings).all());
    }

    @BeforeAll
    void start() {
        broker = EmbeddedKafka.start(
                shared.resolve("kafka"),
                0,
                Map.of(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found",
                        "true"));
    }

    @AfterAll
    void stop() {
        worlds.forEach(KafkaFixture::close);
        broker.close();
    }

    @ParameterizedTest
    @MethodSource("setUps")
    void saysWhatIsWrongAndWhatRepairsIt(Broken broken) {
        // Given
        KafkaFixture kafka = world();
        broken.harm().accept(kafka);
        String prefix = kafka.topics().samples().replace(".samples", "");
        String text = broken.text().replace("TOPICS", prefix);
        String repair = broken.repair().replace("TOPICS", prefix);
        // When ACLs take a moment to hold
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            List<Doctor.Check> checks = examine(kafka, Clock.systemUTC());
            // Then
            assertThat(checks)
                    .as(checks.toString())
                    .anyMatch(check -> check.name().equals(broken.check())
                            && check.outcome() == broken.outcome()
                            && check.text().contains(text)
                            && check.repair().contains(repair));
            assertThat(checks)
                    .filteredOn(check ->
                            check.outcome() == Doctor.Outcome.ERROR || check.outcome() == Doctor.Outcome.WARNING)
                    .extracting(Doctor.Check::name)
                    .as(checks.toString())
                    .containsOnly(broken.check());
        });
    }

    @Test
    void allWell() {
        KafkaFixture kafka = world();
        kafka.ensureTopics();

        List<Doctor.Check> checks = examine(kafka, Clock.systemUTC());

        assertThat(checks)
                .as(checks.toString())
                .extracting(Doctor.Check::outcome)
                .containsOnly(Doctor.Outcome.FINE);
        assertThat(checks)
                .extracting(Doctor.Check::name)
                .containsExactly(
                        "broker",
                        "permissions",
                        "topics",
                        "partitions",
                        "size",
                        "retention",
                        "clock",
                        "state",
                        "disk",
                        "lock",
                        "stores");
        assertThat(kafka.settings().stateDir()).doesNotExist();
    }

    @Test
    void clocksThatDisagree() {
        KafkaFixture kafka = world();
        kafka.ensureTopics();

        assertThat(examine(kafka, Clock.offset(Clock.systemUTC(), HOUR)))
                .anyMatch(check -> check.name().equals("clock")
                        && check.outcome() == Doctor.Outcome.WARNING
                        && check.text().contains("s behind this machine's"));
        assertThat(examine(kafka, Clock.offset(Clock.systemUTC(), HOUR.negated())))
                .anyMatch(check -> check.name().equals("clock") && check.text().contains("s ahead of this machine's"));
    }

    private List<Doctor.Check> examine(KafkaFixture kafka, Clock clock) {
        return new Doctor(kafka.clients(), clock, () -> false, path -> Long.MAX_VALUE).examine();
    }

    private KafkaFixture world() {
        KafkaFixture kafka = KafkaFixture.on(broker.bootstrap(), folder);
        worlds.add(kafka);
        return kafka;
    }
}
