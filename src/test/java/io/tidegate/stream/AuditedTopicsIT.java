package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.Findings;
import io.tidegate.gate.LawAudit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class AuditedTopicsIT {

    private final Findings findings = new Findings(1);

    private void audit(KafkaFixture kafka, Duration openFor) {
        try (AuditedTopics audited = new AuditedTopics(kafka.clients(), (partition, offset) -> {}, openFor)) {
            audited.tell(new LawAudit(kafka.topics().samples(), findings, source -> Optional.empty()));
        }
    }

    @Test
    void aTransactionThatStaysOpenIsNamedWithWhatEndsIt(KafkaFixture kafka)
            throws ExecutionException, InterruptedException {
        // Given
        kafka.ensureTopics();
        String accepted = kafka.topics().accepted();
        Map<String, Object> config =
                Map.of("bootstrap.servers", kafka.settings().bootstrap(), "transactional.id", accepted);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(accepted, 1, new byte[0], new byte[0]))
                    .get();
            // Then
            String at = " --topic " + accepted + " --partition 1";
            assertThatThrownBy(() -> audit(kafka, Duration.ofSeconds(1)))
                    .isInstanceOf(Fatal.class)
                    .hasMessageContaining("A transaction on " + accepted + "-1 is open since offset 0,")
                    .hasMessageContaining(" describe-producers" + at)
                    .hasMessageEndingWith(" abort" + at + " --start-offset 0");
            // When
            producer.abortTransaction();
        }
        // Then
        audit(kafka, Duration.ofSeconds(30));
        assertThat(findings.count()).isZero();
    }
}
