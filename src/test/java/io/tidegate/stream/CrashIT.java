package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.gate.Gate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class CrashIT {

    private static final int KILLS = 4;

    private final Gate gate = TestPolicy.gate(TestPolicy.demoWithEscrow(), TestPolicy.DIGITS);

    @Test
    @DisplayName("Laws 1, 2, 3, 5, 6: a gate that is killed under load, again and again, decides as one that never was")
    void killedUnderLoad(KafkaFixture kafka) throws Exception {
        // Given
        kafka.ensureTopics();
        List<Sent> samples = DemoSamples.unkeyed();
        List<Sent> sent = new ArrayList<>();
        Random random = new Random(3);
        int share = samples.size() / KILLS;
        // When
        for (int kill = 0; kill < KILLS; kill++) {
            int before = kafka.decisions().size();
            List<Sent> next = samples.subList(kill * share, (kill + 1) * share);
            Process child = GateChild.start(kafka.settings());
            try {
                CompletableFuture<List<Sent>> sending = CompletableFuture.supplyAsync(() -> sendBitByBit(kafka, next));
                int enough = before + 1 + random.nextInt(share / 2);
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> !child.isAlive() || kafka.ends(kafka.topics()) >= enough);
                assertThat(child.isAlive()).as("the gate, until it is killed").isTrue();
                child.destroyForcibly();
                assertThat(child.waitFor()).isNotZero();
                sent.addAll(sending.join());
            } finally {
                child.destroyForcibly();
            }
        }
        // Then
        Law law = kafka.decide(gate, sent);
        law.unchanged().oneOrderPerScope().likeInMemory(gate);
        assertThat(law.accepted()).isGreaterThan(1_000);
    }

    private static List<Sent> sendBitByBit(KafkaFixture kafka, List<Sent> samples) {
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < samples.size(); i += 100) {
            sent.addAll(kafka.send(samples.subList(i, Math.min(samples.size(), i + 100))));
        }
        return sent;
    }

    /** A gate in a process of its own. */
    static final class GateChild {

        private GateChild() {}

        static Process start(StreamSettings settings) throws java.io.IOException {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx512m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            GateChild.class.getName(),
                            settings.bootstrap(),
                            settings.topics().samples().replace(".samples", ""),
                            settings.stateDir().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }

        public static void main(String[] args) throws InterruptedException {
            KafkaFixture kafka = KafkaFixture.of(args[0], args[1], Path.of(args[2]));
            GateStreams running = kafka.startGate(TestPolicy.gate(TestPolicy.demoWithEscrow(), TestPolicy.DIGITS));
            running.awaitEnd();
            Runtime.getRuntime().halt(3);
        }
    }
}
