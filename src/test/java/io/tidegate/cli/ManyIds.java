package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.Child;
import io.tidegate.Texts;
import io.tidegate.stream.KafkaChild;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Short samples, each with an id of its own, as fast as they are taken, for a gate with a heap of 256 MiB. */
final class ManyIds {

    private static final Duration WITHIN = Duration.ofMinutes(2);

    /** Looks at the gate's memory. */
    private static final int LOOKS = 20;

    private static final int DATASETS = 6;
    private static final String POLICY = "datasets: {default: {novelty: {remember: 20000}}}\n";

    private final Path folder;
    private final int count;
    private final Random random;

    ManyIds(Path folder, int count, long seed) {
        this.folder = folder;
        this.count = count;
        this.random = new Random(seed);
    }

    /** Lets it happen, and says what came of it. */
    String happen() throws IOException, InterruptedException {
        KafkaChild kafka = KafkaChild.start(folder, 1, 0).get(0);
        String bootstrap = kafka.bootstrap();
        await().atMost(WITHIN)
                .until(() -> InProcess.run("topics", "--bootstrap", bootstrap).code() == 0);
        String policy = Files.writeString(folder.resolve("policy.yaml"), POLICY).toString();
        String state = folder.resolve("state").toString();
        try (kafka;
                Child gate = Child.start(
                        List.of("-Xmx256m", "-XX:TieredStopAtLevel=4"),
                        folder,
                        "run",
                        "--bootstrap",
                        bootstrap,
                        "--policy",
                        policy,
                        "--state-dir",
                        state,
                        "--http-port",
                        "0");
                Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
                Producer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "linger.ms", 20, "batch.size", 1 << 18),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            List<Long> resident = new ArrayList<>();
            long begin = System.nanoTime();
            for (int look = 1; look <= LOOKS; look++) {
                int before = (int) ((long) count * (look - 1) / LOOKS);
                int until = (int) ((long) count * look / LOOKS);
                for (int i = before; i < until; i++) {
                    var unused = producer.send(sample(i));
                }
                producer.flush();
                await().atMost(WITHIN).until(() -> {
                    assertThat(gate.isAlive()).as(gate.err()).isTrue();
                    return taken(admin) >= until;
                });
                resident.add(gate.residentBytes() >> 20);
                System.err.println("ids: " + until + ", resident " + resident.get(look - 1) + " MiB");
            }
            return String.format(
                    Locale.ROOT,
                    "ids: %,d records at %,d a second, -Xmx256m; resident MiB after each twentieth %s",
                    count,
                    count * 1_000_000_000L / (System.nanoTime() - begin),
                    resident);
        }
    }

    private ProducerRecord<byte[], byte[]> sample(int number) {
        String dataset = "set-" + number % DATASETS;
        String json = "{\"id\":\"" + number + "\",\"dataset\":\"" + dataset + "\",\"text\":\"" + Texts.words(random, 8)
                + "\"}";
        return new ProducerRecord<>(
                "tidegate.samples", dataset.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
    }

    /** Records that the gate has decided for good. */
    private static long taken(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets("tidegate").partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(offset -> offset.getKey().topic().equals("tidegate.samples"))
                .mapToLong(offset -> offset.getValue().offset())
                .sum();
    }
}
