package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Texts;
import io.tidegate.gate.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a remembered sample costs in Kafka: one packed record a commit and scope, whatever its samples. */
@ExtendWith(SharedKafka.class)
class IndexChangelogIT {

    private static final int MANY = 6_000;
    private static final int FEW = 15;

    private final Gate gate = TestPolicy.gate(TestPolicy.copiesOnly(), TestPolicy.DIGITS);
    private final Random random = new Random(5);

    @Test
    void samplesOfACommitArePackedIntoOneRecord(KafkaFixture kafka) {
        // Given many new texts of one dataset that wait for the gate
        kafka.ensureTopics();
        List<Sent> sent = new ArrayList<>(kafka.send(texts(0, MANY)));
        kafka.startGate(gate);
        kafka.awaitDecisions(MANY);
        // When a few more come, each alone in its commit
        Cost many = cost(kafka);
        for (int i = 0; i < FEW; i++) {
            sent.addAll(kafka.send(texts(MANY + i, MANY + i + 1)));
            kafka.awaitDecisions(sent.size());
        }
        Cost all = cost(kafka);
        // Then many cost 90 bytes each, and few 150
        assertThat(many.records()).isLessThan(MANY / 20);
        assertThat((double) many.bytes() / MANY).isLessThan(90);
        assertThat(all.records() - many.records()).isEqualTo(FEW);
        assertThat((double) (all.bytes() - many.bytes()) / FEW).isLessThan(150);
    }

    private List<Sent> texts(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Sent.of(Sent.utf8("d"), Sent.json("s" + i, "d", Texts.words(random, 30))))
                .toList();
    }

    /** Records and bytes of keys and values in the changelog. */
    private record Cost(long records, long bytes) {}

    private static Cost cost(KafkaFixture kafka) {
        String topic = kafka.settings().applicationId() + "-" + GateTopology.INDEX_STORE + "-changelog";
        List<TopicPartition> partitions = IntStream.range(0, KafkaFixture.PARTITIONS)
                .mapToObj(i -> new TopicPartition(topic, i))
                .toList();
        long records = 0;
        long bytes = 0;
        try (Consumer<byte[], byte[]> consumer = kafka.clients().consumer()) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.currentLag(partition).orElse(1) > 0)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    records++;
                    bytes += record.serializedKeySize() + record.serializedValueSize();
                }
            }
        }
        return new Cost(records, bytes);
    }
}
