package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.Verdict;
import io.tidegate.sample.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class FencedIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final Gate gate = TestPolicy.gate(TestPolicy.demo(), TestPolicy.DIGITS);
    private final Map<Source, List<Verdict>> heard = new ConcurrentHashMap<>();
    private final GateListener listener = new GateListener() {
        @Override
        public void decided(Verdict verdict, long millis) {
            heard.computeIfAbsent(verdict.source(), source -> new CopyOnWriteArrayList<>())
                    .add(verdict);
        }
    };

    @Test
    @DisplayName(
            "Laws 1, 3, 5, 6: what was accepted in a transaction that is aborted is forgotten, and decided again, once")
    void abortedByFencing(KafkaFixture kafka) {
        // Given a gate that remembers samples, and has decided others in a transaction that stays open
        kafka.ensureTopics();
        List<Sent> sent = new ArrayList<>(kafka.send(DemoSamples.unkeyed().subList(0, 400)));
        kafka.decide(gate, sent);
        GateStreams running = kafka.startGate(gate, listener, LONG);
        List<Sent> open = kafka.send(DemoSamples.keyedByDataset().subList(200, 800));
        sent.addAll(open);
        awaitHeard(open, 1);
        // When another producer takes over its transaction
        kafka.fence();
        assertThat(kafka.decisions()).as("committed").hasSize(400);
        // Then the gate, which hears of it when it sends, goes on by itself and decides all of it again
        List<Sent> more = DemoSamples.keyedByDataset().subList(800, 1_100);
        for (int i = 0; i < more.size() && !heard(open, 2); i++) {
            sent.addAll(kafka.send(more.subList(i, i + 1)));
        }
        awaitHeard(sent.subList(400, sent.size()), 1);
        awaitHeard(open, 2);
        await().atMost(LONG).until(() -> running.state() == GateStreams.State.RUNNING);
        running.close();
        // And as if for the first time: nothing is a copy of itself
        int accepted = 0;
        for (Sent sample : open) {
            List<Verdict> verdicts = heard.getOrDefault(sample.source(), List.of());
            assertThat(verdicts).as("of %s", sample.source()).hasSize(2);
            assertThat(verdicts.get(1)).isEqualTo(verdicts.get(0));
            accepted += verdicts.get(0).accepted() ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(100);
        Law.eachLeftOnce(kafka.topics(), sent, kafka.decisions())
                .unchanged()
                .oneOrderPerScope()
                .likeInMemory(gate);
    }

    private void awaitHeard(List<Sent> samples, int times) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> heard(samples, times));
    }

    private boolean heard(List<Sent> samples, int times) {
        return samples.stream()
                .allMatch(
                        sample -> heard.getOrDefault(sample.source(), List.of()).size() >= times);
    }
}
