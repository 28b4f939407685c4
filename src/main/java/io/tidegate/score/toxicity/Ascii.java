package io.tidegate.score.toxicity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A text's ASCII characters as bytes, of which eight are looked at in one go (SIMD within a register): most words end among
 * eight, so that reading one takes no loop, whose end a processor can't foresee. Reused from text to text.
 */
final class Ascii {

    /** How many characters are looked at. */
    static final int EIGHT = Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final CharsetEncoder encoder = StandardCharsets.ISO_8859_1.newEncoder();
    private byte[] bytes = {};
    private ByteBuffer out = ByteBuffer.wrap(bytes);
    private CharBuffer in = CharBuffer.allocate(0);

    /** Takes over the text before {@code size}. Characters beyond ASCII are no letters here. */
    void load(char[] text, int size) {
        if (bytes.length < size + 2 * EIGHT) {
            bytes = new byte[2 * (size + EIGHT)];
            out = ByteBuffer.wrap(bytes);
        }
        if (in.array() != text) {
            in = CharBuffer.wrap(text);
        }
        encoder.reset().encode(in.limit(size).position(0), out.clear(), true);
        for (int i = in.position(); i < size; i++) {
            char c = text[i];
            bytes[i] = (byte) (c | (0x7F - c) >> 31);
        }
        for (int i = size; i < size + 2 * EIGHT; i++) {
            bytes[i] = 0;
        }
    }

    /** The eight characters from here on, the first of them in the highest byte. There are zeros behind the text. */
    long eight(int from) {
        return (long) LONG.get(bytes, from);
    }

    /** How many of eight characters are letters, up to the first that is none. */
    static int lettersInFront(long eight) {
        return inFront(within((eight & 0x7F * ONES) | 0x20 * ONES, 'a', 'z') & ~eight);
    }

    /** How many of eight characters are digits, up to the first that is none. */
    static int digitsInFront(long eight) {
        return inFront(within(eight & 0x7F * ONES, '0', '9') & ~eight);
    }

    /** The highest bit of each byte says whether it, below 0x80, lies from one to the other. */
    private static long within(long eight, char first, char last) {
        return (eight + (0x80 - first) * ONES) & ~(eight + (0x7F - last) * ONES);
    }

    private static int inFront(long highBits) {
        return Long.numberOfLeadingZeros(~highBits & HIGH_BITS) >>> 3;
    }

    /**
     * The first letters of eight, five bits each, the last one in the lowest bits.
     *
     * @param count of them, from 1 to 8
     */
    static long key(long eight, int count) {
        long letters = (eight & 0x1F * ONES) >>> (Long.SIZE - Byte.SIZE * count);
        long twos = (letters & 0x001F001F001F001FL) | (letters & 0x1F001F001F001F00L) >>> 3;
        long fours = (twos & 0x000003FF000003FFL) | (twos & 0x03FF000003FF0000L) >>> 6;
        return (fours & 0x00000000000FFFFFL) | (fours & 0x000FFFFF00000000L) >>> 12;
    }
}
