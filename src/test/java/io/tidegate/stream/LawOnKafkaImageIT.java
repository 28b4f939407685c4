package io.tidegate.stream;

import org.junit.jupiter.api.Tag;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The law on Kafka as its makers ship it. */
@Tag("docker")
@Testcontainers(disabledWithoutDocker = true)
class LawOnKafkaImageIT extends LawIT implements SharedKafka.Elsewhere {

    /** The one in docker/compose.yaml, too. */
    static final String IMAGE = "apache/kafka:4.3.1";

    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer(IMAGE);

    @Override
    public String bootstrap() {
        return KAFKA.getBootstrapServers();
    }
}
