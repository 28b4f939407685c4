package io.tidegate.gate;

import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Finds the parts of a record that are too large to pass. */
public final class Oversize {

    /** Bytes that a key may have. */
    public static final int MAX_KEY_BYTES = 64 * 1024;

    /** Bytes that all headers together may have: names in UTF-8, values, and 8 for each header. */
    public static final int MAX_HEADER_BYTES = 64 * 1024;

    /** Names of the parts, as verdicts show them. */
    public static final String VALUE = "value";

    public static final String KEY = "key";
    public static final String HEADERS = "headers";

    private static final int HEADER_OVERHEAD = 8;

    private Oversize() {}

    /** One reason for each part that is too large. */
    static List<Reason> reasons(Arrival arrival, long maxSampleBytes) {
        List<Reason> reasons = new ArrayList<>();
        byte[] value = arrival.value();
        if (value != null && value.length > maxSampleBytes) {
            reasons.add(reason(VALUE, value.length, (double) maxSampleBytes, Sha256.of(value)));
        }
        byte[] key = arrival.key();
        if (key != null && key.length > MAX_KEY_BYTES) {
            reasons.add(reason(KEY, key.length, MAX_KEY_BYTES, Sha256.of(key)));
        }
        long headers = headerBytes(arrival.headers());
        if (headers > MAX_HEADER_BYTES) {
            reasons.add(reason(HEADERS, (double) headers, MAX_HEADER_BYTES, digest(arrival.headers())));
        }
        return reasons;
    }

    private static Reason reason(String part, double bytes, double limit, byte[] sha256) {
        return Reason.of(
                Rule.OVERSIZED,
                bytes,
                limit,
                new Reason.Part(part, HexFormat.of().formatHex(sha256)));
    }

    private static long headerBytes(List<Header> headers) {
        long bytes = 0;
        for (Header header : headers) {
            byte[] value = header.value();
            bytes += HEADER_OVERHEAD + utf8Length(header.name()) + (value == null ? 0 : value.length);
        }
        return bytes;
    }

    private static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        }
        return bytes;
    }

    /** SHA-256 over each header in turn: length of the name and the name, length of the value (-1 for null) and the value. */
    static byte[] digest(List<Header> headers) {
        MessageDigest digest = Sha256.begin();
        for (Header header : headers) {
            byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
            byte[] value = header.value();
            digest.update(ByteBuffer.allocate(4).putInt(name.length).flip());
            digest.update(name);
            digest.update(ByteBuffer.allocate(4)
                    .putInt(value == null ? -1 : value.length)
                    .flip());
            if (value != null) {
                digest.update(value);
            }
        }
        return digest.digest();
    }
}
