package io.tidegate.cli;

import io.tidegate.cli.OperatorFaultsTest.Fault;
import io.tidegate.stream.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators get wrong with a broker that is there; what else they do is in StartRefusalIT, DoctorIT and CommandsIT. */
class OperatorFaultsIT {

    private static final String SOON =
            " --kafka admin.default.api.timeout.ms=2000 --kafka admin.request.timeout.ms=1000";

    @TempDir
    private static Path folder = Path.of("");

    private static Optional<EmbeddedKafka> kafka = Optional.empty();

    @BeforeAll
    static void start() throws IOException {
        EmbeddedKafka started = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        kafka = Optional.of(started);
        Files.writeString(folder.resolve("file"), "");
        Files.writeString(folder.resolve("samples.jsonl"), "{\"text\": \"x\"}\n");
        InProcess.run("topics", "--bootstrap", started.bootstrap(), "--prefix", "made", "--partitions", "4");
    }

    @AfterAll
    static void stop() {
        kafka.ifPresent(EmbeddedKafka::close);
    }

    static Stream<Fault> faults() {
        return Stream.of(
                Fault.of(
                        "topics that nobody made",
                        3,
                        "run --prefix none --http-port 0 --state-dir FOLDER/s",
                        "topic none.samples is missing",
                        "`tidegate topics`"),
                Fault.of(
                        "TLS on a plain port",
                        3,
                        "run --prefix made --http-port 0 --state-dir FOLDER/s --kafka security.protocol=SSL" + SOON,
                        "kafka.security.protocol"),
                Fault.of(
                        "a state directory that is a file",
                        3,
                        "run --prefix made --http-port 0 --state-dir FOLDER/file",
                        "The state directory FOLDER/file can't be written. Name another with state-dir. (it is a file)"),
                Fault.of(
                        "a state directory that can't be written",
                        3,
                        "run --prefix made --http-port 0 --state-dir /proc/tidegate",
                        "The state directory /proc/tidegate can't be written. Name another with state-dir."),
                Fault.of(
                        "more replicas than brokers",
                        3,
                        "topics --prefix copied --replication-factor 3",
                        "set replication-factor"),
                Fault.of(
                        "the admin port in use",
                        3,
                        "run --prefix made --state-dir FOLDER/s --http-port TAKEN",
                        "can't be served at 127.0.0.1:TAKEN",
                        "Choose another port with http-port"),
                Fault.of(
                        "an admin address of another machine",
                        3,
                        "run --prefix made --state-dir FOLDER/s --http-host 192.0.2.1 --http-port 0",
                        "can't be served at 192.0.2.1:0",
                        "http-host"),
                Fault.of(
                        "sending to no topic",
                        3,
                        "send --prefix none FOLDER/samples.jsonl",
                        "none.samples is missing",
                        "`tidegate topics`"),
                Fault.of(
                        "reading no topic",
                        3,
                        "tail accepted --prefix none",
                        "none.accepted is missing",
                        "`tidegate topics`"),
                Fault.of(
                        "replaying no topic",
                        3,
                        "replay --all --prefix none",
                        "none.quarantine is missing",
                        "`tidegate topics`"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isToldWhatToDo(Fault fault) {
        String bootstrap = kafka.orElseThrow().bootstrap();
        String taken = bootstrap.substring(bootstrap.indexOf(':') + 1); // by Kafka itself
        fault.happen(
                word -> word.replace("FOLDER", folder.toString()).replace("TAKEN", taken), "--bootstrap", bootstrap);
    }
}
