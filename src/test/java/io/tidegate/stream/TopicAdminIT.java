package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Gate;
import java.util.List;
import java.util.Map;
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
        assertThat(kafka.config(topics.samples()))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", DAYS_7)
                .containsEntry("retention.bytes", "-1")
                .containsEntry("max.message.bytes", SIZE)
                .containsEntry("message.timestamp.type", "CreateTime")
                .containsEntry("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        assertThat(kafka.config(topics.accepted()))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1")
                .containsEntry("retention.bytes", "-1")
                .containsEntry("max.message.bytes", SIZE)
                .containsEntry("message.timestamp.type", "LogAppendTime");
        assertThat(kafka.config(topics.quarantine()))
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

        assertThat(kafka.config(kafka.rekeyTopic()))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1")
                .containsEntry("max.message.bytes", SIZE)
                .containsEntry("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE))
                .containsEntry("message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
        for (String store : List.of("index", "ledger")) {
            assertThat(kafka.config(kafka.settings().applicationId() + "-" + store + "-changelog"))
                    .containsEntry("cleanup.policy", "compact")
                    .containsEntry("max.message.bytes", SIZE)
                    .containsEntry("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        }
    }

    @Test
    void saysEverythingThatIsWrongAtOnce(KafkaFixture kafka) {
        // Given
        Topics topics = kafka.topics();
        kafka.create(topics.samples(), 2, Map.of("max.message.bytes", "1000"));
        kafka.create(topics.accepted(), 3, Map.of("cleanup.policy", "compact", "retention.ms", "1000"));
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
}
