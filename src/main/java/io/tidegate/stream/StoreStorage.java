package io.tidegate.stream;

import io.tidegate.gate.Storage;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the gate's memory in two stores of Kafka Streams: accepted samples, each written once, in {@code index}; and all that
 * is written again and again in {@code ledger}. Entries of the ledger store begin with a byte that tells their table.
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

    /** Whether a key of the ledger store is that of a record in escrow. */
    static boolean isHeld(byte[] key) {
        return key.length > 0 && key[0] == prefix(Table.HELD);
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
        store(table).put(storeKey(table, key), value);
    }

    @Override
    public void delete(Table table, byte[] key) {
        store(table).delete(storeKey(table, key));
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        return Optional.ofNullable(store(table).get(storeKey(table, key)));
    }

    @Override
    public void forEach(Table table, Visitor visitor) {
        visit(
                table,
                table == Table.SAMPLES
                        ? index.all()
                        : ledger.prefixScan(new byte[] {prefix(table)}, new ByteArraySerializer()),
                visitor);
    }

    @Override
    public void forEach(Table table, byte[] from, byte[] to, Visitor visitor) {
        visit(table, store(table).range(storeKey(table, from), storeKey(table, to)), (key, value) -> {
            if (!Arrays.equals(key, to)) { // Kafka's ranges include their end
                visitor.visit(key, value);
            }
        });
    }

    private static void visit(Table table, KeyValueIterator<Bytes, byte[]> entries, Visitor visitor) {
        int prefix = table == Table.SAMPLES ? 0 : 1;
        try (entries) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                byte[] key = entry.key.get();
                visitor.visit(Arrays.copyOfRange(key, prefix, key.length), entry.value);
            }
        }
    }

    private KeyValueStore<Bytes, byte[]> store(Table table) {
        return table == Table.SAMPLES ? index : ledger;
    }

    static Bytes storeKey(Table table, byte[] key) {
        return table == Table.SAMPLES ? Bytes.wrap(key) : prefixed(prefix(table), key);
    }

    private static byte prefix(Table table) {
        return switch (table) {
            case SCOPES -> 'S';
            case LEDGERS -> 'L';
            case GENERATORS -> 'G';
            case WINDOWS -> 'W';
            case COUNTS -> 'C';
            case HELD -> 'H';
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
