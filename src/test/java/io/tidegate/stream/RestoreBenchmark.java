package io.tidegate.stream;

import io.tidegate.bench.RandomSamples;
import io.tidegate.gate.Admission;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;

/**
 * How long a gate takes to run again that has lost its state directory, as after kill -9: it reads its memory back from Kafka.
 * The memory is written into the changelogs directly, as a gate would that had accepted so many samples of one dataset.
 *
 * <p>Prints a line of figures. Argument: how many samples are remembered (10,000,000).
 */
final class RestoreBenchmark {

    private static final int ENTRIES_A_COMMIT = 500;

    private RestoreBenchmark() {}

    public static void main(String[] args) throws IOException {
        int samples = RandomSamples.count(args);
        Path folder = Files.createTempDirectory("tidegate-restore");
        try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                KafkaFixture kafka = KafkaFixture.of(broker.bootstrap(), "restore", folder.resolve("state"))) {
            Gate gate = TestPolicy.gate(TestPolicy.copiesOnly(), TestPolicy.DIGITS);
            kafka.ensureTopics();
            List<Sent> one = kafka.send(List.of(
                    Sent.of(Sent.utf8(RandomSamples.DATASET), Sent.json("one", RandomSamples.DATASET, "one sample"))));
            kafka.decide(gate, one);
            kafka.forgetMembers(); // or a gate without its state directory waits for its former self's session to end
            long bytes = remember(kafka, gate, samples);
            kafka.deleteStateDir();

            IndexBudget budget = new IndexBudget(Long.MAX_VALUE);
            long start = System.nanoTime();
            GateStreams running = start(kafka, gate, budget);
            double seconds = (System.nanoTime() - start) / 1e9;
            double memory = (double) budget.used() / samples;
            running.close();
            long restart = System.nanoTime();
            GateStreams again = start(kafka, gate, new IndexBudget(Long.MAX_VALUE));
            double restartSeconds = (System.nanoTime() - restart) / 1e9;
            again.close();
            System.out.printf(
                    Locale.ROOT,
                    "%,d samples remembered, %.1f bytes each in the changelog, %.1f in memory: running %.1f s after the"
                            + " start without a state directory, %.1f s after a restart with it%n",
                    samples,
                    (double) bytes / samples,
                    memory,
                    seconds,
                    restartSeconds);
        } finally {
            Utils.delete(folder.toFile());
        }
    }

    private static GateStreams start(KafkaFixture kafka, Gate gate, IndexBudget budget) {
        GateStreams started = GateStreams.start(kafka.clients(), gate, budget, GateListener.NONE);
        started.awaitRunning(Duration.ofMinutes(10));
        return started;
    }

    /** Writes what a gate writes while it accepts so many samples; returns the bytes of keys and values. */
    private static long remember(KafkaFixture kafka, Gate gate, int samples) {
        int partition = new Owners(KafkaFixture.PARTITIONS).of(Sent.utf8(RandomSamples.DATASET));
        String changelog = kafka.settings().applicationId() + "-%s-changelog";
        String index = changelog.formatted(GateTopology.INDEX_STORE);
        String ledger = changelog.formatted(GateTopology.LEDGER_STORE);
        long[] bytes = {0};
        Map<Bytes, byte[]> last = new LinkedHashMap<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<byte[], byte[]> producer = kafka.clients().producer()) {
            Storage storage = new Storage() {
                @Override
                public void put(Table table, byte[] key, byte[] value) {
                    Bytes written = StoreStorage.storeKey(table, key);
                    if (table == Table.SAMPLES) {
                        bytes[0] += written.get().length + value.length;
                        sent.add(producer.send(new ProducerRecord<>(index, partition, written.get(), value)));
                    } else {
                        last.put(written, value);
                    }
                }

                @Override
                public void delete(Table table, byte[] key) {}

                @Override
                public Optional<byte[]> get(Table table, byte[] key) {
                    return Optional.empty();
                }

                @Override
                public void forEach(Table table, Visitor visitor) {}

                @Override
                public void forEach(Table table, byte[] from, byte[] to, Visitor visitor) {}
            };
            Admission admission = gate.newAdmission(
                    storage, kafka.topics().samples(), new IndexBudget(Long.MAX_VALUE), GateListener.NONE);
            RandomSamples random = new RandomSamples(gate, 1);
            for (int i = 1; i <= samples; i++) {
                admission.admit(random.next(), i, i);
                if (i % ENTRIES_A_COMMIT == 0 || i == samples) {
                    admission.flushIndex();
                    admission.flushLedger();
                }
            }
            last.forEach(
                    (key, value) -> sent.add(producer.send(new ProducerRecord<>(ledger, partition, key.get(), value))));
            sent.forEach(KafkaFixture::done);
        }
        return bytes[0];
    }
}
