package io.tidegate;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The command line in a process of its own, as users have it: real exit codes, signals, pipes and logging. */
public final class Child implements AutoCloseable {

    private static final int ENDS_WITHIN_SECONDS = 120;

    private final Process process;
    private final Path out;
    private final Path err;

    private Child(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What a process left. */
    public record Result(int code, byte[] bytes, String err) {

        public String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public List<String> lines() {
            return out().lines().toList();
        }
    }

    /** A command that isn't started yet; its home, temporary and working folder is {@code folder}. */
    public static ProcessBuilder command(Path folder, String... args) {
        return command(List.of(), folder, args);
    }

    private static ProcessBuilder command(List<String> options, Path folder, String... args) {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes")) // with the tests' logging
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-Duser.home=" + folder));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, "io.tidegate.cli.Main"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEGATE_") || name.contains("JAVA_"));
        builder.environment().put("MALLOC_ARENA_MAX", "2"); // as in the image
        return builder;
    }

    /** Starts a command whose input is empty and whose output goes to files. */
    public static Child start(Path folder, String... args) throws IOException {
        return start(List.of(), folder, args);
    }

    /** Starts a command in a JVM with more options, which win over the built-in ones. */
    public static Child start(List<String> options, Path folder, String... args) throws IOException {
        Path out = Files.createTempFile(folder, "child", ".out");
        Path err = Files.createTempFile(folder, "child", ".err");
        Process process = command(options, folder, args)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Child(process, out, err);
    }

    public static Result run(Path folder, String... args) throws IOException, InterruptedException {
        try (Child child = start(folder, args)) {
            return child.await();
        }
    }

    public Result await() throws IOException, InterruptedException {
        if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it doesn't end; so far it said:\n" + err());
        }
        return new Result(process.exitValue(), Files.readAllBytes(out), err());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Memory that it has in RAM, in bytes, as Linux tells it. */
    public long residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    public String err() throws IOException {
        return Files.readString(err);
    }

    /** Waits until it has ended. */
    public void awaitEnd() {
        process.onExit().join();
    }

    /** The exit code of a process that has ended. */
    public int code() {
        return process.exitValue();
    }

    /** Sends a signal by its name. */
    public void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("kill -" + name + " ended with " + code);
        }
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
