package io.tidegate.gate;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one dataset that wait for room, in the order in which they came, and how they lie in storage: one entry each,
 * under the dataset's name and the sample's number. Memory holds a few words of each.
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

    /** Takes those that began to wait in the future, by a clock that was set back since, to begin now. */
    void notAfter(long nowMillis) {
        Waiting oldest = queue.peekFirst();
        if (oldest != null && oldest.sinceMillis() > nowMillis) {
            List<Waiting> all = List.copyOf(queue);
            queue.clear();
            all.forEach(each ->
                    queue.addLast(new Waiting(each.sequence(), Math.min(each.sinceMillis(), nowMillis), each.bytes())));
        }
    }

    /** Counts a sample that is in storage; they come in the order in which they were added. */
    void restored(long sequence, long sinceMillis, int length) {
        queue.addLast(new Waiting(sequence, sinceMillis, length));
        bytes += length;
    }

    /**
     * The first of those that wait.
     *
     * @param recordMillis its record time, in milliseconds since the epoch
     * @param scored as it is scored now, without the record's bytes: many datasets can have one, and bytes can be many
     */
    record First(long recordMillis, Scored scored) {}

    /** The first of those that wait; it is read and scored once. */
    First first(Scoring scoring) {
        First known = first;
        if (known == null) {
            HeldBytes.Held held = read();
            Scored scored = scoring.score(held.arrival());
            known = new First(held.recordMillis(), scored.with(scored.arrival().withoutBytes()));
            first = known;
        }
        return known;
    }

    /** Has the first scored again: another policy judges from now on. */
    void scoreAgain() {
        first = null;
    }

    /** Takes the first out, whole. */
    HeldBytes.Held take() {
        HeldBytes.Held taken = read();
        Waiting left = queue.removeFirst();
        storage.delete(Storage.Table.HELD, key(left.sequence()));
        bytes -= left.bytes();
        first = null;
        return taken;
    }

    private HeldBytes.Held read() {
        return storage.get(Storage.Table.HELD, key(queue.getFirst().sequence()))
                .map(HeldBytes::read)
                .orElseThrow(Scope.Restoring::damaged);
    }

    private byte[] key(long sequence) {
        return Keys.of(
                dataset, ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
    }
}
