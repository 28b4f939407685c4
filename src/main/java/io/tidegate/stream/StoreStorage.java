package io.tidegate.stream;

import io.tidegate.gate.Storage;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the gate's memory in two stores of Kafka Streams: accepted samples, each written once, in {@code index}; and all that
 * is written again and again in {@code ledger}, which is cached so that a commit logs an entry once. Entries of the ledger store
 * begin with a byte that tells their table.
 */
final class StoreStorage implements Storage {

    private static final byte OFFSETS = 'O';

    private final KeyValueStore<Bytes, byte[]> index;
    private final KeyValueStore<Bytes, byte[]> ledger;

    StoreStorage(KeyValueStore<Bytes, byte[]> index, KeyValueStore<Bytes, byte[]> ledger) {
        this.index = index;
        this.ledger = ledger;
    }

    /** A key of the ledger store for decided offsets, which are no part of the gate's memory. */
    static Bytes offsetKey(byte[] key) {
        return prefixed(OFFSETS, key);
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
        if (table == Table.SAMPLES) {
            index.put(Bytes.wrap(key), value);
        } else {
            ledger.put(prefixed(prefix(table), key), value);
        }
    }

    @Override
    public void forEach(Table table, Visitor visitor) {
        if (table == Table.SAMPLES) {
            try (KeyValueIterator<Bytes, byte[]> entries = index.all()) {
                each(entries, (key, value) -> visitor.visit(key, value));
            }
        } else {
            byte[] prefix = {prefix(table)};
            try (KeyValueIterator<Bytes, byte[]> entries = ledger.prefixScan(prefix, new ByteArraySerializer())) {
                each(entries, (key, value) -> visitor.visit(java.util.Arrays.copyOfRange(key, 1, key.length), value));
            }
        }
    }

    private static void each(KeyValueIterator<Bytes, byte[]> entries, BiConsumer<byte[], byte[]> visitor) {
        while (entries.hasNext()) {
            KeyValue<Bytes, byte[]> entry = entries.next();
            visitor.accept(entry.key.get(), entry.value);
        }
    }

    private static byte prefix(Table table) {
        return switch (table) {
            case SCOPES -> 'S';
            case LEDGERS -> 'L';
            case GENERATORS -> 'G';
            case WINDOWS -> 'W';
            case FACTS -> 'F';
            case SAMPLES -> throw new IllegalArgumentException("samples have a store of their own");
        };
    }

    private static Bytes prefixed(byte prefix, byte[] key) {
        byte[] whole = new byte[key.length + 1];
        whole[0] = prefix;
        System.arraycopy(key, 0, whole, 1, key.length);
        return Bytes.wrap(whole);
    }
}
