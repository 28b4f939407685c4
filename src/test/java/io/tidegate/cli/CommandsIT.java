package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.Child;
import io.tidegate.Ports;
import io.tidegate.stream.Decided;
import io.tidegate.stream.DecisionReader;
import io.tidegate.stream.EmbeddedKafka;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a real Kafka, from its topics to the replay of what was refused. */
class CommandsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofMinutes(2);

    @TempDir
    private static Path shared = Path.of("");

    private static Optional<EmbeddedKafka> kafka = Optional.empty();

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void start() {
        kafka = Optional.of(EmbeddedKafka.start(shared.resolve("kafka"), 0));
    }

    @AfterAll
    static void stop() {
        kafka.ifPresent(EmbeddedKafka::close);
    }

    private static String bootstrap() {
        return kafka.orElseThrow().bootstrap();
    }

    /** A command on the topics of this prefix. */
    private static String[] on(String prefix, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--bootstrap", bootstrap(), "--prefix", prefix, "--max-sample-bytes", "64KiB"));
        return all.toArray(String[]::new);
    }

    private static InProcess.Result fine(InProcess.Result result) {
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    private static InProcess.Result command(String prefix, String... args) {
        return fine(InProcess.run(on(prefix, args)));
    }

    private Child gate(String prefix, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(
                "run",
                "--application-id",
                prefix,
                "--state-dir",
                "state",
                "--http-port",
                "0",
                "--threads",
                "1",
                "--kafka",
                "client.rack=secret-rack",
                "--kafka",
                "ssl.key.password=hunter2"));
        args.addAll(List.of(more));
        Child gate = Child.start(folder, on(prefix, args.toArray(String[]::new)));
        await().atMost(WITHIN).until(() -> !gate.isAlive() || gate.err().contains("running: "));
        return gate;
    }

    private List<String> tail(String prefix, String topic, String... more) throws Exception {
        return List.of(tailed(prefix, topic, more).out().split("\n"));
    }

    private Child.Result tailed(String prefix, String topic, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("tail", topic, "--from-beginning", "--until-now"));
        args.addAll(List.of(more));
        Child.Result result = Child.run(folder, on(prefix, args.toArray(String[]::new)));
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    /** Waits until so many records lie in a topic, and returns them. */
    private static List<Decided> decided(String prefix, String topic, int count) {
        Settings settings = SettingsOptions.read(Map.of(), Map.of("bootstrap", bootstrap(), "prefix", prefix));
        List<Decided> found = new ArrayList<>();
        try (DecisionReader reader =
                new DecisionReader(Wiring.clients(settings), List.of(prefix + "." + topic), true)) {
            await().atMost(WITHIN).until(() -> {
                found.addAll(reader.poll(Duration.ofMillis(200)));
                return found.size() >= count;
            });
        }
        assertThat(found).hasSize(count);
        return found;
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    private static String header(Decided decided, String name) {
        return decided.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(header -> header.value() == null ? "null" : new String(header.value(), StandardCharsets.UTF_8))
                .reduce("", String::concat);
    }

    @Test
    void fromTopicsToAnExport() throws Exception {
        InProcess.Result missing = InProcess.run(on("flow", "topics", "--check"));
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.out()).contains("error: topic flow.samples is missing");
        assertThat(InProcess.run(on("flow", "tail", "accepted")).code()).isEqualTo(3);
        assertThat(command("flow", "topics", "--partitions", "2").out()).contains("created flow.accepted");
        assertThat(json(command("flow", "topics", "--json").out()).path("fine").asBoolean())
                .isTrue();

        String one = "{\"id\":\"a\",\"dataset\":\"d\",\"text\" : \"The first of three texts, with a ü and \\u00fc\"}";
        String two = "{\"id\":\"b\",\"dataset\":\"d\",\"text\":\"Another one comes compressed and unlike it\"}\r";
        String three = "{\"text\":\"From a pipe, and nobody but the command line says where from\"}";
        String file = Files.writeString(folder.resolve("one.jsonl"), one).toString();
        ByteArrayOutputStream gz = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gz)) {
            out.write((two + "\n\n" + one + "\n").getBytes(StandardCharsets.UTF_8));
        }
        String zipped =
                Files.write(folder.resolve("two.jsonl.gz"), gz.toByteArray()).toString();

        try (Child gate = gate("flow")) {
            assertThat(gate.err())
                    .contains(
                            "bootstrap = " + bootstrap() + "  (flag)", "kafka.client.rack = secret-rack", "metrics at")
                    .contains("kafka.ssl.key.password = ****")
                    .doesNotContain("hunter2");
            assertThat(command("flow", "send", file, zipped).err()).contains("3 records sent to flow.samples");
            String[] claims = on("flow", "send", "-", "--dataset", "d", "--origin", "synthetic", "--model", "m1");
            InProcess.Result piped = fine(InProcess.run(Map.of(), three + "\nnonsense\n", claims));
            assertThat(piped.out()).isEmpty();
            assertThat(piped.err())
                    .contains("warning: stdin, line 1 from 0, is no sample (not JSON: at byte")
                    .contains("2 records sent", "1 of them are no samples")
                    .doesNotContain("nonsense");
            decided("flow", "accepted", 3);
            decided("flow", "quarantine", 2);
        }

        assertThat(tailed("flow", "accepted", "--values").out()).isEqualTo(one + "\n" + two + "\n" + three + "\n");
        List<JsonNode> verdicts = new ArrayList<>();
        for (String line : tail("flow", "accepted", "--json")) {
            verdicts.add(json(line));
        }
        assertThat(verdicts)
                .extracting(verdict -> verdict.path("sequence").asInt())
                .containsExactly(0, 1, 3);
        assertThat(verdicts.get(2).path("origin").path("model").asText()).isEqualTo("m1");
        assertThat(tail("flow", "quarantine"))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("quarantined  d  a  resent 1"))
                .anyMatch(line -> line.contains("malformed: not JSON"));
    }

    @Test
    void sendsTheDemosRecords() throws Exception {
        command("trial", "topics", "--partitions", "2");

        assertThat(command("trial", "send", "--demo").err()).contains("4,639 records sent to trial.samples");
    }

    @Test
    void sendsNoFasterThanAsked() throws Exception {
        command("paced", "topics", "--partitions", "2");
        String[] paced = on("paced", "send", "-", "--rate", "20");
        long before = System.nanoTime();

        assertThat(fine(InProcess.run(Map.of(), "{\"text\": \"the tide comes in\"}\n".repeat(21), paced))
                        .err())
                .contains("21 records sent");

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void replays() throws Exception {
        command("re", "topics", "--partitions", "2");
        String good = "{\"id\":\"g\",\"dataset\":\"d\",\"text\":\"A text that nothing is wrong with at all\"}";
        String broken = "{\"dataset\":\"d\", no";
        String tooLong = "{\"text\":\"" + "long ".repeat(20_000) + "\"}";
        String copies = good.replace("\"g\"", "\"h\"") + "\n"
                + good.replace("\"g\"", "\"i\"").replace("d\"", "d\" ");
        InProcess.run(Map.of(), String.join("\n", good, broken, tooLong, copies), on("re", "send", "-"));
        try (Child gate = gate("re")) {
            assertThat(gate.isAlive()).isTrue();
            List<Decided> refused = decided("re", "quarantine", 4);
            byte[] brokenKey = refused.stream()
                    .filter(record -> record.value() != null && record.value().length == broken.length())
                    .toList()
                    .get(0)
                    .key();

            assertThat(replay("--all", "--dry-run")).isEqualTo(counts(true, 3, 0, 1, 0));
            assertThat(replay("--dataset", "d", "--dry-run")).isEqualTo(counts(true, 2, 0, 0, 0));
            assertThat(replay("--dataset", "e", "--dry-run")).isEqualTo(counts(true, 0, 0, 0, 0));
            assertThat(replay("--rule", "oversized", "--dry-run")).isEqualTo(counts(true, 0, 0, 1, 0));
            assertThat(replay("--since", "1h", "--rule", "malformed", "--dry-run"))
                    .isEqualTo(counts(true, 1, 0, 0, 0));
            assertThat(replay("--until", "2020-01-01T00:00:00Z", "--dry-run")).isEqualTo(counts(true, 0, 0, 0, 0));
            assertThat(decided("re", "quarantine", 4)).hasSize(4); // nothing was sent

            for (int times = 1; times <= 3; times++) {
                assertThat(replay("--rule", "malformed")).isEqualTo(counts(false, 1, times - 1, 0, 0));
                String count = Integer.toString(times);
                Decided again = decided("re", "quarantine", 4 + times).stream()
                        .filter(record -> header(record, ReplayCommand.HEADER).equals(count))
                        .findFirst()
                        .orElseThrow();
                assertThat(again.value()).asString().isEqualTo(broken);
                assertThat(again.key()).isEqualTo(brokenKey);
            }
            assertThat(replay("--rule", "malformed")).isEqualTo(counts(false, 0, 3, 0, 1));
            assertThat(command("re", "replay", "--all", "--dry-run").out())
                    .startsWith("2 would be replayed\n")
                    .contains("1 skipped: oversized", "1 skipped: replayed 3 times already", "3 skipped: copies");
        }
    }

    private static JsonNode replay(String... filters) throws IOException {
        List<String> args = new ArrayList<>(List.of("replay", "--json"));
        args.addAll(List.of(filters));
        return json(command("re", args.toArray(String[]::new)).out());
    }

    private static JsonNode counts(boolean dryRun, int replayed, int copies, int oversized, int tooOften)
            throws IOException {
        Map<String, Object> counts = Map.of(
                "dryRun", dryRun,
                "replayed", replayed,
                "copies", copies,
                "oversized", oversized,
                "tooOften", tooOften,
                "noDecision", 0);
        return json(JSON.writeValueAsString(counts));
    }

    @Test
    void aSecondGateOnTheSameStateIsRefusedAndTheFirstEndsWhenTold() throws Exception {
        command("two", "topics", "--partitions", "1");
        try (Child first = gate("two");
                Child second = gate("two")) {
            Child.Result refused = second.await();
            assertThat(refused.code()).isEqualTo(3);
            assertThat(refused.err())
                    .contains("tidegate: The state directory state can't be used: another gate may be running")
                    .doesNotContain("\tat ");
            assertThat(first.isAlive()).isTrue();

            first.terminate();
            await().atMost(Duration.ofSeconds(10)).until(() -> !first.isAlive());
            Child.Result ended = first.await();
            assertThat(ended.code()).isEqualTo(143);
            assertThat(ended.bytes()).isEmpty();
            assertThat(ended.err())
                    .containsPattern("index memory: 0\\.0 of \\d+\\.\\d MiB in use; not growing\n")
                    .endsWith("running: two.samples is being decided\n");
        }
    }

    @Test
    void theDoctorsRepairShowsNoSecret() {
        String secret = "0123456789abcdef";

        InProcess.Result result = InProcess.run(on(
                "untold",
                "doctor",
                "--state-dir",
                folder.toString(),
                "--http-token",
                secret,
                "--kafka",
                "ssl.key.password=" + secret));

        assertThat(result.out())
                .contains(
                        "repair: tidegate topics ", " --http-token ****", "'ssl.key.password=****'", " --prefix untold")
                .doesNotContain(secret);
        assertThat(result.err()).doesNotContain(secret);
    }

    @Test
    void withoutABrokerItEndsWithTheCause() throws Exception {
        int closed = Ports.free();
        Child.Result result = Child.run(
                folder, "run", "--bootstrap", "127.0.0.1:" + closed, "--http-port", "0", "--state-dir", "state");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.bytes()).isEmpty();
        assertThat(result.err())
                .contains("tidegate: No Kafka broker answers at 127.0.0.1:" + closed)
                .doesNotContain("\tat ");
    }

    @Test
    void anEmbeddedKafkaKeepsItsDataAndNamesWhatIsInUse() throws Exception {
        String[] run = {"run", "--embedded", "--embedded-port", "0", "--http-port", "0", "--state-dir", "state"};
        for (int start = 0; start < 2; start++) {
            try (Child gate = Child.start(folder, run)) {
                await().atMost(WITHIN).until(() -> !gate.isAlive() || gate.err().contains("running: "));
                assertThat(gate.err()).contains("running: tidegate.samples", "(embedded)");
                if (start == 1) {
                    Child.Result second = Child.run(folder, run);
                    assertThat(second.code()).isEqualTo(3);
                    assertThat(second.err()).contains("tidegate: Kafka can't start with its data in ");
                }
                gate.terminate();
                assertThat(gate.await().code()).isEqualTo(143);
            }
        }
    }

    @Test
    void whatExceedsAShareWaitsAndEverybodyCanSeeIt() throws Exception {
        // Given a gate under a policy that lets what exceeds a share wait
        Path policy = Files.writeString(
                folder.resolve("half.yaml"),
                "datasets: {default: {synthetic: {maxShare: 0.5, onExcess: hold, maxHoldTime: 1h}}}\n");
        command("held", "topics", "--partitions", "2");
        try (Child gate = gate("held", "--policy", policy.toString())) {
            send("held", sample("one", "synthetic", "a model's first text"));
            send("held", sample("two", "synthetic", "a model's second text"));
            send("held", sample("three", "human", "a human's text"));
            // Then the human sample makes room for one
            assertThat(decided("held", "accepted", 2)).hasSize(2);
            assertThat(tail("held", "accepted"))
                    .extracting(line -> line.split("  ", -1)[2])
                    .containsExactly("three", "one");
            // And producers, operators and trainers are told
            String port = gate.err().replaceAll("(?s).*metrics at http://127.0.0.1:(\\d+)/.*", "$1");
            await().atMost(WITHIN).untilAsserted(() -> {
                InProcess.Result shown = fine(InProcess.run("ledger", "--http-port", port));
                assertThat(shown.out().lines().toList())
                        .containsExactly(
                                "dataset  accepted  human  synthetic  in        share   limit  over  held  models",
                                "d               2      1          1  samples  50.0 %  50.0 %  all      1  m 50.0 %");
            });
            assertThat(JSON.readTree(fine(InProcess.run("ledger", "--json", "--http-port", port))
                                    .out())
                            .at("/datasets/0/models/1/room")
                            .asInt(-1))
                    .isZero();
            await().atMost(WITHIN)
                    .untilAsserted(
                            () -> assertThat(told("held"))
                                    .containsEntry(
                                            "m",
                                            "{\"v\":1,\"dataset\":\"d\",\"model\":\"m\",\"accepted\":1,\"refused\":{},\"held\":1,"
                                                    + "\"unit\":\"samples\",\"share\":0.5,\"limit\":0.5,\"modelShare\":0.5,\"room\":0}"));
            gate.terminate();
            gate.await();
        }
        // And every prefix obeys; by a stricter policy some don't
        InProcess.Result obeys = command("held", "audit", "accepted", "--policy", policy.toString());
        assertThat(obeys.out()).contains("Every prefix of 2 records obeys the policy.");
        Path stricter =
                Files.writeString(folder.resolve("strict.yaml"), "datasets: {default: {synthetic: {maxShare: 0.3}}}\n");
        InProcess.Result breaks = InProcess.run(on("held", "audit", "accepted", "--policy", stricter.toString()));
        assertThat(breaks.code()).isEqualTo(ExitCode.BELOW_THE_BAR);
        assertThat(breaks.out())
                .contains("synthetic-share 0.5 (limit 0.3)", "Of 2 records some prefixes break the policy.");
    }

    @Test
    void ledgerSaysWhereItLookedWhenNoGateAnswers() throws IOException {
        int free = Ports.free();
        InProcess.Result result = InProcess.run("ledger", "--http-port", Integer.toString(free));
        assertThat(result.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(result.err()).contains("no gate answers at http://127.0.0.1:" + free + "/ledger", "--http-port");
    }

    private void send(String prefix, String json) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "sample", ".jsonl"), json + "\n");
        command(prefix, "send", file.toString());
    }

    private static String sample(String id, String kind, String text) {
        String model = kind.equals("synthetic") ? ", \"model\": \"m\"" : "";
        return "{\"id\": \"" + id + "\", \"dataset\": \"d\", \"origin\": {\"kind\": \"" + kind + "\"" + model
                + "}, \"text\": \"" + text + "\"}";
    }

    /** What producers were told last, by model. */
    private static Map<String, String> told(String prefix) {
        Settings settings = SettingsOptions.read(Map.of(), Map.of("bootstrap", bootstrap(), "prefix", prefix));
        Map<String, String> told = new HashMap<>();
        try (DecisionReader reader = new DecisionReader(
                Wiring.clients(settings),
                List.of(Wiring.clients(settings).topics().feedback()),
                true)) {
            while (!reader.caughtUp()) {
                for (Decided record : reader.poll(Duration.ofMillis(100))) {
                    String model = Output.parse(
                                    new String(Objects.requireNonNull(record.key()), StandardCharsets.UTF_8))
                            .path("model")
                            .asText();
                    told.put(model, new String(Objects.requireNonNull(record.value()), StandardCharsets.UTF_8));
                }
            }
        }
        return told;
    }
}
