package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScoreProcessorTest {

    private static final byte[] SAMPLE = "{\"text\": \"a sample\"}".getBytes(StandardCharsets.UTF_8);

    private final MockProcessorContext<byte[], Hop> context = new MockProcessorContext<>();
    private final ScoreProcessor processor = new ScoreProcessor(
            new Gate(TestPolicy.copiesOnly(), List.of(), TestPolicy.MAX_SAMPLE_BYTES, "test"),
            Uuid.randomUuid(),
            new AtomicLong());

    @Test
    @DisplayName("Law 1: records of a topic that was made again are not taken for decided ones")
    void law1_topicThatBeginsAnewStopsTheGate() {
        // Given
        processor.init(context);
        process(7);
        process(9);

        // When and then
        assertThatThrownBy(() -> process(0)).isInstanceOf(Fatal.class).hasMessageContaining("made again");
        assertThat(context.forwarded()).hasSize(2);
    }

    @Test
    void recordsThatAnAbortedTransactionReadAreReadAgain() {
        // Given
        processor.init(context);
        process(7);

        // When
        processor.init(context);
        process(7);

        // Then
        assertThat(context.forwarded()).hasSize(2);
    }

    private void process(long offset) {
        context.setRecordMetadata("samples", 0, offset);
        processor.process(new Record<>(null, SAMPLE, 0));
    }
}
