package io.tidegate.gate;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one dataset that wait for room, in the order in which they came, and how they lie in storage: one entry each,
 * under the dataset's name and the sample's number. Memory holds a few words of each, and the first of them whole.
 */
final class Escrow {

    /** Memory that a waiting sample takes, beside the first. */
    static final long BYTES_EACH = 64;

    private record Waiting(long sequence, long sinceMillis, int bytes) {}

    private final String dataset;
    private final Storage storage;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private @Nullable First first;
    private long bytes;

    Escrow(String dataset, Storage storage) {
        this.dataset = dataset;
        this.storage = storage;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** How many samples wait. */
    int size() {
        return queue.size();
    }

    /** Bytes that they take in storage. */
    long bytes() {
        return bytes;
    }

    /** Since when the first waits, in milliseconds since the epoch, if any does. */
    OptionalLong since() {
        Waiting oldest = queue.peekFirst();
        return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.sinceMillis());
    }

    /** The number of the first, if any waits. */
    OptionalLong sequence() {
        Waiting oldest = queue.peekFirst();
        return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.sequence());
    }

    /** Adds a sample behind the others. */
    void add(HeldBytes.Held held) {
        byte[] kept = HeldBytes.write(held);
        storage.put(Storage.Table.HELD, key(held.sequence()), kept);
        restored(held.sequence(), held.sinceMillis(), kept.length);
    }

    /** Counts a sample that is in storage; they come in the order in which they were added. */
    void restored(long sequence, long sinceMillis, int length) {
        queue.addLast(new Waiting(sequence, sinceMillis, length));
        bytes += length;
    }

    /** The first of those that wait, scored as now. */
    record First(HeldBytes.Held held, Scored scored) {}

    /** The first of those that wait; it is scored once. */
    First first(Scoring scoring) {
        First known = first;
        if (known == null) {
            byte[] kept = storage.get(Storage.Table.HELD, key(queue.getFirst().sequence()))
                    .orElseThrow(
                            () -> new Fatal(
                                    "The stored memory is damaged: a record that waits in escrow is missing."
                                            + " Delete the state directory (state-dir), and start again: it is rebuilt from Kafka."));
            HeldBytes.Held held = HeldBytes.read(kept);
            known = new First(held, scoring.score(held.arrival()));
            first = known;
        }
        return known;
    }

    /** Takes the first out. */
    void removeFirst() {
        Waiting left = queue.removeFirst();
        storage.delete(Storage.Table.HELD, key(left.sequence()));
        bytes -= left.bytes();
        first = null;
    }

    private byte[] key(long sequence) {
        return Keys.of(
                dataset, ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
    }
}
