package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidegate.Child;
import io.tidegate.Ports;
import io.tidegate.Readme;
import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On a Kafka that speaks TLS, wants passwords and allows what the README lists, and no more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredKafkaIT {

    private static final String HOST = "127.0.0.1";
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final String PASSWORD = "Spr1ng-t1de";
    private static final ScramCredentialInfo SCRAM = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);

    private final Gate gate = TestPolicy.gate(TestPolicy.copiesOnly());
    private final List<AclBinding> listed = listed();

    @TempDir
    private static Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // made before all tests
    private EmbeddedKafka broker;

    @SuppressWarnings("NullAway.Init") // made before all tests
    private Admin admin;

    private String secured = "";

    @BeforeAll
    void start() throws Exception {
        Path certificate = certificate();
        int open = Ports.free();
        int control = Ports.free();
        secured = HOST + ":" + Ports.free();
        broker = EmbeddedKafka.start(
                folder.resolve("kafka"),
                open,
                Map.ofEntries(
                        Map.entry(
                                "listeners",
                                "PLAINTEXT://" + HOST + ":" + open + ",CONTROLLER://" + HOST + ":" + control
                                        + ",SECURED://" + secured),
                        Map.entry("controller.quorum.voters", "1@" + HOST + ":" + control),
                        Map.entry(
                                "listener.security.protocol.map",
                                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL"),
                        Map.entry("listener.name.secured.sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                        Map.entry(
                                "listener.name.secured.scram-sha-512.sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                        Map.entry("listener.name.secured.ssl.keystore.location", certificate.toString()),
                        Map.entry("listener.name.secured.ssl.keystore.password", PASSWORD),
                        Map.entry("listener.name.secured.ssl.keystore.type", "PKCS12"),
                        Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                        Map.entry("super.users", "User:ANONYMOUS")));
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        for (String user : List.of("operator", "gate", "producer", "trainer")) {
            KafkaFixture.done(
                    admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, SCRAM, PASSWORD)))
                            .all());
        }
        allow(listed);
    }

    @AfterAll
    void stop() {
        admin.close();
        broker.close();
    }

    /** Self-signed, made anew; its public part lies beside it. */
    private static Path certificate() throws IOException, InterruptedException {
        Path store = folder.resolve("broker.p12");
        List<String> common = List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-alias", "broker");
        keytool(common, "-genkeypair", "-keyalg", "EC", "-dname", "CN=broker", "-ext", "SAN=ip:" + HOST);
        keytool(common, "-exportcert", "-rfc", "-file", folder.resolve("ca.pem").toString());
        return store;
    }

    private static void keytool(List<String> common, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(common);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor()).as(arguments[0]).isZero();
    }

    @Test
    @Order(1)
    void withTheListedRightsEverybodyDoesTheirWork() {
        // Given topics that the operator made
        try (TopicAdmin topics = new TopicAdmin(clients("operator"))) {
            topics.ensure(2);
        }
        // When
        try (GateStreams running = startGate()) {
            running.awaitRunning(Duration.ofSeconds(30));
            Sender sender = new Sender(clients("producer"));
            sender.send(
                    Sent.utf8("d"), Sent.utf8(Sent.json("a", "d", "spring tides come with the new moon")), List.of());
            sender.send(Sent.utf8("e"), Sent.utf8(Sent.json("b", "e", "neap tides come a week later")), List.of());
            sender.close();
            // Then
            try (DecisionReader trainer = new DecisionReader(
                    clients("trainer"), List.of(settings("trainer").topics().accepted()), true)) {
                List<Decided> accepted = new ArrayList<>();
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    accepted.addAll(trainer.poll(Duration.ofMillis(200)));
                    return accepted.size() == 2;
                });
            }
        }
        assertThat(new Doctor(clients("gate"), Clock.systemUTC(), () -> false, path -> Long.MAX_VALUE).examine())
                .filteredOn(check -> !check.name().equals("stores"))
                .allSatisfy(check ->
                        assertThat(check.outcome()).as(check.toString()).isEqualTo(Doctor.Outcome.FINE));
    }

    @Test
    @Order(2)
    void nobodyMayDoTheOthersWork() {
        assertThatThrownBy(() -> new Sender(clients("trainer")))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("user trainer");
        assertThatThrownBy(() -> new DecisionReader(
                        clients("producer"),
                        List.of(settings("producer").topics().accepted()),
                        true))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("user producer");
    }

    private static Stream<AclBinding> rightsOfTheGate() {
        return listed().stream()
                .filter(right -> right.entry().principal().equals("User:gate")
                        && right.pattern().resourceType() != ResourceType.CLUSTER);
    }

    @ParameterizedTest
    @Order(3)
    @Timeout(30)
    @MethodSource("rightsOfTheGate")
    void eachThatIsMissingIsNamed(AclBinding right) throws Exception {
        if (right.entry().operation() == AclOperation.CREATE) {
            forget();
        }
        deny(right);
        try {
            long begun = System.nanoTime();
            String said = ends();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);

            assertThat(said)
                    .contains("Kafka's ACLs don't allow user gate")
                    .contains(right.pattern().name().replaceFirst("-$", ""))
                    .contains("kafka-acls.sh --bootstrap-server " + secured + " --command-config client.properties"
                            + " --add --allow-principal User:gate ")
                    .contains(" --operation " + pascal(right.entry().operation()));
            assertThat(took).isLessThan(WITHIN);
        } finally {
            allow(List.of(right));
        }
    }

    /** The cause for which a gate doesn't start, or ends. */
    private String ends() {
        try (GateStreams started = startGate()) {
            started.awaitRunning(WITHIN);
            return started.awaitEnd(); // for ever, if nothing is amiss: the test ends before
        } catch (Fatal e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(4)
    @Timeout(60)
    void aRightTakenFromARunningGateIsNamed() throws Exception {
        AclBinding right = rightsOfTheGate()
                .filter(each -> each.pattern().name().endsWith(".samples")
                        && each.entry().operation() == AclOperation.READ)
                .findFirst()
                .orElseThrow();
        try (GateStreams running = startGate()) {
            running.awaitRunning(Duration.ofSeconds(30));
            deny(right);
            assertThat(running.awaitEnd())
                    .startsWith("Kafka's ACLs don't allow user gate")
                    .contains("on topic tidegate.samples: kafka-acls.sh");
        } finally {
            allow(List.of(right));
        }
    }

    @Test
    @Order(5)
    @Timeout(30)
    void theProgramEndsWithThreeAndNoStackTrace() throws Exception {
        AclBinding right = rightsOfTheGate().findFirst().orElseThrow();
        deny(right);
        try {
            Path file = Files.write(
                    folder.resolve("gate.properties"),
                    login("gate").entrySet().stream()
                            .map(each -> "kafka." + each.getKey() + " = " + each.getValue())
                            .toList());
            Child.Result result = Child.run(
                    folder,
                    "run",
                    "--bootstrap",
                    secured,
                    "--http-port",
                    "0",
                    "--state-dir",
                    folder.resolve("program").toString(),
                    "--settings",
                    file.toString());
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.err() + result.out())
                    .contains("Kafka's ACLs don't allow user gate DescribeConfigs, Read on topic tidegate.samples")
                    .doesNotContain("\tat ")
                    .doesNotContain(PASSWORD);
        } finally {
            allow(List.of(right));
        }
    }

    @Test
    @Order(6)
    void aWrongPasswordIsNamed() {
        Map<String, String> wrong = new HashMap<>(login("gate"));
        wrong.replaceAll((key, value) -> value.replace(PASSWORD, "another"));

        assertThatThrownBy(() -> startGate(settings(wrong)).close())
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("refused the credentials")
                .hasMessageNotContaining("another");
    }

    @Test
    @Order(7)
    void aCertificateThatIsNotTrustedIsNamed() {
        Map<String, String> strange = new HashMap<>(login("gate"));
        strange.remove("ssl.truststore.location");
        strange.remove("ssl.truststore.type");

        assertThatThrownBy(() -> startGate(settings(strange)).close())
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("TLS handshake")
                .hasMessageContaining("kafka.ssl.");
    }

    private GateStreams startGate() {
        return startGate(settings("gate"));
    }

    private GateStreams startGate(StreamSettings settings) {
        return GateStreams.start(new Clients(settings), gate, new IndexBudget(1L << 30), GateListener.NONE);
    }

    private Clients clients(String user) {
        return new Clients(settings(user));
    }

    private StreamSettings settings(String user) {
        return settings(login(user));
    }

    private StreamSettings settings(Map<String, String> kafka) {
        return new StreamSettings(
                secured,
                "tidegate",
                Topics.of("tidegate"),
                folder.resolve("state"),
                1,
                Duration.ofMillis(100),
                TestPolicy.MAX_SAMPLE_BYTES,
                1,
                kafka);
    }

    private static Map<String, String> login(String user) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                        + PASSWORD + "\";",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                folder.resolve("ca.pem").toString());
    }

    /** As if no gate had run yet. */
    private void forget() throws IOException {
        List<String> internal = KafkaFixture.done(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith("tidegate-"))
                .toList();
        KafkaFixture.done(admin.removeMembersFromConsumerGroup("tidegate", new RemoveMembersFromConsumerGroupOptions())
                .all());
        KafkaFixture.done(admin.deleteTopics(internal).all());
        Utils.delete(folder.resolve("state").toFile());
        await().until(() ->
                KafkaFixture.done(admin.listTopics().names()).stream().noneMatch(name -> name.startsWith("tidegate-")));
    }

    private void allow(List<AclBinding> rights) {
        KafkaFixture.done(admin.createAcls(rights).all());
        await().until(() -> KafkaFixture.done(
                        admin.describeAcls(AclBindingFilter.ANY).values())
                .containsAll(rights));
    }

    private void deny(AclBinding right) {
        KafkaFixture.done(admin.deleteAcls(List.of(right.toFilter())).all());
        await().until(() -> !KafkaFixture.done(
                        admin.describeAcls(AclBindingFilter.ANY).values())
                .contains(right));
    }

    /** What the README's commands allow. */
    private static List<AclBinding> listed() {
        List<AclBinding> rights = Readme.blocks("bash acls")
                .get(0)
                .lines()
                .filter(line -> line.startsWith("acl User:"))
                .flatMap(line -> command(line.split(" ", -1)))
                .toList();
        assertThat(rights).hasSizeGreaterThan(20).doesNotHaveDuplicates();
        return rights;
    }

    private static Stream<AclBinding> command(String... words) {
        List<AclOperation> operations = new ArrayList<>();
        Map<String, ResourceType> resources = new HashMap<>();
        PatternType pattern = PatternType.LITERAL;
        for (int i = 2; i < words.length; i += 2) {
            switch (words[i]) {
                case "--operation" ->
                    operations.add(AclOperation.fromString(words[i + 1].replaceAll("(?<=[a-z])(?=[A-Z])", "_")));
                case "--topic" -> resources.put(words[i + 1], ResourceType.TOPIC);
                case "--group" -> resources.put(words[i + 1], ResourceType.GROUP);
                case "--transactional-id" -> resources.put(words[i + 1], ResourceType.TRANSACTIONAL_ID);
                case "--cluster" -> resources.put("kafka-cluster", ResourceType.CLUSTER);
                case "--resource-pattern-type" ->
                    pattern = PatternType.fromString(words[i + 1].toUpperCase(Locale.ROOT));
                default -> throw new AssertionError("what is " + words[i] + "?");
            }
        }
        PatternType as = pattern;
        return resources.entrySet().stream()
                .flatMap(resource -> operations.stream()
                        .map(operation -> new AclBinding(
                                new ResourcePattern(resource.getValue(), resource.getKey(), as),
                                new AccessControlEntry(words[1], "*", operation, AclPermissionType.ALLOW))));
    }

    /** As Kafka's tools write it. */
    private static String pascal(AclOperation operation) {
        return operation == AclOperation.DESCRIBE_CONFIGS
                ? "DescribeConfigs"
                : operation.name().charAt(0) + operation.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
