package io.tidegate.gate;

import java.time.Duration;

/**
 * How fast a partition's memory grows at present: over the last half to whole hour here. What is short of ten minutes, just
 * after a start, is filled up with how fast it grew before.
 */
final class Growth {

    private static final long WINDOW = Duration.ofMinutes(30).toNanos();
    private static final double LONG_ENOUGH_SECONDS = 600;

    private final double before;
    private Point from;
    private Point next;

    private record Point(long nanos, long bytes) {}

    /**
     * @param before bytes a second, before it was here; finite, at least 0
     * @param bytes that it has now
     * @param nanos what time it is now
     */
    Growth(double before, long bytes, long nanos) {
        if (!(before >= 0 && before < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("bytes a second are finite and at least 0, not " + before);
        }
        this.before = before;
        this.from = new Point(nanos, bytes);
        this.next = from;
    }

    /** It has so many bytes now; to be called now and then, so that what is measured slides on. */
    void observe(long bytes, long nanos) {
        if (nanos - next.nanos >= WINDOW) {
            from = next;
            next = new Point(nanos, bytes);
        }
    }

    /** Below 0 if it shrinks. */
    double bytesPerSecond(long bytes, long nanos) {
        observe(bytes, nanos);
        double measured = (nanos - from.nanos) / 1e9;
        double missing = Math.max(0, LONG_ENOUGH_SECONDS - measured);
        return (bytes - from.bytes + before * missing) / (measured + missing);
    }
}
