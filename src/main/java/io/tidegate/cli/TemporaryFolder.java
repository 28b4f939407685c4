package io.tidegate.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder for as long as a command runs. */
final class TemporaryFolder {

    private TemporaryFolder() {}

    /** Makes one, which is deleted when all else is closed. */
    static Path until(Closing closing, String name) throws IOException {
        Path folder = Files.createTempDirectory(name);
        closing.atLast(() -> delete(folder));
        return folder;
    }

    /** Kafka may still be writing there, so what it adds meanwhile is met by trying again. */
    private static void delete(Path folder) {
        for (int tries = 5; Files.exists(folder); tries--) {
            try {
                deleteTree(folder);
            } catch (IOException e) {
                if (tries == 1) {
                    System.err.println("the temporary folder can't be deleted: " + folder);
                    return;
                }
            }
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
