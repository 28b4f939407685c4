package io.tidegate.sample;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What a record's value holds, judged by its bytes alone: JSON text, or the name of something else. */
sealed interface Payload {

    /**
     * Text in strict UTF-8 that may be JSON, without frame and byte order mark.
     *
     * @param chars the text, from 0 to {@code length}, until the next one is decoded; what follows is no part of it
     * @param start where the text begins in the value, in bytes
     */
    record Json(char[] chars, int length, int start) implements Payload {

        /** The place in the value, in bytes, of the character at an index. */
        long byteAt(long index) {
            long at = start;
            for (int i = 0; i < index; i++) {
                char c = chars[i];
                at += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
            return at;
        }

        /** The index from which on something other than JSON's white space stands; {@code length} if nothing does. */
        int skipSpace(long from) {
            int at = (int) from;
            while (at < length && isSpace(chars[at])) {
                at++;
            }
            return at;
        }
    }

    /** Something that the gate does not read. */
    record Other(String detail) implements Payload {}

    /** Magic byte and schema id, which Confluent's serializers put in front. */
    int CONFLUENT_FRAME = 5;

    byte[] BYTE_ORDER_MARK = HexFormat.of().parseHex("efbbbf");

    /** First bytes that give other formats away. A longer one stands before its own beginning. */
    List<Magic> MAGIC = List.of(
            Magic.of("fffe0000", "UTF-32"),
            Magic.of("0000feff", "UTF-32"),
            Magic.of("0000007b000000", "UTF-32"),
            Magic.of("fffe", "UTF-16"),
            Magic.of("feff", "UTF-16"),
            Magic.of("007b00", "UTF-16"),
            Magic.of("c301", "a single Avro object"),
            Magic.of("4f626a01", "an Avro file"),
            Magic.of("1f8b", "gzip"),
            Magic.of("28b52ffd", "zstd"));

    record Magic(byte[] bytes, String name) {
        static Magic of(String hex, String name) {
            return new Magic(HexFormat.of().parseHex(hex), name);
        }
    }

    static Payload of(byte[] value, StrictUtf8 utf8) {
        if (value.length == 0) {
            return new Other("empty: the value has no bytes");
        }
        if (value[0] == 0 && objectBegins(value, CONFLUENT_FRAME)) {
            return decode(value, CONFLUENT_FRAME, utf8);
        }
        for (Magic magic : MAGIC) {
            if (startsWith(value, 0, magic.bytes())) {
                return notRead(magic.name());
            }
        }
        if (value[0] != 0 && value.length >= 4 && value[1] == 0) {
            return notRead(value[2] == 0 ? "UTF-32" : "UTF-16");
        }
        if (value[0] == 0 && value.length >= CONFLUENT_FRAME) {
            int schema = ByteBuffer.wrap(value, 1, 4).getInt();
            return new Other("Avro or Protobuf in a Confluent frame (schema id " + Integer.toUnsignedString(schema)
                    + "): the gate reads JSON");
        }
        return decode(value, 0, utf8);
    }

    private static Other notRead(String format) {
        return new Other(format + ": the gate reads JSON in UTF-8");
    }

    private static boolean objectBegins(byte[] value, int from) {
        int at = from + markAt(value, from);
        while (at < value.length && isSpace((char) value[at])) {
            at++;
        }
        return at < value.length && value[at] == '{';
    }

    private static Payload decode(byte[] value, int frame, StrictUtf8 utf8) {
        int start = frame + markAt(value, frame);
        ByteBuffer in = ByteBuffer.wrap(value, start, value.length - start);
        CharBuffer out = utf8.decode(in);
        return in.hasRemaining()
                ? new Other("not UTF-8: at byte " + in.position())
                : new Json(out.array(), out.position(), start);
    }

    /** The length of the byte order mark at a place: 0 if there is none. */
    private static int markAt(byte[] value, int at) {
        return startsWith(value, at, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    }

    private static boolean startsWith(byte[] value, int at, byte[] prefix) {
        return value.length - at >= prefix.length
                && Arrays.equals(value, at, at + prefix.length, prefix, 0, prefix.length);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
}
