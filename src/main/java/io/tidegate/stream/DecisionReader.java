package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import io.tidegate.sample.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads decisions that are committed, from all partitions of topics, without a consumer group. Not for many threads. */
public final class DecisionReader implements AutoCloseable {

    private final StreamSettings settings;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> end;

    /**
     * @param fromBeginning from the first record; else from what comes now
     * @throws Fatal if a topic is missing or Kafka can't be reached
     */
    public DecisionReader(Clients clients, List<String> topics, boolean fromBeginning) {
        this.settings = clients.settings();
        this.consumer = clients.consumer();
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                partitions.addAll(Partitions.of(topic, consumer));
            }
            consumer.assign(partitions);
            end = consumer.endOffsets(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                end.forEach(consumer::seek);
            }
        } catch (KafkaException e) {
            consumer.close();
            throw new Fatal(Causes.explain(e, settings), e);
        } catch (Fatal e) {
            consumer.close();
            throw e;
        }
    }

    /** The next decisions: at least one, or none after the timeout. */
    public List<Decided> poll(Duration timeout) {
        try {
            List<Decided> decisions = new ArrayList<>();
            consumer.poll(timeout).forEach(record -> decisions.add(decided(record)));
            return decisions;
        } catch (KafkaException e) {
            throw new Fatal(Causes.explain(e, settings), e);
        }
    }

    /**
     * Whether everything was read that was there when this reader began.
     *
     * @throws Fatal if Kafka can't be reached
     */
    public boolean caughtUp() {
        try {
            return end.entrySet().stream().allMatch(entry -> consumer.position(entry.getKey()) >= entry.getValue());
        } catch (KafkaException e) {
            throw new Fatal(Causes.explain(e, settings), e);
        }
    }

    /** Whether a decision was there when this reader began. */
    public boolean wasThere(Decided decided) {
        TopicPartition partition =
                new TopicPartition(decided.at().topic(), decided.at().partition());
        return decided.at().offset() < end.getOrDefault(partition, 0L);
    }

    static Decided decided(ConsumerRecord<byte[], byte[]> record) {
        return new Decided(
                new Source(record.topic(), record.partition(), record.offset()),
                record.timestamp(),
                GateHeaders.timestamp(record.headers()).orElse(record.timestamp()),
                record.key(),
                record.value(),
                GateHeaders.producers(record.headers()),
                GateHeaders.text(record.headers(), GateHeaders.VERDICT));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
