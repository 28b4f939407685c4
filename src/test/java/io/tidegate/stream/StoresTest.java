package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Storage.Table;
import java.io.File;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the two stores. */
class StoresTest {

    private final KeyValueStore<Bytes, byte[]> index = store("index");
    private final KeyValueStore<Bytes, byte[]> ledger = store("ledger");
    private final StoreStorage storage = new StoreStorage(index, ledger);

    @Test
    void tablesDontSeeEachOthersEntries() {
        // Given keys that begin with every byte, so with every table's prefix
        Random random = new Random(1);
        Map<Table, Map<String, String>> put = new HashMap<>();
        for (Table table : Table.values()) {
            Map<String, String> entries = new TreeMap<>();
            for (int i = 0; i < 256; i++) {
                byte[] key = new byte[1 + random.nextInt(3)];
                random.nextBytes(key);
                key[0] = (byte) i;
                byte[] value = {(byte) table.name().hashCode(), (byte) i};
                storage.put(table, key, value);
                entries.put(hex(key), hex(value));
            }
            storage.put(table, new byte[0], new byte[] {(byte) table.name().hashCode()});
            entries.put("", hex(new byte[] {(byte) table.name().hashCode()}));
            put.put(table, entries);
        }
        DecidedOffsets offsets = new DecidedOffsets(ledger);
        assertThat(offsets.decideOnce(Uuid.ONE_UUID, 0, 5)).isTrue();
        offsets.flush();
        // Then each table has its own, in the order of unsigned bytes
        for (Table table : Table.values()) {
            Map<String, String> seen = new LinkedHashMap<>();
            storage.forEach(table, (key, value) -> seen.put(hex(key), hex(value)));
            assertThat(seen.entrySet())
                    .as(table.name())
                    .containsExactlyElementsOf(
                            Objects.requireNonNull(put.get(table)).entrySet());
        }
    }

    @Test
    void anOffsetIsDecidedOnce() {
        DecidedOffsets offsets = new DecidedOffsets(ledger);
        Uuid topic = Uuid.randomUuid();

        assertThat(offsets.decideOnce(topic, 0, 0)).isTrue();
        assertThat(offsets.decideOnce(topic, 0, 0)).isFalse();
        assertThat(offsets.decideOnce(topic, 0, 7)).isTrue();
        assertThat(offsets.decideOnce(topic, 0, 6)).isFalse();
        assertThat(offsets.decideOnce(topic, 1, 6)).as("another partition").isTrue();
        assertThat(offsets.decideOnce(Uuid.randomUuid(), 0, 0))
                .as("another topic of the name")
                .isTrue();

        DecidedOffsets aborted = new DecidedOffsets(ledger);
        assertThat(aborted.decideOnce(topic, 0, 7)).as("not committed").isTrue();

        offsets.flush();
        DecidedOffsets restarted = new DecidedOffsets(ledger);
        assertThat(restarted.decideOnce(topic, 0, 7)).isFalse();
        assertThat(restarted.decideOnce(topic, 0, 8)).isTrue();
    }

    @Test
    void closedIndexForgetsWhatWasToBeDoneBeforeACommit(@TempDir File folder) {
        // Given
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder);
        CommitStore store = CommitStore.builder("index").withLoggingDisabled().build();
        AtomicInteger commits = new AtomicInteger();
        store.init(context.getStateStoreContext(), store);
        store.beforeCommit(commits::incrementAndGet);
        store.flushCache();
        assertThat(commits).hasValue(1);
        // When it is opened again, as after a failure
        store.close();
        store.init(context.getStateStoreContext(), store);
        store.flushCache();
        // Then
        assertThat(commits).hasValue(1);
        store.close();
    }

    private static KeyValueStore<Bytes, byte[]> store(String name) {
        KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        return store;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
