package io.tidegate.stream;

import io.tidegate.gate.Gate;
import io.tidegate.gate.Scoring;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Scores records where they landed. */
final class ScoreProcessor extends ContextualProcessor<byte[], byte[], byte[], Hop> {

    private final Scoring scoring;
    private final Uuid topicId;

    ScoreProcessor(Gate gate, Uuid topicId) {
        this.scoring = gate.newScoring();
        this.topicId = topicId;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata at = context()
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record of a topic has its coordinates"));
        long timestamp = GateHeaders.text(record.headers(), GateHeaders.TIMESTAMP)
                .map(Long::parseLong)
                .orElse(record.timestamp());
        List<Header> headers = GateHeaders.producers(record.headers());
        Source source = new Source(at.topic(), at.partition(), at.offset());
        Arrival arrival = new Arrival(source, timestamp, record.key(), headers, record.value());
        context()
                .forward(record.withValue(new Hop(topicId, scoring.score(arrival)))
                        .withHeaders(GateHeaders.forKafka(headers)));
    }
}
