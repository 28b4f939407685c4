package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import io.tidegate.gate.Scoring;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Scores records where they landed. */
final class ScoreProcessor extends ContextualProcessor<byte[], byte[], byte[], Hop> {

    private final Scoring scoring;
    private final Uuid topicId;
    private final AtomicLong progress;
    private long lastOffset = -1;

    /**
     * @param progress counts the records that were taken up, for the watchdog: an instance may own none of what it scores
     */
    ScoreProcessor(Gate gate, Uuid topicId, AtomicLong progress) {
        this.scoring = gate.newScoring();
        this.topicId = topicId;
        this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<byte[], Hop> context) {
        super.init(context);
        lastOffset = -1;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        progress.incrementAndGet();
        RecordMetadata at = context()
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record of a topic has its coordinates"));
        checkSameTopic(at);
        long timestamp = GateHeaders.timestamp(record.headers()).orElse(record.timestamp());
        List<Header> headers = GateHeaders.producers(record.headers());
        Source source = new Source(at.topic(), at.partition(), at.offset());
        Arrival arrival = new Arrival(source, timestamp, record.key(), headers, record.value());
        context()
                .forward(record.withValue(new Hop(topicId, scoring.score(arrival)))
                        .withHeaders(GateHeaders.forKafka(headers)));
    }

    /** Offsets begin anew in a topic of the same name, and would be taken for decided ones. */
    private void checkSameTopic(RecordMetadata at) {
        if (at.offset() <= lastOffset) {
            throw new Fatal(
                    "Topic " + at.topic() + " was deleted and made again while the gate ran. Start the gate again: it"
                            + " then decides the new topic from its beginning.");
        }
        lastOffset = at.offset();
    }
}
