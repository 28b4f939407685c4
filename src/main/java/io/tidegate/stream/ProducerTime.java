package io.tidegate.stream;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Keeps the producer's timestamp out of Kafka Streams' own time. A record stamped ten years ahead would wait behind 300,000
 * others, and one stamped before the epoch would stop the application; so Streams sees the stamp clamped to between the epoch
 * and now, and the stamp itself travels in a header of the gate's, where a forged one is replaced.
 */
final class ProducerTime implements TimestampExtractor {

    private final Clock clock;

    ProducerTime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        record.headers().remove(GateHeaders.TIMESTAMP);
        record.headers()
                .add(GateHeaders.TIMESTAMP, Long.toString(record.timestamp()).getBytes(StandardCharsets.UTF_8));
        return Math.max(0, Math.min(record.timestamp(), clock.millis()));
    }
}
