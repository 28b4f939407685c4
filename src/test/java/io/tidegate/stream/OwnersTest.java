package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class OwnersTest {

    @Test
    void scopesLieWhereKafkaPutsTheirNamesAsKeys() {
        Random random = new Random(2);
        for (int i = 0; i < 5_000; i++) {
            byte[] scope = new byte[1 + random.nextInt(128)];
            random.nextBytes(scope);
            int partitions = 1 + random.nextInt(200);

            assertThat(new Owners(partitions).of(scope))
                    .isEqualTo(BuiltInPartitioner.partitionForKey(scope, partitions))
                    .isBetween(0, partitions - 1);
        }
    }
}
