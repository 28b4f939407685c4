package io.tidegate.sample;

import static io.tidegate.sample.Read.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for any bytes at all. Each number of rounds keeps a test around a second. */
class SampleRandomInputTest {

    private static final String SECRET = "sEcr3T";

    @Test
    void randomBytesNeverThrow() {
        Random random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            // Given
            byte[] value = new byte[random.nextInt(40)];
            random.nextBytes(value);
            if (value.length > 5 && random.nextBoolean()) {
                value[0] = 0;
                value[5] = '{';
            }

            // When
            Reading reading = read(value);

            // Then
            assertThat(read(value)).isEqualTo(reading);
        }
    }

    @Test
    void realLookingDocumentsLeakNothingAndReadAlike() {
        Random random = new Random(2);
        RandomDocuments documents = new RandomDocuments(random, SECRET, 0.1);
        int understood = 0;
        for (int i = 0; i < 20_000; i++) {
            // Given
            byte[] value = documents.next().getBytes(StandardCharsets.UTF_8);

            // When
            Reading reading = read(value);

            // Then
            assertThat(read(value)).isEqualTo(reading);
            understood += holds(reading) ? 1 : 0;
        }
        assertThat(understood).isBetween(5_000, 15_000); // so that both ways were tried
    }

    @Test
    void brokenDocumentsLeakNothingAndReadAlike() {
        Random random = new Random(3);
        RandomDocuments documents = new RandomDocuments(random, SECRET, 0.02);
        for (int i = 0; i < 20_000; i++) {
            // Given
            byte[] value = documents.next().getBytes(StandardCharsets.UTF_8);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                value[random.nextInt(value.length)] = random.nextBoolean()
                        ? (byte) random.nextInt()
                        : (byte) "{}[]\",:\\0 ".charAt(random.nextInt(10));
            }

            // When
            Reading reading = read(value);

            // Then
            assertThat(read(value)).isEqualTo(reading);
            holds(reading);
        }
    }

    @Test
    void secretsInEveryOddPlaceLeakNowhere() {
        for (String json : new String[] {
            "{\"%s\": 1, \"%s\": 2}",
            "{\"messages\": [{\"role\": \"%s\", \"content\": \"x\"}]}",
            "{\"messages\": {\"%s\": 1}}",
            "{\"messages\": [{\"%s\": {\"%s\": 1}, \"role\": 5}]}",
            "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"%s\"}]}]}",
            "{\"messages\": [{\"role\": \"user\", \"content\": [\"%s\"]}]}",
            "{\"messages\": [{\"role\": \"user\", \"content\": {\"%s\": [\"%s\"]}}]}",
            "{\"conversations\": [{\"from\": \"%s\", \"value\": \"x\"}]}",
            "{\"text\": \"x\", \"origin\": {\"kind\": \"%s\"}}",
            "{\"text\": \"x\", \"origin\": {\"%s\": 1, \"generation\": \"%s\"}}",
            "{\"text\": \"x\", \"id\": \"%s\\n\"}",
            "{\"text\": \"x\"} %s",
            "{\"text\": \"x\", %s: 1}",
            "{\"text\": %s}",
            "%s"
        }) {
            holds(read(json.replace("%s", SECRET)));
        }
    }

    /** Checks what holds of any reading, and tells whether it is a sample. */
    private static boolean holds(Reading reading) {
        if (reading instanceof Reading.Malformed malformed) {
            assertThat(malformed.detail()).isNotBlank().doesNotContain(SECRET).hasSizeLessThan(200);
            return false;
        }
        Sample sample = ((Reading.Understood) reading).sample();
        assertThat(sample.id().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 256);
        assertThat(sample.turns()).anyMatch(turn -> !turn.content().isBlank());
        assertThat(sample.turns())
                .noneMatch(turn -> turn.origin()
                        .claimsMoreThan(() ->
                                turn.content().codePointCount(0, turn.content().length())));
        return true;
    }
}
