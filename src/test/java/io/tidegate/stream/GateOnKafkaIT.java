package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.policy.DatasetPolicy;
import io.tidegate.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateOnKafkaIT {
    @TempDir Path dir;

    @Test
    void spike() throws Exception {
        long t0 = System.currentTimeMillis();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(dir.resolve("kafka"), 0)) {
            System.out.println("broker up " + (System.currentTimeMillis() - t0));
            StreamSettings settings = new StreamSettings(kafka.bootstrap(), "tidegate", Topics.of("tidegate"), dir.resolve("state"), 1, Duration.ofMillis(100), 1 << 20, 1, Map.of());
            Clients clients = new Clients(settings);
            try (TopicAdmin admin = new TopicAdmin(clients)) {
                System.out.println(admin.ensure(4));
                System.out.println(admin.inspect());
            }
            Policy policy = new Policy() {
                public Optional<DatasetPolicy> forDataset(String dataset) {
                    Set<io.tidegate.sample.Role> roles = Set.of(io.tidegate.sample.Role.USER, io.tidegate.sample.Role.ASSISTANT);
                    return Optional.of(new DatasetPolicy(new DatasetPolicy.Novelty(Optional.empty(), OptionalDouble.of(0.8), roles, DatasetPolicy.Parts.ALL, DatasetPolicy.Numbers.ANY), Map.of(),
                      new DatasetPolicy.Synthetic(OptionalDouble.empty(), DatasetPolicy.Unit.SAMPLES, OptionalInt.empty(), 0, 0, OptionalInt.empty(), OptionalDouble.empty(), DatasetPolicy.UnknownOrigin.SYNTHETIC),
                      new DatasetPolicy.Text(OptionalInt.empty(), OptionalInt.empty())));
                }
                public String canonical() { return "x"; }
            };
            Gate gate = new Gate(policy, List.of(), 1 << 20, "test");
            for (int round = 0; round < 2; round++) {
            t0 = System.currentTimeMillis();
            try (GateStreams streams = GateStreams.start(clients, gate, new IndexBudget(1 << 30), GateListener.NONE)) {
                streams.awaitRunning(Duration.ofSeconds(30));
                System.out.println("running after " + (System.currentTimeMillis() - t0));
                try (Sender sender = new Sender(clients); DecisionReader reader = new DecisionReader(clients, List.of("tidegate.accepted", "tidegate.quarantine"), false)) {
                    for (int i = 0; i < 20; i++) {
                        sender.send(null, ("{\"text\": \"hello number " + i + " my dear friend of the house\", \"dataset\": \"d" + i % 3 + "\"}").getBytes(StandardCharsets.UTF_8), List.of());
                    }
                    sender.send(null, null, List.of());
                    sender.flush();
                    int seen = 0;
                    long until = System.currentTimeMillis() + 10000;
                    while (seen < 21 && System.currentTimeMillis() < until) {
                        for (Decided d : reader.poll(Duration.ofMillis(200))) { System.out.println(d.at() + " " + d.verdict().orElse("?")); seen++; }
                    }
                    System.out.println("lag " + streams.lag());
                    assertThat(seen).isEqualTo(21);
                }
            }
            System.out.println("round took " + (System.currentTimeMillis() - t0));
            }
        }
    }
}
