package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka of one node in this process, for laptops, the demo and tests. It listens on 127.0.0.1 alone and keeps its data in
 * a folder, where it goes on if started again.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final KafkaRaftServer server;
    private final String bootstrap;
    private final FileChannel lock;

    private EmbeddedKafka(KafkaRaftServer server, String bootstrap, FileChannel lock) {
        this.server = server;
        this.bootstrap = bootstrap;
        this.lock = lock;
    }

    /**
     * Starts the broker and waits until it answers.
     *
     * @param port to listen on; 0 for any free one
     * @throws Fatal if it can't, with the cause
     */
    public static EmbeddedKafka start(Path folder, int port) {
        return start(folder, port, Map.of());
    }

    /** @param more of a broker's configuration, for tests of what the gate meets elsewhere */
    static EmbeddedKafka start(Path folder, int port, Map<String, String> more) {
        int listen = port == 0 ? freePort() : port;
        int control = freePort();
        Properties config = new Properties();
        config.put("process.roles", "broker,controller");
        config.put("node.id", "1");
        config.put("log.dirs", folder.toString());
        config.put("listeners", "PLAINTEXT://" + HOST + ":" + listen + ",CONTROLLER://" + HOST + ":" + control);
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("controller.listener.names", "CONTROLLER");
        config.put("controller.quorum.voters", "1@" + HOST + ":" + control);
        config.put("auto.create.topics.enable", "false");
        config.put("group.initial.rebalance.delay.ms", "0");
        // One node, so one replica; few partitions, so that it starts fast.
        config.put("default.replication.factor", "1");
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "4");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "4");
        config.put("share.coordinator.state.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        // There is no other node to hand partitions to, and asking the controller for leave can take minutes.
        config.put("controlled.shutdown.enable", "false");
        // A broker that was killed is back in 4 s instead of 12.
        config.put("broker.session.timeout.ms", "2000");
        config.put("broker.heartbeat.interval.ms", "500");
        config.putAll(more);
        FileChannel lock = lock(folder, listen);
        try {
            format(folder, config);
            return new EmbeddedKafka(startup(config, folder, listen), HOST + ":" + listen, lock);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    /** Kafka locks the folder itself, but not before its controller has taken over the metadata there from the one that runs. */
    private static FileChannel lock(Path folder, int port) {
        FileChannel channel;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    folder.resolve("tidegate.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new Fatal(
                    "The folder " + folder + " for Kafka's data can't be made or written. It lies beside the state"
                            + " directory: choose another place with state-dir",
                    e);
        }
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (IOException | OverlappingFileLockException e) {
            release(channel);
            throw cannotStart(folder, port, e);
        }
        release(channel);
        throw cannotStart(folder, port, new IllegalStateException("another process has locked it"));
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Fatal cannotStart(Path folder, int port, Exception cause) {
        return new Fatal(
                "Kafka can't start with its data in " + folder + " and port " + port + " of " + HOST
                        + ": is that in use, by another gate perhaps? ("
                        + Causes.root(cause).getMessage() + ")",
                cause);
    }

    private static KafkaRaftServer startup(Properties config, Path folder, int port) {
        try {
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(config), Time.SYSTEM);
            server.startup();
            return server;
        } catch (RuntimeException e) {
            throw cannotStart(folder, port, e);
        }
    }

    /** {@code HOST:PORT} to connect to. */
    public String bootstrap() {
        return bootstrap;
    }

    private static void format(Path folder, Properties config) {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return; // it goes on with its data
        }
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setIgnoreFormatted(true)
                    .setNodeId(Integer.parseInt(config.getProperty("node.id")))
                    .setClusterId(clusterId(config))
                    .setDirectories(List.of(folder.toString()))
                    .setMetadataLogDirectory(folder.toString())
                    .setControllerListenerName("CONTROLLER")
                    .run();
        } catch (Exception e) {
            throw new Fatal(
                    "The folder " + folder + " can't hold Kafka's data: "
                            + Causes.root(e).getMessage(),
                    e);
        }
    }

    /** One for all nodes of a quorum. */
    private static String clusterId(Properties config) {
        UUID id = UUID.nameUUIDFromBytes(
                config.getProperty("controller.quorum.voters").getBytes(StandardCharsets.UTF_8));
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    @Override
    public void close() {
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            release(lock);
        }
    }
}
