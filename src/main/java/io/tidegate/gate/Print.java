package io.tidegate.gate;

import io.tidegate.sample.Arrival;
import io.tidegate.sample.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells by 64 bits whether a record left as it came. Made of the SHA-256 of each part, so that a part which left empty is told by
 * the hash in its verdict.
 */
final class Print {

    private static final long NULL = 1;
    private static final long NO_HEADERS = 2;
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private Print() {}

    /** Of a record as it came; never 0. */
    static long of(Arrival came) {
        return of(came, Map.of());
    }

    /** Of a record as it left, of which some parts were emptied; never 0. */
    static long of(Arrival left, Map<String, String> emptied) {
        long print = mixed(0, part(Oversize.VALUE, left.value(), emptied));
        print = mixed(print, part(Oversize.KEY, left.key(), emptied));
        print = mixed(print, headers(left, emptied));
        print = mixed(print, left.timestamp());
        return print == 0 ? ODD : print;
    }

    private static long part(String name, byte @Nullable [] bytes, Map<String, String> emptied) {
        String hash = emptied.get(name);
        if (hash != null && bytes != null && bytes.length == 0) {
            return begin(hash);
        }
        return bytes == null ? NULL : begin(Sha256.of(bytes));
    }

    private static long headers(Arrival record, Map<String, String> emptied) {
        String hash = emptied.get(Oversize.HEADERS);
        if (record.headers().isEmpty()) {
            return hash == null ? NO_HEADERS : begin(hash);
        }
        return begin(Oversize.digest(record.headers()));
    }

    private static long begin(byte[] hash) {
        return ByteBuffer.wrap(hash).getLong();
    }

    private static long begin(String hash) {
        try {
            return begin(HexFormat.of().parseHex(hash));
        } catch (RuntimeException e) { // whoever may write to a topic can write this
            return NULL;
        }
    }

    private static long mixed(long print, long part) {
        long mixed = (print ^ part) * ODD;
        return mixed ^ mixed >>> 32;
    }

    /** The parts in which a record that left differs from how it came. */
    static List<String> differences(Arrival came, Arrival left, Map<String, String> emptied) {
        List<String> parts = new ArrayList<>();
        if (!emptied.containsKey(Oversize.VALUE) && !Arrays.equals(came.value(), left.value())) {
            parts.add(Oversize.VALUE);
        }
        if (!emptied.containsKey(Oversize.KEY) && !Arrays.equals(came.key(), left.key())) {
            parts.add(Oversize.KEY);
        }
        if (!emptied.containsKey(Oversize.HEADERS) && headers(came, Map.of()) != headers(left, Map.of())) {
            parts.add(Oversize.HEADERS);
        }
        if (came.timestamp() != left.timestamp()) {
            parts.add("timestamp");
        }
        return parts.isEmpty() ? List.of("a part that left empty") : parts;
    }
}
