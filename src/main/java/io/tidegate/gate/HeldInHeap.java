package io.tidegate.gate;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps records that wait in escrow, in memory, and nothing else. */
final class HeldInHeap implements Storage {

    private final Map<ByteBuffer, byte[]> held = new HashMap<>();

    @Override
    public void put(Table table, byte[] key, byte[] value) {
        if (table == Table.HELD) {
            held.put(ByteBuffer.wrap(key), value);
        }
    }

    @Override
    public void delete(Table table, byte[] key) {
        if (table == Table.HELD) {
            held.remove(ByteBuffer.wrap(key));
        }
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        return table == Table.HELD ? Optional.ofNullable(held.get(ByteBuffer.wrap(key))) : Optional.empty();
    }

    @Override
    public void forEach(Table table, Visitor visitor) {}

    @Override
    public void forEach(Table table, byte[] from, byte[] to, Visitor visitor) {}
}
