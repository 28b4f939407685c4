package io.tidegate.gate;

import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a held record lies in storage: whole, as it came. Its scores don't, so that it is judged under the policy and by the
 * models that are in force when it leaves.
 */
final class HeldBytes {

    private static final byte LAYOUT = 1;

    private HeldBytes() {}

    /**
     * A record that waits.
     *
     * @param sequence its place among its scope's decisions when it began to wait
     * @param scope where it waits
     * @param sinceMillis when it began to wait, in milliseconds since the epoch
     * @param recordMillis its record time, in milliseconds since the epoch
     */
    record Held(long sequence, String scope, long sinceMillis, long recordMillis, Arrival arrival) {}

    static byte[] write(Held held) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(LAYOUT);
            out.writeLong(held.sequence());
            out.writeUTF(held.scope());
            out.writeLong(held.sinceMillis());
            out.writeLong(held.recordMillis());
            Arrival arrival = held.arrival();
            out.writeUTF(arrival.source().topic());
            out.writeInt(arrival.source().partition());
            out.writeLong(arrival.source().offset());
            out.writeLong(arrival.timestamp());
            write(arrival.key(), out);
            out.writeInt(arrival.headers().size());
            for (Header header : arrival.headers()) {
                byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
                write(name, out);
                write(header.value(), out);
            }
            write(arrival.value(), out);
        } catch (IOException e) {
            throw new UncheckedIOException("a held record can't be written", e);
        }
        return bytes.toByteArray();
    }

    /**
     * @throws Fatal if another program wrote it
     */
    @SuppressWarnings("NullAway") // which doesn't see what a compact constructor's parameters are declared as
    static Held read(byte[] kept) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(kept))) {
            byte layout = in.readByte();
            if (layout != LAYOUT) {
                throw new Fatal("A record that waits in escrow has layout " + layout + ", and this program has "
                        + LAYOUT + ". Run the version that wrote it until its escrow is empty.");
            }
            long sequence = in.readLong();
            String scope = in.readUTF();
            long sinceMillis = in.readLong();
            long recordMillis = in.readLong();
            Source source = new Source(in.readUTF(), in.readInt(), in.readLong());
            long timestamp = in.readLong();
            byte[] key = readBytes(in);
            List<Header> headers = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                byte[] name = readBytes(in);
                headers.add(new Header(
                        new String(name == null ? new byte[0] : name, StandardCharsets.UTF_8), readBytes(in)));
            }
            Arrival arrival = new Arrival(source, timestamp, key, headers, readBytes(in));
            return new Held(sequence, scope, sinceMillis, recordMillis, arrival);
        } catch (IOException e) {
            throw new UncheckedIOException("a held record can't be read", e);
        }
    }

    private static void write(byte @Nullable [] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
