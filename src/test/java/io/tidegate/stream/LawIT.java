package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class LawIT {

    private final Gate gate = TestPolicy.gate(TestPolicy.demoWithEscrow(), TestPolicy.DIGITS);

    @Test
    @DisplayName(
            "Laws 1, 2, 3, 5: records under their dataset's name leave once, unchanged, in order, judged as in memory,"
                    + " and never hop")
    void keyedByDataset(KafkaFixture kafka) {
        // Given
        kafka.ensureTopics();
        List<Sent> sent = kafka.send(DemoSamples.keyedByDataset());
        // When
        Law law = kafka.decide(gate, sent);
        // Then
        law.unchanged().oneOrderPerScope().likeInMemory(gate);
        assertThat(kafka.ends(kafka.rekeyTopic()).values()).containsOnly(0L);
        assertThat(sent).hasSizeGreaterThan(4_000);
        assertThat(law.accepted()).isBetween(1_000L, sent.size() - 500L);
    }

    @Test
    @DisplayName(
            "Laws 1, 2, 3, 5: records without a key leave once, unchanged, in one order per scope, judged as in memory")
    void unkeyed(KafkaFixture kafka) {
        // Given
        kafka.ensureTopics();
        List<Sent> records = new ArrayList<>(DemoSamples.unkeyed());
        for (int i = 0; i < records.size(); i++) {
            records.set(i, records.get(i).to(i % KafkaFixture.PARTITIONS));
        }
        List<Sent> sent = kafka.send(records);
        // When
        Law law = kafka.decide(gate, sent);
        // Then
        law.unchanged().oneOrderPerScope().likeInMemory(gate);
        assertThat(law.byScope()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(kafka.ends(kafka.rekeyTopic()).values()).anyMatch(end -> end > 0);
    }

    @Test
    @DisplayName("Laws 1, 2, 3, 5: records under keys that say nothing leave once, under the same keys")
    void randomlyKeyed(KafkaFixture kafka) {
        kafka.ensureTopics();
        List<Sent> sent = kafka.send(DemoSamples.randomlyKeyed());

        Law law = kafka.decide(gate, sent);

        law.unchanged().oneOrderPerScope().likeInMemory(gate);
    }

    @Test
    @DisplayName("Law 3: a text is novel once in a scope, whichever datasets share it and wherever the copies land")
    void scopesSpanDatasetsAndPartitions(KafkaFixture kafka) {
        // Given
        kafka.ensureTopics();
        List<Sent> records = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String text = "The same words in every sample, and enough of them to compare by.";
            records.add(Sent.of(null, Sent.json("s" + i, "set-" + i % 3, text)).to(i % KafkaFixture.PARTITIONS));
        }
        Gate shared = TestPolicy.gate(TestPolicy.sharedScope("prose", "set-0", "set-1", "set-2"));
        // When
        Law law = kafka.decide(shared, kafka.send(records));
        // Then
        law.unchanged().oneOrderPerScope().likeInMemory(shared);
        assertThat(law.accepted()).isEqualTo(1);
        assertThat(law.byScope().keySet()).containsExactly("prose");
    }
}
