package io.tidegate.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds what RocksDB takes beside the heap: the stores of all partitions of this process share one cache, which counts what
 * they gather before they write a file, too. As much may be gathered as reads a large memory back from Kafka without delay.
 */
public final class StoreMemory implements RocksDBConfigSetter {

    /** Of all stores together. */
    static final long BYTES = 96L << 20;

    private static final long GATHERED_BYTES = 64L << 20;

    /** A store takes at least one such piece to gather in, of however many there are. */
    private static final long PIECE_BYTES = 64L << 10;

    /** Made when the first store is opened, and there until the process ends. */
    private static final class Shared {
        private static final Cache CACHE = new LRUCache(BYTES);
        private static final WriteBufferManager GATHERED = new WriteBufferManager(GATHERED_BYTES, CACHE);
    }

    /** Called by Kafka Streams. */
    public StoreMemory() {}

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(Shared.CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(Shared.GATHERED);
        options.setArenaBlockSize(PIECE_BYTES);
    }

    @Override
    public void close(String store, Options options) {
        // What is shared is for the stores that are opened next.
    }
}
