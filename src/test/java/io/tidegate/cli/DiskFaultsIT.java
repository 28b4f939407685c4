package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.Child;
import io.tidegate.stream.EmbeddedKafka;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state directory on a disk of its own that is full, or read-only. Making one takes the right to mount, so root has to run this. */
class DiskFaultsIT {

    private static final int MEGABYTES = 48;
    private static final Duration WITHIN = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    private Path disk = Path.of("");
    private boolean mounted;
    private String bootstrap = "";

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        mounted = does("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tidegate-test", disk.toString());
        assumeThat(mounted).as("the right to mount a disk").isTrue();
        // Nothing has room, so all waits in escrow, which lies in the state directory
        Files.writeString(
                folder.resolve("hold.yaml"),
                "datasets: {default: {novelty: {nearDuplicate: off}, synthetic: {maxShare: 0.01, onExcess: hold}}}\n");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            does("umount", "--lazy", disk.toString());
        }
    }

    private static boolean does(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private Path filler() {
        return disk.resolve("filler");
    }

    private void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(filler())) {
            byte[] page = new byte[4096];
            for (int i = 0; i < MEGABYTES * 256 + 1; i++) {
                out.write(page);
            }
            throw new AssertionError("the disk is larger than it should be");
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    /** Large samples with little to judge, all to wait. */
    private void send(int count) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add("{\"text\":\"number " + i + "\",\"origin\":{\"kind\":\"synthetic\"},\"unread\":\""
                    + "x".repeat(300_000) + "\"}");
        }
        Path file = Files.write(folder.resolve("samples.jsonl"), lines);
        InProcess.Result sent = InProcess.run("send", file.toString(), "--bootstrap", bootstrap);
        assertThat(sent.code()).as(sent.err()).isZero();
    }

    private String[] on(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(
                "--bootstrap",
                bootstrap,
                "--policy",
                folder.resolve("hold.yaml").toString()));
        return all.toArray(String[]::new);
    }

    private Child gate() throws IOException {
        return Child.start(
                folder, on("run", "--state-dir", disk.resolve("state").toString(), "--http-port", "0"));
    }

    private void assertRefused(String... words) throws Exception {
        long begin = System.nanoTime();
        try (Child gate = gate()) {
            assertEnded(gate, begin, words);
        }
    }

    private static void assertEnded(Child gate, long begin, String... words) throws Exception {
        Child.Result result = gate.await();
        System.err.println("DiskFaultsIT: ended after " + (System.nanoTime() - begin) / 1_000_000 + " ms: "
                + result.err().lines().reduce("", (a, b) -> b));
        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(result.err()).contains(words).doesNotContain("\tat ", "a bug of ours", "A bug of ours");
    }

    private JsonNode audit() {
        InProcess.Result result = InProcess.run(on("audit", "--json", "--no-verdicts"));
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        return Output.parse(result.out());
    }

    @Test
    @DisplayName(
            "Laws 1, 8: a gate whose disk is full or read-only ends with exit code 3 and says so; mended, it loses nothing")
    void fullOrReadOnly() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            bootstrap = kafka.bootstrap();
            assertThat(InProcess.run(on("topics", "--partitions", "1")).code()).isZero();
            // Given a disk that is full from the start
            fill();
            assertRefused("The state directory " + disk.resolve("state") + " can't be written", "No space left");
            Files.delete(filler());
            // Given one that gets full while the gate runs
            try (Child gate = gate()) {
                await().atMost(WITHIN).until(() -> gate.err().contains("running: "));
                fill();
                send(70);
                assertEnded(
                        gate, System.nanoTime(), "can't be used. If the disk is full or can't be written, mend that");
            }
            Files.delete(filler());
            // Given one that can be read alone
            assertThat(does("mount", "-o", "remount,ro", disk.toString())).isTrue();
            assertRefused(
                    "The state directory " + disk.resolve("state") + " can't be written. Name another with state-dir.",
                    "read-only");
            assertThat(does("mount", "-o", "remount,rw,size=200m", disk.toString()))
                    .isTrue();
            // And when it is mended, all is decided
            try (Child gate = gate()) {
                await().atMost(WITHIN).until(() -> audit().path("inEscrow").asInt() == 70);
                // Given one that can't be written any more while the gate runs
                assertThat(does("chattr", "-R", "+i", disk.resolve("state").toString()))
                        .isTrue();
                send(70);
                assertEnded(
                        gate, System.nanoTime(), "can't be used. If the disk is full or can't be written, mend that");
            }
            // Then nothing is lost
            JsonNode left = audit();
            assertThat(left.path("inEscrow").asInt()
                            + left.path("onTheirWay").asInt()
                            + left.path("notReadYet").asInt())
                    .isEqualTo(140);
        }
    }
}
