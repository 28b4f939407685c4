package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import io.tidegate.Child;
import io.tidegate.Ports;
import io.tidegate.score.onnx.TinyModel;
import io.tidegate.stream.LoginKafka;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Secrets and personal data go through a gate, and into its settings, while all that is ever logged is logged. Sample text is in
 * Kafka's records and in what {@code tail --values} prints, and nowhere else.
 */
class SecretsIT {

    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final String USER = "gate";

    @TempDir
    private Path folder = Path.of("");

    private final Secrets secrets = new Secrets(7);
    private final Secrets labels = new Secrets(8); // which the gate may tell
    private final Map<String, byte[]> said = new LinkedHashMap<>();

    /** Commands in this process, and the broker, which is there too, log as the gate's own process does. */
    @BeforeEach
    void logAll() throws JoranException {
        RecordLoggers.silence(); // for this test's own producer, too
        LoggerContext context = context();
        context.reset();
        context.putProperty("tidegate.trace", folder.resolve("commands.log").toString());
        context.putProperty("tidegate.trace.console", "OFF");
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(traceXml());
    }

    @AfterEach
    void logAsBefore() throws JoranException {
        context().reset();
        new ContextInitializer(context()).autoConfig();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static URL traceXml() {
        return Objects.requireNonNull(SecretsIT.class.getResource("trace.xml"));
    }

    @Test
    @DisplayName("Law 7: of 200 secrets in records and settings none is in a log, metric, answer, message or header")
    void noneIsTold() throws Exception {
        // Given
        String password = secrets.plantWord("the password for Kafka");
        String token = secrets.plantWord("the http-token");
        String label = labels.plantWord("the application's id, and a dataset's");
        List<ProducerRecord<byte[], byte[]>> records = SecretRecords.all(secrets, label);
        TinyModel.poison().writeTo(folder);
        String policy = "# " + secrets.plant("a policy's comment") + "\n" + SecretRecords.POLICY.replace("HELD", label);
        Files.writeString(folder.resolve("policy.yaml"), policy);
        int http = Ports.free();
        try (LoginKafka kafka = LoginKafka.start(folder.resolve("kafka"), USER, password)) {
            Path settings = Files.writeString(
                    folder.resolve("gate.properties"),
                    String.join(
                            "\n",
                            "# " + secrets.plant("a comment in the settings"),
                            "bootstrap = " + kafka.secured(),
                            "application-id = " + label,
                            "http-port = " + http,
                            "http-token = " + token,
                            "max-sample-bytes = " + SecretRecords.MAX_SAMPLE_BYTES,
                            "partitions = 2",
                            "replication-factor = 1",
                            "kafka.security.protocol = SASL_PLAINTEXT",
                            "kafka.sasl.mechanism = PLAIN",
                            "kafka.sasl.jaas.config = " + LoginKafka.login(USER, password),
                            "kafka.ssl.key.password = " + secrets.plantWord("a key's password"),
                            "kafka.ssl.keystore.password = " + secrets.plantWord("a key store's password"),
                            "kafka.basic.auth.user.info = me:" + secrets.plantWord("a registry's password"),
                            "kafka.my.interceptor.api.key = " + secrets.plantWord("a plug-in's key"),
                            "kafka.my.interceptor.url = https://me:" + secrets.plantWord("a URL's password") + "@x/y",
                            ""));
            String[] run = {
                "run",
                "--settings",
                settings.toString(),
                "--policy",
                folder.resolve("policy.yaml").toString(),
                "--state-dir",
                folder.resolve("state").toString()
            };
            say("topics", InProcess.run("topics", "--settings", settings.toString()), 0);
            String wrong = "--kafka sasl.jaas.config=" + LoginKafka.login(USER, secrets.plantWord("a wrong password"));
            for (String command : List.of("run", "doctor", "send -")) {
                String[] args = Stream.concat(Stream.of(with(command, run)), Stream.of(wrong.split(" ", 2)))
                        .toArray(String[]::new);
                say(command + " with a wrong password", InProcess.run(args), 3);
            }

            // When a gate decides them
            List<ConsumerRecord<byte[], byte[]>> left;
            Child.Result first;
            try (Child gate = start("first", run)) {
                send(kafka.bootstrap(), records);
                left = decided(kafka.bootstrap(), records.size() - SecretRecords.WAITING, gate);
                ask(http, token);
                command(0, "doctor", run);
                command(0, "ledger --json", run);
                command(0, "top --once", run);
                try (Child tail = start("tail", with("tail quarantine --from-beginning --until-now", run))) {
                    say("tail", tail.await());
                }
                command(0, "replay --all --dry-run", run);
                command(0, "audit", run);
                gate.terminate();
                first = gate.await();
            }
            assertThat(first.code()).isEqualTo(143);
            // and another, which has lost its memory on disk and whose policy may not go on from it, ends for it
            Files.move(folder.resolve("state").resolve(label), folder.resolve("lost"));
            Files.writeString(folder.resolve("policy.yaml"), policy.replace("d: {}", "d: {novelty: {scope: other}}"));
            Child.Result second;
            try (Child gate = start(
                    "second",
                    Stream.concat(Stream.of(run), Stream.of("--log", "json")).toArray(String[]::new))) {
                second = gate.await();
            }
            assertThat(second.code()).isEqualTo(3);

            // and one with a broker of its own, and commands that judge files
            runEmbedded(records, policy, label);
            judgeFile(records);

            // Then
            say("first", first);
            say("second", second);
            headers("headers", left);
        }
        log("first.log");
        log("second.log");
        log("embedded.log");
        log("commands.log");
        assertThat(secrets.size()).isGreaterThan(200);
        assertThat(told()).isEmpty();

        // and a label, which may be told, is found wherever much is said, by processes that do log all
        assertThat(List.of(
                        "http",
                        "ledger --json",
                        "tail",
                        "headers",
                        "first",
                        "second",
                        "first.log",
                        "second.log",
                        "embedded.log",
                        "commands.log"))
                .allSatisfy(name -> assertThat(labels.in(said(name))).isNotEmpty());
        saysAll("first.log", "TRACE org.apache.kafka.streams.", "INFO  io.tidegate.");
        saysAll("second.log", "TRACE org.apache.kafka.streams.", "INFO  io.tidegate.");
        saysAll("embedded.log", "TRACE org.apache.kafka.streams.", "TRACE kafka.", "INFO  io.tidegate.");
        saysAll("commands.log", "TRACE kafka.");
        System.out.printf(
                Locale.ROOT,
                "%d secrets, %,d bytes said, none told%n",
                secrets.size(),
                said.values().stream().mapToLong(bytes -> bytes.length).sum());
    }

    @Test
    void noConfigurationBringsRecordsIntoALog() { // though it was read after the loggers were silenced
        assertThat(RecordLoggers.NAMES).map(LoggerFactory::getLogger).allSatisfy(logger -> {
            assertThat(logger.isTraceEnabled()).isFalse();
            assertThat(logger.isDebugEnabled()).isTrue();
        });
    }

    @Test
    void aSecretIsFoundHoweverItIsCoded() {
        String secret = secrets.plant("here");
        byte[] bytes = ("12" + secret + "3").getBytes(StandardCharsets.UTF_8);
        assertThat(List.of(
                        "x" + secret + "y",
                        secret.toUpperCase(Locale.ROOT),
                        secret.substring(0, secret.length() - 3),
                        Arrays.toString(bytes),
                        HexFormat.of().formatHex(bytes),
                        URLEncoder.encode("1 2 " + secret, StandardCharsets.UTF_8),
                        Base64.getEncoder().encodeToString(bytes),
                        Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, 1, bytes.length)),
                        Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, 2, bytes.length))))
                .allSatisfy(text -> assertThat(labels.in(text.getBytes(StandardCharsets.UTF_8)))
                        .isEmpty())
                .allSatisfy(text -> assertThat(secrets.in(text.getBytes(StandardCharsets.UTF_8)))
                        .containsOnlyKeys("here"));
    }

    @Test
    @DisplayName("Law 7: what is wrong with settings and policies is told without the secrets that stand there")
    void mistakesTellNone() throws Exception {
        // Given settings with a secret each, and a mistake
        String nowhere = "--bootstrap 127.0.0.1:1 --http-port 0 --kafka security.protocol=";
        mistake(2, "http-tokn = %s");
        mistake(2, "http-token = %s!");
        mistake(2, "%s");
        mistake(2, "kafka.ssl.keystore.key = -----BEGIN PRIVATE KEY-----\nMIIEv%s==\n-----END PRIVATE KEY-----");
        mistake(2, "kafka.sasl.jaas.config = x.PlainLoginModule required\n\"%s\";");
        mistake(2, "thread = 2\nkafka.ssl.key.password = %s");
        mistake(2, "kafka.ssl.key.password = 1\nkafka.ssl.key.password = %s");
        mistake(2, "%1$s = 1\n%1$s = 2");
        mistake(2, "kafka.ssl.key.password = \\u12%s");
        mistake(2, "bootstrap = me:%s@kafka:1");
        mistake(2, "kafka.replication.factor = %s");
        wrong(2, "run --http-tokn=%s");
        wrong(2, "run --http-token=%s!");
        wrong(2, "run %s");
        wrong(2, "run --kafka %s");
        wrong(2, "run --kafka sasl.jaas.config x.PlainLoginModule required password=\"%s\";");
        wrong(2, "run --kafka sasl.jaas.config=x.PlainLoginModule required password=\"%s\";");
        wrong(2, "run --kafka=%s");
        wrong(2, "%s");
        wrong(3, "run --kafka sasl.jaas.confg=\"%s\" " + nowhere + "PLAINTEXT");
        wrong(3, "run --kafka acks=%s " + nowhere + "PLAINTEXT");
        wrong(3, "run --kafka sasl.jaas.config=%s " + nowhere + "SASL_PLAINTEXT");
        wrong(3, "run --kafka sasl.jaas.config=M@required@password=%s " + nowhere + "SASL_PLAINTEXT");
        wrong(3, "run --kafka sasl.jaas.config=M@%s@password=p; " + nowhere + "SASL_PLAINTEXT");
        wrong(3, "run --kafka sasl.jaas.config=M@required@%s; " + nowhere + "SASL_PLAINTEXT");
        wrong(3, "run --kafka ssl.keystore.type=PEM --kafka ssl.keystore.key=%s " + nowhere + "SSL");
        wrong(3, "run --kafka ssl.keystore.location=/none --kafka ssl.keystore.password=%s " + nowhere + "SSL");
        wrong(3, "run --kafka ssl.keystore.location=/dev/null --kafka ssl.keystore.password=%s " + nowhere + "SSL");
        variable(2, "TIDEGATE_HTTP_TOKN", "%s");
        variable(2, "TIDEGATE_HTTP_TOKEN", "%s!");
        variable(2, "TIDEGATE_KAFKA_REPLICATION_FACTOR", "%s");
        policy("kafka.sasl.jaas.config = x required password=\"%s\";");
        policy("http-token: %s");
        policy("# %s\ndatasets: {default: {novlty: 1}}");
        policy("# %s\ndatasets: {default: {");
        policy("datasets: {default: {toxicity: {max: 2}}} # %s");

        // Then
        log("commands.log");
        assertThat(told()).isEmpty();
    }

    private void mistake(int code, String properties) throws IOException {
        Path file = Files.writeString(
                folder.resolve("wrong.properties"), String.format(properties, secrets.plantWord(properties)));
        say(properties, InProcess.run("run", "--settings", file.toString()), code);
    }

    private void wrong(int code, String command) {
        String secret = secrets.plantWord(command);
        String[] args = Stream.of(command.split(" ", -1))
                .map(word -> word.replace("%s", secret).replace('@', ' '))
                .toArray(String[]::new);
        say(command, InProcess.run(args), code);
    }

    private void variable(int code, String name, String value) {
        String secret = String.format(value, secrets.plantWord(name));
        say(name + "=" + value, InProcess.run(Map.of(name, secret), "", "run"), code);
    }

    private void policy(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.yaml"), String.format(yaml, secrets.plantWord(yaml)));
        say(yaml, InProcess.run("policy", "check", file.toString()), 2);
    }

    private void runEmbedded(List<ProducerRecord<byte[], byte[]>> records, String policy, String label)
            throws Exception {
        int port = Ports.free();
        try (Child gate = start(
                "embedded",
                "run",
                "--embedded",
                "--embedded-port",
                Integer.toString(port),
                "--application-id",
                label,
                "--http-port",
                "0",
                "--policy",
                Files.writeString(folder.resolve("embedded.yaml"), policy).toString(),
                "--state-dir",
                folder.resolve("embedded/state").toString())) {
            await().atMost(WITHIN).until(() -> {
                assertThat(gate.isAlive()).as(gate.err()).isTrue();
                return gate.err().contains("running: ");
            });
            String bootstrap = "127.0.0.1:" + port;
            send(bootstrap, records);
            headers("headers of embedded", decided(bootstrap, records.size() - SecretRecords.WAITING, gate));
            gate.terminate();
            Child.Result result = gate.await();
            assertThat(result.code()).isEqualTo(143);
            say("embedded", result);
        }
    }

    /** What can stand in a file, a line a sample; the lines that are no JSON are named. */
    private void judgeFile(List<ProducerRecord<byte[], byte[]>> records) throws IOException, InterruptedException {
        String lines = records.stream()
                .map(ProducerRecord::value)
                .filter(Objects::nonNull)
                .map(value -> new String(value, StandardCharsets.ISO_8859_1).replaceAll("[\r\n]", " ") + "\n")
                .collect(Collectors.joining());
        String file = Files.write(folder.resolve("samples.jsonl"), lines.getBytes(StandardCharsets.ISO_8859_1))
                .toString();
        String policy = folder.resolve("policy.yaml").toString();
        try (Child score = start("score", "score", "--verbose", file, "--policy", policy);
                Child simulate = start("simulate", "simulate", "--verbose", file, "--policy", policy)) {
            for (Child judging : List.of(score, simulate)) {
                Child.Result result = judging.await();
                assertThat(result.code()).as(result.err()).isZero();
                say(judging == score ? "score" : "simulate", result);
            }
        }
        log("score.log");
        log("simulate.log");
    }

    private Child start(String name, String... args) throws IOException {
        String java = """
                handlers = java.util.logging.ConsoleHandler
                .level = ALL
                java.util.logging.ConsoleHandler.level = ALL
                """;
        return Child.start(
                List.of(
                        "-Djava.util.logging.config.file=" + Files.writeString(folder.resolve("logging"), java),
                        "-Dlogback.configurationFile=" + traceXml(),
                        "-Dtidegate.trace=" + folder.resolve(name + ".log")),
                folder,
                args);
    }

    private static void send(String bootstrap, List<ProducerRecord<byte[], byte[]>> records) {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                var unused = producer.send(record);
            }
        }
    }

    /** What left the gate, when so many records have. */
    private static List<ConsumerRecord<byte[], byte[]>> decided(String bootstrap, int count, Child gate) {
        List<ConsumerRecord<byte[], byte[]>> left = new ArrayList<>();
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                "test",
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("tidegate.accepted", "tidegate.quarantine", "tidegate.feedback"));
            await().atMost(WITHIN).until(() -> {
                assertThat(gate.isAlive()).isTrue();
                consumer.poll(Duration.ofMillis(100)).forEach(left::add);
                return left.stream()
                                        .filter(r -> !r.topic().endsWith("feedback"))
                                        .count()
                                == count
                        && left.size() > count;
            });
        }
        return left;
    }

    /** What the gate's HTTP server answers, to whoever asks what. */
    private void ask(int port, String token) throws IOException {
        List<String> requests = new ArrayList<>();
        for (String path :
                List.of("/metrics", "/livez", "/readyz", "/ledger", "/", "/" + secrets.plantWord("a path"))) {
            requests.add("GET " + path + "?q=" + secrets.plantWord("a query") + " HTTP/1.1\r\nHost: x\r\nX: "
                    + secrets.plant("a header"));
            requests.add("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token);
        }
        requests.add("GET /ledger HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + secrets.plantWord("a wrong token"));
        requests.add("GET /ledger HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + secrets.plantWord("a login"));
        requests.add("POST /ledger HTTP/1.1\r\nHost: x\r\nContent-Length: 24\r\nAuthorization: Bearer " + token
                + "\r\n\r\n" + secrets.plantWord("a body"));
        requests.add(secrets.plantWord("a method") + " /metrics HTTP/1.1\r\nHost: x");
        requests.add("GET " + secrets.plant("no request"));
        requests.add("GET /%" + secrets.plantWord("a path that can't be read") + " HTTP/1.1");
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        for (String request : requests) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                String ended = request.contains("\r\n\r\n") ? request : request + "\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(ended.getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
                answers.write(socket.getInputStream().readAllBytes());
            }
        }
        said.put("http", answers.toByteArray());
    }

    private void command(int code, String command, String... run) {
        say(command, InProcess.run(with(command, run)), code);
    }

    /** Another command with the settings of {@code run}. */
    private static String[] with(String command, String... run) {
        return Stream.concat(Stream.of(command.split(" ", -1)), Stream.of(run).skip(1))
                .toArray(String[]::new);
    }

    private void say(String name, InProcess.Result result, int code) {
        assertThat(result.code()).as(name + ": " + result.out() + result.err()).isEqualTo(code);
        said.put(name, (result.out() + result.err()).getBytes(StandardCharsets.UTF_8));
    }

    private void say(String name, Child.Result result) {
        said.put(name, (result.out() + result.err()).getBytes(StandardCharsets.UTF_8));
    }

    /** The gate's own headers of decided records, and all of what producers are told. */
    private void headers(String name, List<ConsumerRecord<byte[], byte[]>> left) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ConsumerRecord<byte[], byte[]> record : left) {
            if (record.topic().endsWith("feedback")) {
                all.write(record.key());
                all.write(record.value());
            } else {
                for (Header header : record.headers()) {
                    if (header.key().startsWith("tidegate-") && !header.key().startsWith("tidegate-claim-")) {
                        all.write(header.value());
                        all.write('\n');
                    }
                }
            }
        }
        said.put(name, all.toByteArray());
    }

    private void log(String name) throws IOException {
        said.put(name, Files.readAllBytes(folder.resolve(name)));
    }

    /** Whether a log holds what is only logged if all is. */
    private void saysAll(String log, String... more) {
        String text = new String(said(log), StandardCharsets.UTF_8);
        assertThat(Stream.concat(Stream.of("TRACE org.apache.kafka.clients."), Stream.of(more)))
                .as(log)
                .allMatch(text::contains);
    }

    private byte[] said(String name) {
        return Objects.requireNonNull(said.get(name), name);
    }

    /** Who told a secret from where. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        said.forEach((name, bytes) ->
                secrets.in(bytes).forEach((place, line) -> told.add(name + " tells of " + place + ": " + line)));
        return told;
    }
}
