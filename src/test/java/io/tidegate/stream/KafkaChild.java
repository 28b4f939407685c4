package io.tidegate.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A Kafka of one node in a process of its own, that can be killed, with a second door that leads through a proxy. */
public final class KafkaChild implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final int door;
    private final int control;
    private final int proxy;
    private Process process;

    /**
     * Starts it.
     *
     * @param ports three free ones
     * @param proxy port under which the second door, {@code ports[1]}, is known to those who come through it
     */
    public KafkaChild(Path folder, int[] ports, int proxy) {
        this.folder = folder;
        this.port = ports[0];
        this.door = ports[1];
        this.control = ports[2];
        this.proxy = proxy;
        this.process = start();
    }

    private Process start() {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KafkaChild.class.getName(),
                            folder.toString(),
                            Integer.toString(port),
                            Integer.toString(door),
                            Integer.toString(control),
                            Integer.toString(proxy))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolveSibling("kafka.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        String host = "127.0.0.1:";
        Map<String, String> more = new HashMap<>();
        more.put(
                "listeners",
                "PLAINTEXT://" + host + args[1] + ",PROXIED://" + host + args[2] + ",CONTROLLER://" + host + args[3]);
        more.put("advertised.listeners", "PLAINTEXT://" + host + args[1] + ",PROXIED://" + host + args[4]);
        more.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT");
        more.put("inter.broker.listener.name", "PLAINTEXT");
        more.put("controller.quorum.voters", "1@" + host + args[3]);
        more.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]), more)) {
            new CountDownLatch(1).await();
            System.err.println(kafka.bootstrap());
        }
    }

    /** The first door, which never fails while it runs. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** The second door itself, for the proxy. */
    public int door() {
        return door;
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again after a kill, with its data. */
    public void restart() {
        process = start();
    }

    @Override
    public void close() {
        kill();
    }
}
