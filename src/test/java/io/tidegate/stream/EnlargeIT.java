package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class EnlargeIT {

    private final Gate gate = TestPolicy.gate(TestPolicy.demo(), TestPolicy.DIGITS);

    @Test
    @DisplayName(
            "Laws 1, 3: when the samples topic grows, nothing is lost or forgotten, and scopes stay where they are")
    void samplesTopicGrows(KafkaFixture kafka) {
        // Given
        kafka.ensureTopics();
        List<Sent> samples = DemoSamples.keyedByDataset().subList(0, 600);
        List<Sent> sent = new ArrayList<>(kafka.send(samples));
        Law first = kafka.decide(gate, sent);
        // When
        kafka.enlarge(kafka.topics().samples(), 8);
        // Then the gate says what is missing
        assertThatThrownBy(() -> kafka.startGate(gate))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("topic " + kafka.topics().accepted() + " has 4 partitions")
                .hasMessageContaining("index-changelog has 4 partitions")
                .hasMessageContaining("`tidegate topics`");
        // And is helped
        assertThat(kafka.ensureTopics())
                .filteredOn(finding -> finding.severity() != TopicAdmin.Severity.FINE)
                .isEmpty();
        assertThat(kafka.partitions(kafka.topics().quarantine())).isEqualTo(8);
        assertThat(kafka.partitions(kafka.rekeyTopic())).isEqualTo(4);
        List<Sent> again = kafka.send(samples);
        sent.addAll(again);
        sent.addAll(kafka.send(DemoSamples.keyedByDataset().subList(600, 900)));
        Law law = kafka.decide(gate, sent);
        law.unchanged().oneOrderPerScope().likeInMemory(gate);
        for (int i = 0; i < samples.size(); i++) {
            if (first.of(sent.get(i)).accepted()) {
                assertThat(law.of(again.get(i)).rules()).containsAnyOf("resent", "exact-duplicate");
            }
        }
    }
}
