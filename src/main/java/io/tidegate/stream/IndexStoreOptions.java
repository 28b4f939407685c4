package io.tidegate.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/**
 * Lets RocksDB take up a whole index at once, as when it is read back from Kafka: it gathers twice as much
 * before it writes a file, and lets more files be before it merges them. Takes at most 64 MiB of native
 * memory a partition for what it gathers, 16 more than with Kafka's own options.
 */
public final class IndexStoreOptions implements RocksDBConfigSetter {

    private static final long WRITE_BUFFER_BYTES = 32L << 20;
    private static final int WRITE_BUFFERS = 2;
    private static final int FILES_BEFORE_MERGE = 16;
    private static final int FILES_BEFORE_WRITES_SLOW_DOWN = 32;
    private static final int FILES_BEFORE_WRITES_STOP = 48;

    /** Called by Kafka Streams. */
    public IndexStoreOptions() {}

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        if (store.equals(GateTopology.INDEX_STORE)) {
            options.setWriteBufferSize(WRITE_BUFFER_BYTES);
            options.setMaxWriteBufferNumber(WRITE_BUFFERS);
            options.setLevel0FileNumCompactionTrigger(FILES_BEFORE_MERGE);
            options.setLevel0SlowdownWritesTrigger(FILES_BEFORE_WRITES_SLOW_DOWN);
            options.setLevel0StopWritesTrigger(FILES_BEFORE_WRITES_STOP);
        }
    }

    @Override
    public void close(String store, Options options) {
        // Nothing was made that must be closed.
    }
}
