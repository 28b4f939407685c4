package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Ports;
import io.tidegate.Readme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's walk-through works as it is written. */
class ReadmeIT {

    @TempDir
    private Path folder;

    @Test
    void theWalkThroughPrintsWhatTheReadmeShows() throws IOException, InterruptedException {
        // Given
        String script = "set -euo pipefail\nPATH=" + commandFolder() + ":$PATH\n"
                + Readme.blocks("bash walkthrough")
                        .get(0)
                        .replace("19092", Integer.toString(Ports.free()))
                        .replace("18080", Integer.toString(Ports.free()))
                + "wait || true\n";
        Path out = folder.resolve("out.txt");

        // When
        Process bash = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        boolean ended = bash.waitFor(300, TimeUnit.SECONDS);
        bash.descendants().forEach(ProcessHandle::destroy);
        bash.destroy();

        // Then
        assertThat(ended).as(Files.readString(folder.resolve("err.txt"))).isTrue();
        assertThat(lines(Files.readString(out, StandardCharsets.UTF_8)))
                .containsExactlyElementsOf(lines(Readme.blocks("text").get(1)));
    }

    /** A folder that holds the program under the name that the README gives it. */
    private Path commandFolder() throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path jar = Path.of("target", "tidegate.jar").toAbsolutePath();
        Path command = Files.writeString(
                bin.resolve("tidegate"),
                "#!/bin/sh\nexec '" + java + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar '" + jar + "' \"$@\"\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        return bin;
    }

    /**
     * Without what differs from run to run: the version, fingerprints, where keyless records land, and the
     * order of what lies in different partitions.
     */
    private static List<String> lines(String text) {
        return text.lines()
                .map(line -> line.replaceAll("sha256:[0-9a-f…]+", "sha256:…")
                        .replaceAll("\"gate\":\"[^\"]*\"", "\"gate\":\"…\"")
                        .replaceAll("samples-\\d+-\\d+", "samples-0-0"))
                .sorted()
                .toList();
    }
}
