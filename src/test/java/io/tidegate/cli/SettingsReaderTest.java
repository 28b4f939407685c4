package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SettingsReaderTest {

    private static final SettingsReader.Machine MACHINE =
            new SettingsReader.Machine(Optional.of(Path.of("/home/ada")), 4L << 30, 3);

    @TempDir
    private Path folder = Path.of("");

    private static SettingsReader.Outcome read(Map<String, String> flags, Map<String, String> environment) {
        return new SettingsReader(environment, MACHINE).read(flags);
    }

    private static Settings valid(Map<String, String> flags, Map<String, String> environment) {
        SettingsReader.Outcome outcome = read(flags, environment);
        assertThat(outcome).isInstanceOf(SettingsReader.Valid.class);
        return ((SettingsReader.Valid) outcome).settings();
    }

    private static List<String> mistakes(Map<String, String> flags, Map<String, String> environment) {
        SettingsReader.Outcome outcome = read(flags, environment);
        assertThat(outcome).as(flags + " " + environment).isInstanceOf(SettingsReader.Invalid.class);
        return ((SettingsReader.Invalid) outcome)
                .mistakes().stream().map(SettingsReader.Mistake::toString).toList();
    }

    private String file(String text) {
        try {
            return Files.writeString(folder.resolve("gate.properties"), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void defaults() {
        assertThat(valid(Map.of(), Map.of("PATH", "/bin")))
                .isEqualTo(new Settings(
                        Optional.empty(),
                        "tidegate",
                        "tidegate",
                        Path.of("/home/ada/.tidegate/state"),
                        Optional.empty(),
                        1 << 20,
                        2L << 30,
                        3,
                        6,
                        (short) -1,
                        100,
                        "127.0.0.1",
                        8080,
                        Optional.empty(),
                        12,
                        LogFormat.TEXT,
                        Map.of(),
                        Map.of()));
    }

    @Test
    void flagsGoBeforeVariablesAndVariablesBeforeTheFile() {
        String file = file("threads=1\npartitions=1\nhttp-port=1\nkafka.client.id=file\n");
        Settings settings = valid(
                Map.of("settings", file, "threads", "3"),
                Map.of("TIDEGATE_THREADS", "2", "TIDEGATE_PARTITIONS", "2", "TIDEGATE_KAFKA_CLIENT_ID", "variable"));
        assertThat(settings.threads()).isEqualTo(3);
        assertThat(settings.partitions()).isEqualTo(2);
        assertThat(settings.httpPort()).isEqualTo(1);
        assertThat(settings.kafka()).containsExactly(Map.entry("client.id", "variable"));
        assertThat(settings.describe())
                .contains("threads = 3  (flag)\n")
                .contains("partitions = 2  (environment)\n")
                .contains("http-port = 1  (file)\n")
                .contains("http-host = 127.0.0.1  (default)\n")
                .contains("kafka.client.id = variable  (environment)\n");
        assertThat(valid(Map.of(), Map.of("TIDEGATE_SETTINGS", file)).threads()).isEqualTo(1);
    }

    @Test
    void everySettingHasAFlagAVariableAndALine() {
        Map<String, String> values = Map.ofEntries(
                Map.entry("bootstrap", "a:1,[::1]:2"),
                Map.entry("application-id", "app"),
                Map.entry("prefix", "p.q"),
                Map.entry("state-dir", "/s"),
                Map.entry("policy", "/p.yaml"),
                Map.entry("max-sample-bytes", "512KiB"),
                Map.entry("index-memory", "3GiB"),
                Map.entry("threads", "2"),
                Map.entry("partitions", "4"),
                Map.entry("replication-factor", "3"),
                Map.entry("commit-interval-ms", "50"),
                Map.entry("http-host", "0.0.0.0"),
                Map.entry("http-port", "0"),
                Map.entry("http-token", "0123456789abcdef"),
                Map.entry("max-dataset-labels", "5"),
                Map.entry("log", "text"));
        assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(SettingsReader.NAMES);
        Settings expected = new Settings(
                Optional.of("a:1,[::1]:2"),
                "app",
                "p.q",
                Path.of("/s"),
                Optional.of(Path.of("/p.yaml")),
                512 << 10,
                3L << 30,
                2,
                4,
                (short) 3,
                50,
                "0.0.0.0",
                0,
                Optional.of("0123456789abcdef"),
                5,
                LogFormat.TEXT,
                Map.of(),
                Map.of());
        List<String> arguments = new ArrayList<>();
        Map<String, String> variables = new java.util.HashMap<>();
        StringBuilder lines = new StringBuilder();
        values.forEach((name, value) -> {
            arguments.add("--" + name);
            arguments.add(value);
            variables.put("TIDEGATE_" + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'), value);
            lines.append(name).append(" : ").append(value).append('\n');
        });
        SettingsOptions options = new SettingsOptions(Map.of(), new Journal());
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("settings", spec(options)))
                .parseArgs(arguments.toArray(String[]::new));

        for (Settings settings : List.of(
                valid(options.given(), Map.of()),
                valid(Map.of(), variables),
                valid(Map.of("settings", file(lines.toString())), Map.of()))) {
            assertThat(settings)
                    .usingRecursiveComparison()
                    .ignoringFields("from")
                    .isEqualTo(expected);
        }
    }

    private static CommandLine.Model.CommandSpec spec(SettingsOptions options) {
        return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
    }

    @Test
    void kafkasKeysPassUntouched() {
        SettingsOptions options = new SettingsOptions(Map.of(), new Journal());
        String jaas = "org.apache.X required username=\"u\" password=\"a=b,c\";";
        new CommandLine(spec(options))
                .parseArgs("--kafka", "security.protocol=SSL", "--kafka", "kafka.sasl.jaas.config=" + jaas);
        Settings settings = valid(
                options.given(),
                Map.of("TIDEGATE_KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", "https", "TIDEGATE_KAFKA_X", ""));
        assertThat(settings.kafka())
                .isEqualTo(Map.of(
                        "security.protocol", "SSL",
                        "sasl.jaas.config", jaas,
                        "ssl.endpoint.identification.algorithm", "https"));
        assertThat(settings.describe())
                .contains("kafka.sasl.jaas.config = ****  (flag)")
                .doesNotContain("a=b");
    }

    @Test
    void whatTheGatePromisesIsNotForKafkasKeys() {
        assertThat(mistakes(Map.of("kafka.processing.guarantee", "at_least_once"), Map.of()))
                .containsExactly("--kafka kafka.processing.guarantee: can't be set: the gate always runs exactly-once");
        assertThat(mistakes(Map.of(), Map.of("TIDEGATE_KAFKA_BOOTSTRAP_SERVERS", "a:1")))
                .containsExactly("TIDEGATE_KAFKA_BOOTSTRAP_SERVERS: can't be set: set bootstrap instead");
    }

    @Test
    void allMistakesComeAtOnceWithTheirPlace() {
        String file =
                file("# the gate\nthread=2\n\nhttp-port=\\\n  99999\nhttp-port=1\nssl.password=hunter2\npolicy=\n");
        assertThat(mistakes(
                        Map.of("settings", file, "max-sample-bytes", "17MiB"),
                        Map.of("TIDEGATE_TREADS", "1", "TIDEGATE_PARTITIONS", "six", "TIDEGATE_WHATEVER", "x")))
                .containsExactlyInAnyOrder(
                        "TIDEGATE_TREADS: is no known setting (did you mean TIDEGATE_THREADS?)",
                        "TIDEGATE_WHATEVER: is no known setting",
                        "TIDEGATE_PARTITIONS: must be a whole number, not 'six'",
                        "--max-sample-bytes: must be from 1024 to 16777216, not 17825792",
                        file + ":2: thread is no known setting (did you mean threads?)",
                        file + ":4: http-port must be from 0 to 65535, not 99999",
                        file + ":6: http-port is here twice; the first is in line 4",
                        file + ":7: ssl.password is no known setting (did you mean kafka.ssl.password?)",
                        file + ":8: policy has no value");
    }

    @Test
    void everySettingMisspeltByOneLetterIsSuggested() {
        for (String name : SettingsReader.NAMES) {
            for (int i = 0; i < name.length(); i++) {
                String misspelt = name.substring(0, i) + name.substring(i + 1);
                assertThat(mistakes(Map.of("settings", file(misspelt + "=1")), Map.of()))
                        .singleElement()
                        .asString()
                        .endsWith(":1: " + misspelt + " is no known setting (did you mean " + name + "?)");
            }
        }
    }

    @Test
    void variablesThatKubernetesSetsForAServiceAreNotOurs() {
        Settings settings = valid(
                Map.of(),
                Map.of(
                        "TIDEGATE_SERVICE_HOST", "10.0.0.1",
                        "TIDEGATE_SERVICE_PORT_HTTP", "8080",
                        "TIDEGATE_PORT", "tcp://10.0.0.1:8080",
                        "TIDEGATE_PORT_8080_TCP_ADDR", "10.0.0.1",
                        "TIDEGATE_KAFKA_SERVICE_HOST", "10.0.0.2",
                        "TIDEGATE_KAFKA_PORT_9092_TCP", "tcp://10.0.0.2:9092",
                        "TIDEGATE_POLICY", ""));
        assertThat(settings.kafka()).isEmpty();
        assertThat(settings.policy()).isEmpty();
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        assertThat(mistakes(Map.of("settings", "/no/such"), Map.of()))
                .containsExactly("--settings: there is no file /no/such");
        assertThat(mistakes(Map.of("settings", folder.toString()), Map.of()).get(0))
                .contains("can't read");
        Path latin = Files.write(folder.resolve("latin"), new byte[] {'a', '=', (byte) 0xe9});
        assertThat(mistakes(Map.of("settings", latin.toString()), Map.of()).get(0))
                .contains("as UTF-8 text");
        assertThat(mistakes(Map.of("settings", file("prefix=a\nthreads=\\u00\n")), Map.of())
                        .get(0))
                .contains(":2: ");
        assertThat(mistakes(Map.of("settings", file("settings=b\n")), Map.of()).get(0))
                .contains("no known setting");
    }

    @Test
    void sizes() {
        Map<String, Integer> sizes =
                Map.of("1024", 1024, "1KiB", 1024, "512KiB", 512 << 10, "1MiB", 1 << 20, "16 mib", 16 << 20);
        sizes.forEach((text, bytes) -> assertThat(
                        valid(Map.of("max-sample-bytes", text), Map.of()).maxSampleBytes())
                .isEqualTo(bytes));
        for (String wrong :
                List.of("1023", "0", "-1", "16777217", "1MB", "1.5MiB", "x", "1GiB", "999999999999999GiB")) {
            assertThat(mistakes(Map.of("max-sample-bytes", wrong), Map.of()))
                    .as(wrong)
                    .hasSize(1);
        }
    }

    @Test
    void valuesOutsideTheirRange() {
        Map<String, List<String>> wrong = Map.of(
                "bootstrap", List.of("host", "host:0", "host:65536", "a:1,", ":9", "PLAINTEXT://a:1", "a b:1"),
                "prefix", List.of("a/b", "..", "é", "x".repeat(101)),
                "threads", List.of("0", "1.0", "99999999999999999999"),
                "replication-factor", List.of("0", "-2", "many"),
                "commit-interval-ms", List.of("0", "60000"),
                "http-host", List.of("a b"),
                "http-token", List.of("short", "0123456789abcde f"),
                "state-dir", List.of("\0"),
                "log", List.of("xml", "JSON"));
        wrong.forEach((name, values) -> values.forEach(value -> assertThat(mistakes(Map.of(name, value), Map.of()))
                .as(name + "=" + value)
                .singleElement()
                .asString()
                .startsWith("--" + name + ": must be ")));
        assertThat(mistakes(Map.of("bootstrap", "ada:hunter2@host:9092"), Map.of())
                        .get(0))
                .doesNotContain("hunter2");
        assertThat(valid(Map.of("replication-factor", "default"), Map.of()).replicationFactor())
                .isEqualTo((short) -1);
        Settings fine = valid(Map.of(), Map.of());
        assertThatThrownBy(() -> fine.withBootstrap("nowhere", "test")).hasMessageContaining("HOST:PORT");
        assertThat(fine.withBootstrap("a:1", "test").bootstrap()).contains("a:1");
    }

    @Test
    void withoutAHomeTheStateNeedsAPlace() {
        SettingsReader reader = new SettingsReader(Map.of(), new SettingsReader.Machine(Optional.empty(), 1 << 30, 1));
        assertThat(reader.read(Map.of())).isInstanceOf(SettingsReader.Invalid.class);
        assertThat(reader.read(Map.of("state-dir", "/s"))).isInstanceOf(SettingsReader.Valid.class);
    }

    @Test
    void secretsAreMaskedAndNothingElse() {
        List<String> secret = new ArrayList<>(List.of(
                "sasl.jaas.config",
                "ssl.keystore.password",
                "ssl.truststore.password",
                "ssl.key.password",
                "ssl.keystore.key",
                "SSL.KEYSTORE.KEY",
                "producer.ssl.key.password",
                "sasl.oauthbearer.client.credentials.client.secret",
                "sasl.oauthbearer.token.endpoint.url",
                "schema.registry.basic.auth.user.info",
                "basic.auth.credentials.source",
                "aws.secret.access.key"));
        for (ConfigDef config : List.of(
                ProducerConfig.configDef(),
                ConsumerConfig.configDef(),
                AdminClientConfig.configDef(),
                StreamsConfig.configDef())) {
            config.configKeys().values().stream()
                    .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                    .filter(key -> !key.name.equals("ssl.truststore.certificates")
                            && !key.name.equals("ssl.keystore.certificate.chain")) // public, though typed so
                    .forEach(key -> secret.add(key.name));
        }
        assertThat(secret)
                .allSatisfy(key -> assertThat(Settings.masked(key, "hunter2")).isEqualTo("****"));
        for (String shown : List.of("security.protocol", "ssl.keystore.location", "sasl.mechanism", "client.id")) {
            assertThat(Settings.masked(shown, "hunter2")).isEqualTo("hunter2");
        }
        assertThat(Settings.masked("registry.url", "https://ada:hunter2@host:8081/x"))
                .isEqualTo("https://****@host:8081/x");
        assertThat(Settings.masked("registry.url", "http://a:p1@h1,http://b:p@2@h2"))
                .isEqualTo("http://****@h2");
        assertThat(Settings.masked("proxy", "ada:hunter2@host:1")).isEqualTo("****@host:1");
        assertThat(Settings.masked("x", "login password = hunter2")).isEqualTo("****");
        assertThat(Settings.masked("principal", "kafka/host@REALM")).isEqualTo("kafka/host@REALM");
        assertThat(valid(Map.of("kafka.x", "a\nprefix = b"), Map.of())
                        .describe()
                        .lines())
                .hasSize(17);
    }
}
