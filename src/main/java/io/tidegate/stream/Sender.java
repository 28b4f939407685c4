package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import io.tidegate.sample.Header;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Publishes samples. Sends in the background, and says at the next call, at the latest at the end, if that failed. */
public final class Sender implements AutoCloseable {

    private final StreamSettings settings;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * @throws Fatal if the samples topic is missing, as a broker may be set to make it, with the wrong settings
     */
    public Sender(Clients clients) {
        this.settings = clients.settings();
        try (TopicAdmin admin = new TopicAdmin(clients)) {
            admin.facts();
        }
        this.producer = clients.producer();
    }

    /**
     * Sends one record to the samples topic.
     *
     * @throws Fatal if this record, or one before it, could not be sent
     */
    public void send(byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
        check();
        try {
            var unused = producer.send(
                    new ProducerRecord<>(
                            settings.topics().samples(), null, null, key, value, GateHeaders.forKafka(headers)),
                    (sent, problem) -> {
                        if (problem == null) {
                            acknowledged.incrementAndGet();
                        } else {
                            failure.compareAndSet(null, problem);
                        }
                    });
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            check();
        }
    }

    /** Records that Kafka has for certain. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** Waits until Kafka has all records. */
    public void flush() {
        producer.flush();
        check();
    }

    private void check() {
        Exception problem = failure.get();
        if (problem instanceof RecordTooLargeException) {
            throw new Fatal(
                    "A record is larger than " + settings.topics().samples() + " takes (" + settings.maxMessageBytes()
                            + " bytes); " + acknowledged.get() + " records were sent before it",
                    problem);
        }
        if (problem != null) {
            throw new Fatal(
                    Causes.explain(problem, settings) + "; " + acknowledged.get() + " records were sent", problem);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
