package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators get wrong most often, where no broker is there: one message says what and what to do, and the exit code is right. */
class OperatorFaultsTest {

    private static final String NOWHERE = "127.0.0.1:1";

    @TempDir
    private Path folder = Path.of("");

    /**
     * A command and what it must say.
     *
     * @param command words; FOLDER stands for a folder of the test's own, TAKEN for a port that somebody listens on, FREE for one
     *     that nobody does
     * @param words each stands in the message
     */
    record Fault(String name, int code, String command, List<String> words) {

        static Fault of(String name, int code, String command, String... words) {
            return new Fault(name, code, command, List.of(words));
        }

        @Override
        public String toString() {
            return name;
        }

        /**
         * Runs the command and holds the answer against what it must be.
         *
         * @param filled what stands for a word
         * @param more at the command's end
         */
        void happen(UnaryOperator<String> filled, String... more) {
            List<String> args = new ArrayList<>(
                    Arrays.stream(command.split(" ")).map(filled).toList());
            args.addAll(List.of(more));
            check(
                    InProcess.run(Map.of(), "", args.toArray(String[]::new)),
                    words.stream().map(filled).toList());
        }

        private void check(InProcess.Result result, List<String> all) {
            assertThat(result.code()).as(result.err()).isEqualTo(code);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .contains(all)
                    .doesNotContain("\tat ", "Caused by", "Exception:", "hunter2", "a bug of ours");
            List<String> told = result.err()
                    .lines()
                    .filter(line -> line.startsWith("tidegate: "))
                    .filter(line -> all.stream().anyMatch(line::contains))
                    .toList();
            assertThat(told).as(result.err()).isNotEmpty();
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                Fault.of("a command misspelt", 2, "rnu", "did you mean run?"),
                Fault.of("a flag misspelt", 2, "run --bootstrapp a:1", "did you mean --bootstrap?"),
                Fault.of("no broker named", 2, "run --state-dir FOLDER/s", "--bootstrap HOST:PORT"),
                Fault.of(
                        "the wrong port",
                        3,
                        "run --http-port 0 --state-dir FOLDER/s --bootstrap " + NOWHERE,
                        "No Kafka broker answers at " + NOWHERE,
                        "is it running"),
                Fault.of(
                        "a host that nobody knows",
                        3,
                        "run --http-port 0 --state-dir FOLDER/s --bootstrap no-such-host.invalid:9092",
                        "no-such-host.invalid:9092",
                        "the host must have a name"),
                Fault.of(
                        "an address without a port",
                        2,
                        "run --http-port 0 --state-dir FOLDER/s --bootstrap kafka",
                        "must be HOST:PORT"),
                Fault.of(
                        "a setting misspelt in a file",
                        2,
                        "run --settings FOLDER/typo.properties",
                        "typo.properties:2",
                        "did you mean threads?"),
                Fault.of("a settings file that is not there", 2, "run --settings FOLDER/none", "there is no file"),
                Fault.of("a number that is none", 2, "run --bootstrap a:1 --threads two", "--threads", "'two'"),
                Fault.of(
                        "a sample limit too large",
                        2,
                        "run --bootstrap a:1 --max-sample-bytes 17MiB",
                        "--max-sample-bytes",
                        "16777216"),
                Fault.of(
                        "YAML that can't be read",
                        2,
                        "run --bootstrap a:1 --policy FOLDER/broken.yaml",
                        "broken.yaml:"),
                Fault.of(
                        "a policy key misspelt",
                        2,
                        "run --bootstrap a:1 --policy FOLDER/typo.yaml",
                        "typo.yaml:1",
                        "did you mean novelty?"),
                Fault.of(
                        "a policy value out of range",
                        2,
                        "run --bootstrap a:1 --policy FOLDER/range.yaml",
                        "range.yaml:1",
                        "minCharacters"),
                Fault.of(
                        "a policy that is not there",
                        2,
                        "run --bootstrap a:1 --policy FOLDER/none",
                        "there is no such file"),
                Fault.of("a policy that is a folder", 2, "run --bootstrap a:1 --policy FOLDER", "FOLDER"),
                Fault.of(
                        "a security protocol that Kafka doesn't know",
                        3,
                        "run --http-port 0 --state-dir FOLDER/s --bootstrap " + NOWHERE
                                + " --kafka security.protocol=TLS",
                        "kafka.* setting is wrong",
                        "security.protocol"),
                Fault.of(
                        "a trust store that is not there",
                        3,
                        "run --http-port 0 --state-dir FOLDER/s --bootstrap " + NOWHERE
                                + " --kafka security.protocol=SSL --kafka ssl.truststore.location=FOLDER/none"
                                + " --kafka ssl.truststore.password=hunter2",
                        "kafka.* setting is wrong: there is no file FOLDER/none"),
                Fault.of(
                        "SASL without a login",
                        3,
                        "run --http-port 0 --state-dir FOLDER/s --bootstrap " + NOWHERE
                                + " --kafka security.protocol=SASL_SSL --kafka sasl.mechanism=PLAIN",
                        "kafka.sasl.jaas.config"),
                Fault.of(
                        "the embedded Kafka's port in use",
                        3,
                        "run --embedded --embedded-port TAKEN --http-port 0 --state-dir FOLDER/s",
                        "TAKEN"),
                Fault.of(
                        "an embedded Kafka where nothing may be written",
                        3,
                        "run --embedded --embedded-port 0 --http-port 0 --state-dir /proc/tidegate/state",
                        "The folder /proc/tidegate/kafka",
                        "state-dir"),
                Fault.of("a token too short", 2, "run --bootstrap a:1 --http-token hunter2", "--http-token"),
                Fault.of("a file to score that is not there", 2, "score FOLDER/none", "there is no file"),
                Fault.of("a folder to score", 2, "score FOLDER", "FOLDER"),
                Fault.of("a file that is no gzip", 1, "score FOLDER/plain.gz", "plain.gz", "gzip"),
                Fault.of(
                        "a file to send that is not there",
                        2,
                        "send --bootstrap " + NOWHERE + " FOLDER/none",
                        "there is no file"),
                Fault.of("a folder to send", 2, "send --bootstrap " + NOWHERE + " FOLDER", "FOLDER"),
                Fault.of(
                        "sending to no broker",
                        3,
                        "send --bootstrap " + NOWHERE + " FOLDER/samples.jsonl",
                        "No Kafka broker answers at " + NOWHERE),
                Fault.of(
                        "topics on no broker",
                        3,
                        "topics --bootstrap " + NOWHERE,
                        "No Kafka broker answers at " + NOWHERE),
                Fault.of(
                        "tail on no broker",
                        3,
                        "tail accepted --bootstrap " + NOWHERE,
                        "No Kafka broker answers at " + NOWHERE),
                Fault.of(
                        "replay on no broker",
                        3,
                        "replay --all --bootstrap " + NOWHERE,
                        "No Kafka broker answers at " + NOWHERE),
                Fault.of(
                        "audit on no broker",
                        3,
                        "audit accepted --bootstrap " + NOWHERE,
                        "No Kafka broker answers at " + NOWHERE),
                Fault.of("health of no gate", 3, "health --http-port FREE", "no gate answers at http://127.0.0.1:FREE"),
                Fault.of("top of no gate", 3, "top --http-port FREE", "no gate answers at http://127.0.0.1:FREE"),
                Fault.of(
                        "ledger of no gate", 3, "ledger --http-port FREE", "no gate answers at http://127.0.0.1:FREE"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isToldWhatToDo(Fault fault) throws IOException {
        Files.writeString(folder.resolve("typo.properties"), "# the gate\nthread=2\n");
        Files.writeString(folder.resolve("broken.yaml"), "datasets:\n  a: {novelty: {\n");
        Files.writeString(folder.resolve("typo.yaml"), "datasets: {a: {novelti: {}}}\n");
        Files.writeString(folder.resolve("range.yaml"), "datasets: {a: {text: {minCharacters: -1}}}\n");
        Files.writeString(folder.resolve("plain.gz"), "{\"text\": \"x\"}\n");
        Files.writeString(folder.resolve("samples.jsonl"), "{\"text\": \"x\"}\n");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String free = Integer.toString(Ports.free());
            fault.happen(word -> filled(word, folder, taken.getLocalPort(), free));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String filled(String word, Path folder, int taken, String free) {
        return word.replace("FOLDER", folder.toString())
                .replace("TAKEN", Integer.toString(taken))
                .replace("FREE", free);
    }
}
