package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Law 8: what needs more memory than a gate has is survived, or ends it with exit code 3 and a named cause. */
@ExtendWith(SharedKafka.class)
class LittleHeapIT {

    private static final Duration WITHIN = Duration.ofMinutes(2);

    @TempDir
    private Path folder = Path.of("");

    private String said = "";

    /** A gate's process with 256 MiB of heap. */
    private Child gate(KafkaFixture kafka, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(
                "run",
                "--bootstrap",
                kafka.settings().bootstrap(),
                "--prefix",
                kafka.topics().samples().replace(".samples", ""),
                "--application-id",
                kafka.settings().applicationId(),
                "--state-dir",
                folder.resolve("state").toString(),
                "--http-port",
                "0"));
        args.addAll(List.of(more));
        return Child.start(List.of("-Xmx256m"), folder, args.toArray(String[]::new));
    }

    /** Runs a gate until it has decided all that was sent, or has ended; whether it has decided. */
    private boolean decides(KafkaFixture kafka, int sent, String... more) throws Exception {
        try (Child gate = gate(kafka, more)) {
            long giveUp = System.nanoTime() + WITHIN.toNanos();
            while (System.nanoTime() < giveUp) {
                said = gate.err();
                if (!gate.isAlive()) {
                    Child.Result ended = gate.await();
                    said = ended.err() + ended.out();
                    assertThat(ended.code()).as(said).isEqualTo(3);
                    return false;
                }
                if (kafka.ends(kafka.topics()) >= sent && kafka.decisions().size() >= sent) {
                    return true;
                }
                Thread.sleep(200);
            }
            throw new AssertionError("it neither decides all nor ends:\n" + said);
        }
    }

    @Test
    @DisplayName("Laws 1, 8: 300 MB that come as 300 kB ends a gate of 256 MiB with the cause and the cure")
    void batchesThatUnfold(KafkaFixture kafka) throws Exception {
        // Given
        kafka.ensureTopics();
        byte[] value = Sent.utf8(Sent.json("s", "d", "tides come and go ".repeat(55_000)));
        List<Sent> sent =
                kafka.send(Collections.nCopies(300, Sent.of(null, value).to(0)), "zstd");
        // When
        boolean decided = decides(kafka, sent.size());
        // Then
        assertThat(decided).as(said).isFalse();
        assertThat(said)
                .contains("tidegate: The gate ran out of memory, with a heap of ")
                .doesNotContain("\tat ");
        // When
        boolean cured = decides(
                kafka,
                sent.size(),
                "--kafka",
                "consumer.max.poll.records=20",
                "--kafka",
                "buffered.records.per.partition=20");
        // Then
        assertThat(cured).as(said).isTrue();
        Law.eachLeftOnce(kafka.topics(), sent, kafka.decisions()).unchanged();
    }

    @Test
    @DisplayName("Laws 1, 2: a record of 60 MiB that comes as some KiB leaves as oversized")
    void recordThatUnfolds(KafkaFixture kafka) throws Exception {
        kafka.ensureTopics();
        List<Sent> sent = kafka.send(List.of(Sent.of(null, new byte[60 << 20])), "zstd");

        assertThat(decides(kafka, sent.size())).as(said).isTrue();

        Law law = Law.eachLeftOnce(kafka.topics(), sent, kafka.decisions()).unchanged();
        assertThat(law.of(sent.get(0)).rules()).containsExactly("oversized");
    }
}
