package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.Seeds;
import io.tidegate.gate.Fatal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

class LocalStateTest {

    private static final int ENTRIES = 500;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void leavesAloneWhatIsWhole() throws Exception {
        Path store = store("0_3");
        Map<String, String> before = content(store);

        check();

        assertThat(content(store)).hasSize(ENTRIES).isEqualTo(before);
    }

    @Test
    void leavesToKafkaStreamsWhatIsMissing() throws Exception {
        assertThatCode(this::check).doesNotThrowAnyException();
        Files.createDirectories(partition("0_3").resolve("rocksdb").resolve("index"));
        Files.writeString(folder.resolve("gate").resolve("kafka-streams-process-metadata"), "");
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("Law 8: damage to a store is noticed wherever it would be read from")
    void noticesDamage() throws Exception {
        // Given
        Path store = store("0_3");
        Map<String, String> whole = content(store);
        Path table = table(store);
        byte[] bytes = Files.readAllBytes(table);
        int[] noticed = {0};
        // When a bit flips, or the end is lost
        Seeds.each(200, random -> {
            write(table, random.nextInt(4) == 0 ? shortened(random, bytes) : flipped(random, bytes));
            // Then
            try {
                check();
                assertThat(content(store)).isEqualTo(whole);
            } catch (Fatal e) {
                noticed[0]++;
            }
        });
        assertThat(noticed[0]).isGreaterThan(190);
    }

    @Test
    void namesTheFolderOfEachDamagedPartition() throws Exception {
        for (String partition : new String[] {"0_0", "0_3", "0_11"}) {
            Path table = table(store(partition));
            if (!partition.equals("0_3")) {
                Files.write(table, shortened(new Random(1), Files.readAllBytes(table)));
            }
        }
        assertThatThrownBy(this::check)
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("The memory on disk in " + partition("0_0")
                        + " is damaged. Delete that folder: it is rebuilt from Kafka. (")
                .hasMessageContaining("The memory on disk in " + partition("0_11") + " is damaged. ")
                .hasMessageNotContaining(partition("0_3").toString());
    }

    private void check() {
        LocalState.check(new StreamSettings(
                "nowhere:1", "gate", Topics.of("t"), folder, 1, Duration.ofMillis(100), 1_000, 1, Map.of()));
    }

    private Path partition(String name) {
        return folder.resolve("gate").resolve(name);
    }

    /** A store that was closed, as Kafka Streams leaves it. */
    private Path store(String partition) throws IOException, RocksDBException {
        Path store =
                Files.createDirectories(partition(partition).resolve("rocksdb").resolve("index"));
        Random random = new Random(1);
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB database = RocksDB.open(options, store.toString())) {
            for (int i = 0; i < ENTRIES; i++) {
                byte[] value = new byte[100];
                random.nextBytes(value);
                database.put(new byte[] {(byte) (i >> 8), (byte) i}, value);
            }
        }
        content(store); // writes the log to a table
        return store;
    }

    /** What is read, which at damage ends as if that were all. */
    private static Map<String, String> content(Path store) {
        Map<String, String> content = new TreeMap<>();
        try (RocksDB database = RocksDB.open(store.toString());
                RocksIterator entries = database.newIterator()) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                content.put(
                        HexFormat.of().formatHex(entries.key()), HexFormat.of().formatHex(entries.value()));
            }
            return content;
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path table(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] shortened(Random random, byte[] bytes) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    private static byte[] flipped(Random random, byte[] bytes) {
        byte[] flipped = bytes.clone();
        flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
