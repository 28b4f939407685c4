package io.tidegate.stream;

import io.tidegate.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A node of Kafka in a process of its own, that can be killed, with a second door that leads through a proxy. */
public final class KafkaChild implements AutoCloseable {

    private static final String HOST = "127.0.0.1:";

    private final Path folder;
    private final int node;
    private final int port;
    private final int door;
    private final int control;
    private final int proxy;
    private final String voters;
    private Process process;

    private KafkaChild(Path folder, int node, int[] ports, int proxy, String voters) {
        this.folder = folder;
        this.node = node;
        this.port = ports[0];
        this.door = ports[1];
        this.control = ports[2];
        this.proxy = proxy;
        this.voters = voters;
        this.process = start();
    }

    /**
     * Starts a Kafka of so many nodes, each of which has all of the data.
     *
     * @param proxy port under which the second doors are known to those who come through them
     */
    public static List<KafkaChild> start(Path folder, int nodes, int proxy) {
        List<int[]> ports = Stream.generate(() -> new int[] {Ports.free(), Ports.free(), Ports.free()})
                .limit(nodes)
                .toList();
        String voters = IntStream.range(0, nodes)
                .mapToObj(i -> (i + 1) + "@" + HOST + ports.get(i)[2])
                .collect(Collectors.joining(","));
        return IntStream.range(0, nodes)
                .mapToObj(i -> new KafkaChild(folder.resolve("kafka-" + (i + 1)), i + 1, ports.get(i), proxy, voters))
                .toList();
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
                            voters,
                            Integer.toString(node),
                            Integer.toString(port),
                            Integer.toString(door),
                            Integer.toString(control),
                            Integer.toString(proxy))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolveSibling(folder.getFileName() + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        String voters = args[1];
        String nodes = Integer.toString(voters.split(",", -1).length);
        Map<String, String> more = new HashMap<>();
        more.put("node.id", args[2]);
        more.put("controller.quorum.voters", voters);
        more.put(
                "listeners",
                "PLAINTEXT://" + HOST + args[3] + ",PROXIED://" + HOST + args[4] + ",CONTROLLER://" + HOST + args[5]);
        more.put("advertised.listeners", "PLAINTEXT://" + HOST + args[3] + ",PROXIED://" + HOST + args[6]);
        more.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT");
        more.put("inter.broker.listener.name", "PLAINTEXT");
        more.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        more.put("default.replication.factor", nodes);
        more.put("offsets.topic.replication.factor", nodes);
        more.put("transaction.state.log.replication.factor", nodes);
        if (!nodes.equals("1")) {
            more.put("min.insync.replicas", "2");
            more.put("transaction.state.log.min.isr", "2");
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[3]), more)) {
            new CountDownLatch(1).await();
            System.err.println(kafka.bootstrap());
        }
    }

    /** The first door, which never fails while it runs. */
    public String bootstrap() {
        return HOST + port;
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
