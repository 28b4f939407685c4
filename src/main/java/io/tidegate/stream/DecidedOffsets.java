package io.tidegate.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The last decided offset of each source topic and partition, as far as this partition decides. Records of one source partition
 * come in the order of their offsets, so what lies at or before the last one was decided already: read again, it is skipped.
 * This holds where exactly-once alone doesn't: after the group's offsets expired or were deleted.
 */
final class DecidedOffsets {

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<From, Long> last = new HashMap<>();
    private final Set<From> changed = new HashSet<>();

    /** A partition of a topic that records come from. */
    private record From(Uuid topicId, int partition) {

        private Bytes key() {
            return StoreStorage.offsetKey((topicId + "-" + partition).getBytes(StandardCharsets.US_ASCII));
        }
    }

    DecidedOffsets(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Whether this record was decided before; if not, it now is. */
    boolean decideOnce(Uuid topicId, int partition, long offset) {
        From from = new From(topicId, partition);
        Long decided = last.computeIfAbsent(from, this::stored);
        if (decided != null && offset <= decided) {
            return false;
        }
        last.put(from, offset);
        changed.add(from);
        return true;
    }

    /** Puts what has changed into the store: before each commit. */
    void flush() {
        for (From from : changed) {
            store.put(
                    from.key(),
                    ByteBuffer.allocate(8).putLong(last.getOrDefault(from, -1L)).array());
        }
        changed.clear();
    }

    private @Nullable Long stored(From from) {
        byte[] value = store.get(from.key());
        return value == null ? null : ByteBuffer.wrap(value).getLong();
    }
}
