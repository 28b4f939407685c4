package io.tidegate.stream;

import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * A key-value store that is told before each commit, so that what is new since the last one can be written as one entry. Kafka
 * Streams tells this only to stores with its own cache, through an internal class; a test holds that it still does.
 */
final class CommitStore extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {

    private Runnable beforeCommit = () -> {};

    private CommitStore(KeyValueStore<Bytes, byte[]> store) {
        super(store);
    }

    /** What to do before each commit; it may write to this store, and to no other. */
    void beforeCommit(Runnable action) {
        beforeCommit = action;
    }

    @Override
    public void flushCache() {
        beforeCommit.run();
        super.flushCache();
    }

    /** Closed, it forgets what was to be done: after a failure, that would write what an aborted transaction remembered. */
    @Override
    public void close() {
        beforeCommit = () -> {};
        super.close();
    }

    /** Makes such a store, persistent and logged. */
    static StoreBuilder<CommitStore> builder(String name) {
        return new Builder(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                        .withCachingDisabled());
    }

    private record Builder(StoreBuilder<KeyValueStore<Bytes, byte[]>> inner) implements StoreBuilder<CommitStore> {

        @Override
        public CommitStore build() {
            return new CommitStore(inner.build());
        }

        @Override
        public StoreBuilder<CommitStore> withCachingEnabled() {
            throw new UnsupportedOperationException("every entry is written once, so there is nothing to cache");
        }

        @Override
        public StoreBuilder<CommitStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<CommitStore> withLoggingEnabled(Map<String, String> config) {
            return new Builder(inner.withLoggingEnabled(config));
        }

        @Override
        public StoreBuilder<CommitStore> withLoggingDisabled() {
            return new Builder(inner.withLoggingDisabled());
        }

        @Override
        public Map<String, String> logConfig() {
            return inner.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return inner.loggingEnabled();
        }

        @Override
        public String name() {
            return inner.name();
        }
    }
}
