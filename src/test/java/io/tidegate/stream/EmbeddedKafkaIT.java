package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gate.Fatal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    @Test
    void aSecondOneIsRefusedBeforeItTouchesTheData(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("kafka");
        Path elections = data.resolve("__cluster_metadata-0").resolve("quorum-state");
        try (EmbeddedKafka first = EmbeddedKafka.start(data, 0)) {
            String before = Files.readString(elections);

            assertThatThrownBy(() -> EmbeddedKafka.start(data, 0))
                    .isInstanceOf(Fatal.class)
                    .hasMessageContaining("Kafka can't start with its data in " + data);

            assertThat(Files.readString(elections)).isEqualTo(before);
            assertThat(first.bootstrap()).startsWith("127.0.0.1:");
        }
        EmbeddedKafka.start(data, 0).close();
    }
}
