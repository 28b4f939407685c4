package io.tidegate.gate;

import io.tidegate.novelty.Remembered;
import io.tidegate.novelty.Sketch;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Remembered samples of one scope that follow each other, packed: about 81 bytes each, and 6 more for each long turn.
 *
 * <p>Of each sample: 52 bytes of lanes, the hashes of numbers (4), text (8), id (8) and value (3), the generation (1); then as
 * numbers of 1 to 10 bytes (LEB128, the last two as zigzag) the source's partition, how many long turns there are, and how
 * much more the clock's second and the offset are than the sample's before; then each long turn's hash (6) and place.
 */
final class SampleBlock {

    private static final int FIXED_BYTES = 76;
    private static final int TURN_HASH_BYTES = 6;
    private static final int PLACE_BITS = 16;
    private static final long PLACE_MASK = (1 << PLACE_BITS) - 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final byte[] fixed = new byte[FIXED_BYTES];
    private int samples;
    private long second;
    private long offset;

    /** How many samples were added. */
    int samples() {
        return samples;
    }

    /** How many bytes they take. */
    int length() {
        return bytes.size();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    void add(Remembered sample) {
        Sketch sketch = sample.sketch();
        ByteBuffer buffer = ByteBuffer.wrap(fixed);
        int last = sketch.lanes().length - 1;
        for (int i = 0; i < last; i++) {
            buffer.putLong(sketch.lanes()[i]);
        }
        buffer.putInt((int) sketch.lanes()[last]) // the rest of it is 0
                .putInt(sketch.numbers())
                .putLong(sketch.exact())
                .putLong(sample.idHash())
                .putInt(sample.valueHash() << 8 | sample.generation());
        bytes.writeBytes(fixed);
        writeNumber(sample.partition());
        writeNumber(sketch.longTurns().length);
        writeSigned(sample.second() - second);
        writeSigned(sample.offset() - offset);
        for (long turn : sketch.longTurns()) {
            ByteBuffer hash = ByteBuffer.allocate(8).putLong(turn);
            bytes.write(hash.array(), 0, TURN_HASH_BYTES);
            writeNumber(turn & PLACE_MASK);
        }
        second = sample.second();
        offset = sample.offset();
        samples++;
    }

    /**
     * Reads the samples of a block, in order.
     *
     * @throws IllegalArgumentException if the bytes are no block
     */
    static void read(byte[] block, Consumer<Remembered> samples) {
        ByteBuffer in = ByteBuffer.wrap(block);
        long second = 0;
        long offset = 0;
        try {
            while (in.hasRemaining()) {
                long[] lanes = new long[7];
                for (int i = 0; i < lanes.length - 1; i++) {
                    lanes[i] = in.getLong();
                }
                lanes[lanes.length - 1] = Integer.toUnsignedLong(in.getInt());
                int numbers = in.getInt();
                long exact = in.getLong();
                long idHash = in.getLong();
                int rest = in.getInt();
                int partition = (int) readNumber(in);
                int turns = (int) readNumber(in);
                second += readSigned(in);
                offset += readSigned(in);
                long[] longTurns = new long[Math.min(turns, in.remaining())];
                for (int i = 0; i < turns; i++) {
                    long hash = Integer.toUnsignedLong(in.getInt()) << 16 | Short.toUnsignedLong(in.getShort());
                    longTurns[i] = hash << PLACE_BITS | readNumber(in);
                }
                Sketch sketch = new Sketch(lanes, exact, numbers, longTurns);
                samples.accept(new Remembered(sketch, idHash, rest >>> 8, rest & 0xFF, second, partition, offset));
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a block of samples ends too early", e);
        }
    }

    private void writeSigned(long number) {
        writeNumber(number << 1 ^ number >> 63);
    }

    private static long readSigned(ByteBuffer in) {
        long number = readNumber(in);
        return number >>> 1 ^ -(number & 1);
    }

    private void writeNumber(long number) {
        long left = number;
        while ((left & ~0x7FL) != 0) {
            bytes.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
    }

    private static long readNumber(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a number in a block of samples is too long");
    }
}
