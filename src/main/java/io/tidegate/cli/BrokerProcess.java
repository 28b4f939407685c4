package io.tidegate.cli;

import io.tidegate.gate.Fatal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Kafka of one node in a process of its own, so that what it costs can be told from what others cost. */
final class BrokerProcess implements AutoCloseable {

    private static final int ENDS_WITHIN_SECONDS = 10;

    private final Process process;
    private final String bootstrap;

    private BrokerProcess(Process process, String bootstrap) {
        this.process = process;
        this.bootstrap = bootstrap;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @throws Fatal if it can't start; it has told why by then
     */
    static BrokerProcess start(Path folder) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx1g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "broker",
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String bootstrap = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            if (bootstrap == null) {
                throw new Fatal("no Kafka could be started; name one with --bootstrap HOST:PORT");
            }
            return new BrokerProcess(process, bootstrap);
        } catch (IOException e) {
            throw new Fatal("no Kafka could be started: " + e.getMessage(), e);
        }
    }

    /** {@code HOST:PORT} to connect to. */
    String bootstrap() {
        return bootstrap;
    }

    /** The processor's time that it took so far, if the operating system tells. */
    Optional<Duration> cpu() {
        return process.info().totalCpuDuration();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            // it has ended, or doesn't listen any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
