package io.tidegate.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs that a machine may have or not. */
final class Installed {

    private Installed() {}

    /** Skips the test where the program is missing, and says so. */
    static void assume(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        boolean there = Arrays.stream(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(there, program + " isn't installed: apt-get install prometheus");
    }
}
