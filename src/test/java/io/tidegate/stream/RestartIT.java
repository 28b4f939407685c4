package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class RestartIT {

    private final Gate gate = TestPolicy.gate(TestPolicy.demo(), TestPolicy.DIGITS);
    private final List<Sent> samples = DemoSamples.unkeyed().subList(0, 1_200);

    @Test
    @DisplayName(
            "Laws 1, 3, 5: a gate that comes back goes on where it was; one that lost its state directory, too; one whose"
                    + " offsets were forgotten reads all again and decides nothing twice")
    void restarts(KafkaFixture kafka) {
        // Given
        kafka.ensureTopics();
        List<Sent> sent = new ArrayList<>(kafka.send(samples.subList(0, 400)));
        kafka.decide(gate, sent);
        // When the state directory is kept
        sent.addAll(kafka.send(samples.subList(200, 600)));
        // Then what was decided before is remembered
        kafka.decide(gate, sent).oneOrderPerScope().likeInMemory(gate);
        // When the state directory is lost
        kafka.deleteStateDir();
        kafka.forgetMembers();
        sent.addAll(kafka.send(samples.subList(400, 800)));
        // Then memory comes back from Kafka
        kafka.decide(gate, sent).oneOrderPerScope().likeInMemory(gate);
        // When the offsets are forgotten, as those of a group that was away for a week
        kafka.forgetOffsets();
        sent.addAll(kafka.send(samples.subList(600, 1_200)));
        // Then all is read again, and only the new is decided
        kafka.decide(gate, sent).unchanged().oneOrderPerScope().likeInMemory(gate);
        // When both are lost
        kafka.forgetOffsets();
        kafka.deleteStateDir();
        sent.addAll(kafka.send(samples.subList(0, 100)));
        Law law = kafka.decide(gate, sent);
        // Then
        law.unchanged().oneOrderPerScope().likeInMemory(gate);
        for (int i = 0; i < 100; i++) {
            if (law.of(sent.get(i)).accepted()) {
                assertThat(law.of(sent.get(sent.size() - 100 + i)).accepted()).isFalse();
            }
        }
    }
}
