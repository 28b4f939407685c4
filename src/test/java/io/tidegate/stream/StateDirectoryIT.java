package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidegate.Seeds;
import io.tidegate.gate.Fatal;
import io.tidegate.gate.Gate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class StateDirectoryIT {

    private static final Pattern DAMAGED =
            Pattern.compile("The memory on disk in (\\S+) is damaged\\. Delete that folder: it is rebuilt");

    private final Gate gate = TestPolicy.gate(TestPolicy.copiesOnly(), TestPolicy.DIGITS);
    private final List<Sent> sent = new ArrayList<>();

    @Test
    @DisplayName(
            "Laws 1, 3, 8: a gate whose memory on disk is lost remembers all; if it is damaged, it says what to do")
    void lostOrDamaged(KafkaFixture kafka) {
        // Given
        kafka.ensureTopics();
        sent.addAll(kafka.send(DemoSamples.keyedByDataset().subList(0, 600)));
        Law law = kafka.decide(gate, sent);
        List<Sent> accepted =
                sent.stream().filter(sample -> law.of(sample).accepted()).toList();
        assertThat(accepted).hasSizeGreaterThan(400);
        // When all of it is lost
        delete(LocalState.folder(kafka.settings()));
        // Then
        assertRemembered(kafka, accepted);
        // When a bit flips, or the end of a file is lost, in each of the stores
        for (boolean flip : new boolean[] {true, false}) {
            Seeds.one(5, random -> {
                Set<Path> damaged = new TreeSet<>();
                for (String store : List.of(GateTopology.INDEX_STORE, GateTopology.LEDGER_STORE)) {
                    damaged.add(damage(LocalState.folder(kafka.settings()), store, random, flip));
                }
                // Then it says so
                Fatal refused = catchThrowableOfType(Fatal.class, () -> kafka.startGate(gate));
                Set<Path> named = DAMAGED.matcher(String.valueOf(refused.getMessage()))
                        .results()
                        .map(match -> Path.of(match.group(1)))
                        .collect(Collectors.toSet());
                assertThat(named).isEqualTo(damaged);
                // And once that was done it remembers all
                named.forEach(StateDirectoryIT::delete);
                assertRemembered(kafka, accepted);
            });
        }
    }

    /** What was accepted is refused when it comes again. */
    private void assertRemembered(KafkaFixture kafka, List<Sent> accepted) {
        List<Sent> again = kafka.send(accepted);
        sent.addAll(again);
        Law law = kafka.decide(gate, sent);
        law.oneOrderPerScope().likeInMemory(gate);
        assertThat(again).allSatisfy(copy -> assertThat(law.of(copy).rules()).containsExactly("resent"));
    }

    /** Damages the table of some partition's store, where most of it lies; returns the partition's folder. */
    private static Path damage(Path folder, String store, Random random, boolean flip) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> tables = files.filter(file ->
                            file.toString().endsWith(".sst") && file.toString().contains(store))
                    .sorted(Comparator.comparing((Path file) -> file.toFile().length())
                            .reversed())
                    .toList();
            Path table = tables.get(random.nextInt(2));
            byte[] bytes = Files.readAllBytes(table);
            int middle = bytes.length / 4 + random.nextInt(bytes.length / 2);
            bytes[middle] ^= (byte) (1 << random.nextInt(8));
            Files.write(table, flip ? bytes : Arrays.copyOf(bytes, middle));
            return folder.resolve(folder.relativize(table).getName(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
