package io.tidegate.novelty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of a text in one long, the first of them lowest. */
final class EightBytes {

    /** The highest bit of each byte. */
    static final long HIGHEST = 0x8080_8080_8080_8080L;

    /** The lowest bit of each byte; a byte times this is eight of it. */
    static final long EACH = 0x0101_0101_0101_0101L;

    private static final VarHandle HANDLE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private EightBytes() {}

    static long get(byte[] bytes, int index) {
        return (long) HANDLE.get(bytes, index);
    }

    static void set(byte[] bytes, int index, long eight) {
        HANDLE.set(bytes, index, eight);
    }
}
