package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Fatal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

    @TempDir
    private Path folder = Path.of("");

    @CommandLine.Command(name = "throwing")
    private record Throwing(RuntimeException failure) implements Callable<Integer> {

        @Override
        public Integer call() {
            throw failure;
        }
    }

    private static String thrown(RuntimeException failure, int code) {
        StringWriter err = new StringWriter();
        CommandLine line =
                Main.commandLine(Map.of()).addSubcommand(new Throwing(failure)).setErr(new PrintWriter(err, true));
        assertThat(line.execute("throwing")).isEqualTo(code);
        return err.toString();
    }

    private static void collect(CommandLine line, String path, List<String> paths) {
        paths.add(path);
        line.getSubcommands().forEach((name, sub) -> {
            if (!name.equals("help")) {
                collect(sub, (path + " " + name).strip(), paths);
            }
        });
    }

    private static String refused(String... args) {
        InProcess.Result result = InProcess.run(args);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        return result.err();
    }

    @Test
    void everyCommandHelpsWithAnExample() {
        List<String> paths = new ArrayList<>();
        collect(Main.commandLine(Map.of()), "", paths);
        assertThat(paths).contains("", "demo", "run", "topics", "send", "tail", "replay", "score", "policy check");

        for (String path : paths) {
            InProcess.Result result = InProcess.run((path + " --help").strip().split(" "));

            assertThat(result.code()).as(path).isZero();
            assertThat(result.out()).as(path).contains("Usage: tidegate").containsPattern("Examples?:");
            assertThat(result.err()).as(path).isEmpty();
        }
        assertThat(InProcess.run("--help").out()).contains("Exit codes:", "3   Kafka", "tidegate demo");
        assertThat(InProcess.run("--version").out()).startsWith("tidegate ");
    }

    @Test
    void aSlipIsAnsweredWithWhatWasMeant() {
        assertThat(refused("rnu")).contains("'rnu'", "did you mean run?");
        assertThat(refused("run", "--bootstrapp", "a:1")).contains("did you mean --bootstrap?", "tidegate run --help");
        assertThat(refused("send", "--datasett=x", "f")).contains("did you mean --dataset?");
        assertThat(refused("tail", "--form-beginning", "accepted")).contains("did you mean --from-beginning?");
        assertThat(refused("tail", "refused")).contains("must be accepted or quarantine, not 'refused'");
        assertThat(refused("score")).contains("FILE", "tidegate score --help");
        assertThat(refused()).contains("tidegate demo").doesNotContain("\tat ");
    }

    @Test
    void whatIsWrongIsNotPushedAwayByHelp() {
        for (String command : List.of("rnu", "score", "send", "tail", "run --nothing", "policy")) {
            assertThat(refused(command.split(" ")).lines()).as(command).hasSize(2);
        }
    }

    @Test
    void failuresHaveTheirExitCodes() {
        assertThat(thrown(Failure.failed("it went wrong"), 1)).isEqualTo("tidegate: it went wrong\n");
        assertThat(thrown(Failure.usage("wrong flag"), 2)).isEqualTo("tidegate: wrong flag\n");
        assertThat(thrown(new Fatal("no broker"), 3)).isEqualTo("tidegate: no broker\n");
        assertThat(thrown(new IllegalStateException("a sample's text"), 1))
                .contains("a bug of ours: java.lang.IllegalStateException at io.tidegate.cli.MainTest", "--verbose")
                .doesNotContain("a sample's text")
                .doesNotContain("\tat ");
    }

    @Test
    void everyMistakeInTheConfigurationIsSaidAtOnce() throws IOException {
        String policy = Files.writeString(
                        folder.resolve("policy.yaml"), "datasets: {a: {novelti: {}}, b: {text: {minCharacters: -1}}}\n")
                .toString();

        assertThat(refused("score", "-", "--policy", policy))
                .contains("policy.yaml:1: datasets.a.novelti", "did you mean novelty?", "minCharacters");
        assertThat(refused("run", "--bootstrap", "127.0.0.1:1", "--policy", policy))
                .contains("did you mean novelty?", "minCharacters");
        assertThat(refused(
                        "run", "--embedded", "--policy", folder.resolve("none").toString()))
                .contains("none: there is no such file");
        assertThat(refused("score", "-", "--settings", folder.resolve("none").toString()))
                .contains("there is no file");
        assertThat(refused("score", "-", "--threads", "0", "--http-port=x")).contains("--threads", "--http-port");

        InProcess.Result variable = InProcess.run(Map.of("TIDEGATE_BOOTSTRAPS", "a:1"), "", "score", "-");
        assertThat(variable.code()).isEqualTo(2);
        assertThat(variable.err()).contains("did you mean TIDEGATE_BOOTSTRAP?");
    }

    @Test
    void commandsThatNeedKafkaAskForIt() {
        for (String command : List.of("run", "topics", "send -", "tail accepted", "replay --all")) {
            assertThat(refused(command.split(" "))).as(command).contains("--bootstrap", "TIDEGATE_BOOTSTRAP");
        }
        assertThat(refused("run", "--embedded", "--bootstrap", "a:1")).contains("one of the two");
        assertThat(refused("run", "--embedded", "--embedded-port", "65536")).contains("--embedded-port");
    }

    @Test
    void sendChecksBeforeItSends() throws IOException {
        String file = Files.writeString(folder.resolve("a"), "{}\n").toString();
        String[] send = {"send", "--bootstrap", "127.0.0.1:1", file};

        assertThat(refused(with(send, "--origin", "huma"))).contains("--origin is not human, synthetic");
        assertThat(refused(with(send, "--dataset", ""))).contains("--dataset is empty");
        assertThat(refused(with(send, "--dataset", "x".repeat(129)))).contains("--dataset is longer than 128");
        assertThat(refused(with(send, file + "b"))).contains("there is no file " + file + "b");
    }

    @Test
    void replayChecksBeforeItReads() {
        String[] replay = {"replay", "--bootstrap", "127.0.0.1:1"};

        assertThat(refused(replay)).contains("which records?");
        assertThat(refused(with(replay, "--rule", "toxicty"))).contains("did you mean toxicity?");
        assertThat(refused(with(replay, "--rule", "x"))).contains("the rules are malformed, ");
        for (String time : List.of("", "-5h", "yesterday", "2026-11-01", "99999999999999d", "5w", "h", "Z")) {
            assertThat(refused(with(replay, "--since", time))).as(time).contains("--since takes");
            assertThat(refused(with(replay, "--until", time))).as(time).contains("--until takes");
        }
    }

    @Test
    void homeIsUnderstoodWhereShellsLeaveItAlone() {
        assertThat(refused("score", "-", "--policy=~/none.yaml"))
                .contains(Path.of(System.getProperty("user.home"), "none.yaml") + ": there is no such file");
    }

    private static String[] with(String[] args, String... more) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
