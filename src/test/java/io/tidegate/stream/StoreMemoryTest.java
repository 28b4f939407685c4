package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class StoreMemoryTest {

    private static final int VALUE_BYTES = 1 << 20;

    @TempDir
    private Path folder;

    private final Random random = new Random(1);

    @Test
    void allStoresShareOneBound() throws RocksDBException {
        try (Options ofOne = options();
                Options ofOther = options();
                RocksDB one = RocksDB.open(ofOne, folder.resolve("one").toString());
                RocksDB other = RocksDB.open(ofOther, folder.resolve("other").toString())) {
            long before = used(other);
            write(one, 8);

            assertThat(one.getLongProperty("rocksdb.block-cache-capacity")).isEqualTo(StoreMemory.BYTES);
            assertThat(used(other) - before).as("what another gathers counts").isGreaterThan(8L * VALUE_BYTES);
            for (int i = 0; i < 100; i++) {
                write(one, 1);
                write(other, 1);
                assertThat(used(one)).isLessThanOrEqualTo(StoreMemory.BYTES);
            }
            assertThat(one.getLongProperty("rocksdb.size-all-mem-tables")
                            + other.getLongProperty("rocksdb.size-all-mem-tables"))
                    .isLessThan(StoreMemory.BYTES);
        }
    }

    private static Options options() {
        Options options = new Options().setCreateIfMissing(true).setTableFormatConfig(new BlockBasedTableConfig());
        new StoreMemory().setConfig("a store", options, Map.of());
        return options;
    }

    private static long used(RocksDB store) throws RocksDBException {
        return store.getLongProperty("rocksdb.block-cache-usage");
    }

    private void write(RocksDB store, int values) throws RocksDBException {
        for (int i = 0; i < values; i++) {
            byte[] value = new byte[VALUE_BYTES];
            random.nextBytes(value);
            store.put(Long.toString(random.nextLong()).getBytes(StandardCharsets.UTF_8), value);
        }
    }
}
