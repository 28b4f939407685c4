package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Gate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class TopicAdminIT {

    private static final String DAYS_7 = "604800000";
    private static final String DAYS_30 = "2592000000";
    private static final String SIZE = Integer.toString((1 << 20) + 256 * 1024);

    @Test
    void makesTopicsAsTheGateNeedsThem(KafkaFixture kafka) {
        List<TopicAdmin.Finding> findings = kafka.ensureTopics();

        assertThat(findings).extracting(TopicAdmin.Finding::severity).containsOnly(TopicAdmin.Severity.FINE);
        Topics topics = kafka.topics();
        assertThat(config(kafka, topics.samples()))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", DAYS_7)
                .containsEntry("retention.bytes", "-1")
                .containsEntry("max.message.bytes", SIZE)
                .containsEntry("message.timestamp.type", "CreateTime")
                .containsEntry("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        assertThat(config(kafka, topics.accepted()))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1")
                .containsEntry("retention.bytes", "-1")
                .containsEntry("max.message.bytes", SIZE)
                .containsEntry("message.timestamp.type", "LogAppendTime");
        assertThat(config(kafka, topics.quarantine()))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", DAYS_30)
                .containsEntry("max.message.bytes", SIZE)
                .containsEntry("message.timestamp.type", "LogAppendTime");
        topics.all().forEach(topic -> assertThat(kafka.partitions(topic)).isEqualTo(KafkaFixture.PARTITIONS));
        assertThat(kafka.ensureTopics()).as("the second time").isEmpty();
    }

    @Test
    void internalTopicsTakeWhateverSamplesTakes(KafkaFixture kafka) {
        kafka.ensureTopics();
        Gate gate = TestPolicy.gate(TestPolicy.copiesOnly());
        kafka.startGate(gate).close();

        assertThat(config(kafka, kafka.rekeyTopic()))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1")
                .containsEntry("max.message.bytes", SIZE)
                .containsEntry("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE))
                .containsEntry("message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
        for (String store : List.of("index", "ledger")) {
            assertThat(config(kafka, kafka.settings().applicationId() + "-" + store + "-changelog"))
                    .containsEntry("cleanup.policy", "compact")
                    .containsEntry("max.message.bytes", SIZE)
                    .containsEntry("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        }
    }

    @Test
    void saysEverythingThatIsWrongAtOnce(KafkaFixture kafka) {
        // Given
        Topics topics = kafka.topics();
        create(kafka, topics.samples(), 2, Map.of("max.message.bytes", "1000"));
        create(kafka, topics.accepted(), 3, Map.of("cleanup.policy", "compact", "retention.ms", "1000"));
        // When
        List<TopicAdmin.Finding> findings;
        try (TopicAdmin admin = new TopicAdmin(kafka.clients())) {
            findings = admin.inspect();
        }
        // Then
        assertThat(texts(findings, TopicAdmin.Severity.ERROR))
                .anyMatch(text -> text.contains(topics.quarantine() + " is missing"))
                .anyMatch(text -> text.contains(topics.samples() + " has max.message.bytes=1000"))
                .anyMatch(text -> text.contains(topics.accepted() + " must have cleanup.policy=delete"))
                .anyMatch(text -> text.contains(topics.accepted() + " must have message.timestamp.type=LogAppendTime"))
                .anyMatch(text -> text.contains(topics.accepted() + " has 3 partitions")
                        && text.contains(topics.samples() + " has 2"));
        assertThat(texts(findings, TopicAdmin.Severity.WARNING))
                .anyMatch(text -> text.contains(topics.accepted() + " loses its oldest records"));
    }

    private static List<String> texts(List<TopicAdmin.Finding> findings, TopicAdmin.Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .map(TopicAdmin.Finding::text)
                .toList();
    }

    static void create(KafkaFixture kafka, String topic, int partitions, Map<String, String> config) {
        NewTopic made = new NewTopic(topic, Optional.of(partitions), Optional.of((short) 1)).configs(config);
        KafkaFixture.done(kafka.admin().createTopics(List.of(made)).all());
    }

    private static Map<String, String> config(KafkaFixture kafka, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = Objects.requireNonNull(KafkaFixture.done(
                        kafka.admin().describeConfigs(List.of(resource)).all())
                .get(resource));
        Map<String, String> values = new TreeMap<>();
        config.entries().forEach(entry -> values.put(entry.name(), entry.value()));
        return values;
    }
}
