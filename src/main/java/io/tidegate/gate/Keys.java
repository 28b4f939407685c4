package io.tidegate.gate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keys in storage that begin with a dataset's name. It ends with a zero byte, which no name holds. */
final class Keys {

    private Keys() {}

    static byte[] of(String dataset, byte[] rest) {
        byte[] name = dataset.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(name.length + 1 + rest.length)
                .put(name)
                .put((byte) 0)
                .put(rest)
                .array();
    }

    static String dataset(byte[] key) {
        return new String(key, 0, end(key), StandardCharsets.UTF_8);
    }

    /** What follows the dataset's name. */
    static byte[] rest(byte[] key) {
        return Arrays.copyOfRange(key, end(key) + 1, key.length);
    }

    private static int end(byte[] key) {
        int end = 0;
        while (key[end] != 0) {
            end++;
        }
        return end;
    }
}
