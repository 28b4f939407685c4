package io.tidegate.sample;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 up to the first fault. Reuses its array: one per thread. */
final class StrictUtf8 {

    /** A longer text's array is not kept. */
    private static final int LARGE = 1 << 16;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private CharBuffer kept = CharBuffer.allocate(1 << 12);

    /**
     * The text, from 0 to the position of what is returned, until the next call.
     *
     * @param in is read to its end, or to the first byte that is wrong
     */
    CharBuffer decode(ByteBuffer in) {
        CharBuffer out = kept.capacity() < in.remaining() ? CharBuffer.allocate(in.remaining()) : kept.clear();
        if (out.capacity() <= LARGE) {
            kept = out;
        }
        decoder.reset().decode(in, out, true);
        return out;
    }
}
