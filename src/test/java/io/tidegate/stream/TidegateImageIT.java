package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.tidegate.Policies;
import io.tidegate.gate.Gate;
import io.tidegate.score.Scorers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** Tidegate's own image, made of the jar that is there, on Kafka's. */
@Tag("docker")
@Testcontainers(disabledWithoutDocker = true)
@ExtendWith(SharedKafka.class)
class TidegateImageIT implements SharedKafka.Elsewhere {

    private static final Path POLICY = Path.of("src/main/resources/io/tidegate/demo/policy.yaml");
    private static final String POLICY_THERE = "/etc/tidegate/policy.yaml";
    private static final int PORT = 8080;
    private static final long MEMORY = 1L << 30;
    private static final int STOP_WITHIN_SECONDS = 10; // Docker's own patience
    private static final int TERMINATED = 143;

    private static final Network NETWORK = Network.newNetwork();

    @Container
    private static final KafkaContainer KAFKA =
            new KafkaContainer(LawOnKafkaImageIT.IMAGE).withNetwork(NETWORK).withListener("kafka:19092");

    private static final ImageFromDockerfile TIDEGATE = new ImageFromDockerfile()
            .withFileFromPath("Dockerfile", Path.of("docker/Dockerfile"))
            .withFileFromPath("LICENSE", Path.of("LICENSE"))
            .withFileFromPath("NOTICE", Path.of("NOTICE"))
            .withFileFromPath("target/tidegate.jar", Path.of("target/tidegate.jar"))
            .withTarget("prebuilt");

    @AfterAll
    static void closeNetwork() {
        NETWORK.close();
    }

    @Override
    public String bootstrap() {
        return KAFKA.getBootstrapServers();
    }

    @Test
    @DisplayName(
            "Laws 1, 2, 3, 5: in a container that may write nowhere but on its volume, stopped under load and started again")
    void decidesByTheLaw(KafkaFixture kafka) throws Exception {
        kafka.ensureTopics();
        List<Sent> samples = DemoSamples.unkeyed();
        int half = samples.size() / 2;
        try (GenericContainer<?> container = gate(kafka)) {
            // Given a gate that calls itself healthy
            container.start();
            DockerClient docker = container.getDockerClient();
            String id = container.getContainerId();
            // When
            List<Sent> sent = new ArrayList<>(kafka.send(samples.subList(0, half), "zstd"));
            kafka.awaitDecisions(half / 4);
            long before = System.nanoTime();
            docker.stopContainerCmd(id).withTimeout(STOP_WITHIN_SECONDS).exec();
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            ContainerState stopped = docker.inspectContainerCmd(id).exec().getState();
            docker.startContainerCmd(id).exec();
            sent.addAll(kafka.send(samples.subList(half, samples.size()), "snappy"));
            kafka.awaitDecisions(sent.size());
            // Then
            assertThat(stopped.getExitCodeLong()).as(container.getLogs()).isEqualTo(TERMINATED);
            assertThat(took).isLessThan(Duration.ofSeconds(STOP_WITHIN_SECONDS));
            Law law = Law.eachLeftOnce(kafka.topics(), sent, kafka.decisions());
            law.unchanged().oneOrderPerScope().likeInMemory(demoGate());
            assertThat(law.accepted()).isGreaterThan(3_000);
        }
    }

    @Test
    void runsAsNobodyInTheMemoryThatItIsGiven(KafkaFixture kafka) throws Exception {
        kafka.ensureTopics();
        try (GenericContainer<?> container = gate(kafka)) {
            container.start();

            assertThat(container.execInContainer("id", "-u").getStdout().strip())
                    .isEqualTo("10001");
            assertThat(container.execInContainer("touch", "/opt/tidegate/x").getStderr())
                    .contains("Read-only file system");
            assertThat(heap(container)).isBetween(MEMORY * 4 / 10, MEMORY / 2);
        }
    }

    /** A gate that may write on its volume and nowhere else; it is up when Docker finds it healthy. */
    @SuppressWarnings("resource") // closed by who calls
    private static GenericContainer<?> gate(KafkaFixture kafka) {
        return new GenericContainer<>(TIDEGATE)
                .withNetwork(NETWORK)
                .withExposedPorts(PORT)
                .withEnv("TIDEGATE_BOOTSTRAP", "kafka:19092")
                .withEnv("TIDEGATE_APPLICATION_ID", kafka.settings().applicationId())
                .withEnv("TIDEGATE_PREFIX", kafka.topics().samples().replace(".samples", ""))
                .withEnv("TIDEGATE_POLICY", POLICY_THERE)
                .withEnv("TIDEGATE_REPLICATION_FACTOR", "1")
                .withCreateContainerCmdModifier(create -> Objects.requireNonNull(create.getHostConfig())
                        .withBinds(
                                new Bind(POLICY.toAbsolutePath().toString(), new Volume(POLICY_THERE), AccessMode.ro))
                        .withReadonlyRootfs(true)
                        .withMemory(MEMORY))
                .waitingFor(Wait.forHealthcheck().withStartupTimeout(Duration.ofMinutes(2)));
    }

    /** The largest heap, as the gate's metrics tell it. */
    private static long heap(GenericContainer<?> container) throws IOException, InterruptedException {
        URI metrics = URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT) + "/metrics");
        String scraped = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
        MatchResult found = Pattern.compile("(?m)^jvm_memory_max_bytes\\{area=\"heap\"} (\\S+)$")
                .matcher(scraped)
                .results()
                .findFirst()
                .orElseThrow();
        return (long) Double.parseDouble(found.group(1));
    }

    /** The same gate in memory. */
    private static Gate demoGate() throws IOException {
        Properties build = new Properties();
        try (InputStream in = Objects.requireNonNull(Gate.class.getResourceAsStream("/io/tidegate/build.properties"))) {
            build.load(in);
        }
        return new Gate(
                Policies.of(Files.readString(POLICY), Scorers.all()),
                Scorers.all(),
                TestPolicy.MAX_SAMPLE_BYTES,
                build.getProperty("version", ""));
    }
}
