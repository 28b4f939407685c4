package io.tidegate.gate;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes that the memories of this process may hold together: novelty indexes, scopes and ledgers; and when they will be full
 * at the present rate. Forgetting is not an option, so a full one stops the gate; from 80 % on the log warns of it.
 */
public final class IndexBudget {

    private static final Logger LOG = LoggerFactory.getLogger(IndexBudget.class);

    private static final double WARNS_FROM = 0.8;
    /** Below this it may warn again. */
    private static final double CALM_BELOW = 0.75;

    private static final String CURE =
            "give it more with --index-memory (and the JVM with -Xmx) and start again, or add an instance.";
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;
    private static final Duration FAR = Duration.ofDays(3650);

    private final long limit;
    private final LongSupplier nanos;
    private final Set<Part> parts = new HashSet<>();
    private long used;
    private boolean warned;

    /**
     * @param limit in bytes
     */
    public IndexBudget(long limit) {
        this(limit, System::nanoTime);
    }

    /**
     * @param nanos a clock that never goes back, as {@link System#nanoTime()}
     */
    IndexBudget(long limit, LongSupplier nanos) {
        this.limit = limit;
        this.nanos = nanos;
    }

    /** Bytes in use. */
    public synchronized long used() {
        return used;
    }

    /** Bytes that may be used. */
    public long limit() {
        return limit;
    }

    /** Seconds until all is in use, at the present rate; infinite where it doesn't grow. */
    public synchronized double secondsUntilFull() {
        double bytesPerSecond = parts.stream().mapToDouble(Part::bytesPerSecond).sum();
        return bytesPerSecond > 0 ? (limit - used) / bytesPerSecond : Double.POSITIVE_INFINITY;
    }

    /** For people, for example {@code 1.2 of 8.0 GiB in use; at the present rate full in 12 days}. */
    public synchronized String describe() {
        long unit = limit >= GIB ? GIB : MIB;
        return String.format(
                Locale.ROOT,
                "%.1f of %.1f %s in use; %s",
                (double) used / unit,
                (double) limit / unit,
                unit == GIB ? "GiB" : "MiB",
                describe(secondsUntilFull()));
    }

    private static String describe(double secondsUntilFull) {
        if (secondsUntilFull == Double.POSITIVE_INFINITY) {
            return "not growing";
        }
        if (secondsUntilFull > FAR.toSeconds()) {
            return "at the present rate not full in 10 years";
        }
        return "at the present rate full in " + describe(Duration.ofSeconds((long) secondsUntilFull));
    }

    private static String describe(Duration time) {
        if (time.toDays() >= 2) {
            return time.toDays() + " days";
        }
        if (time.toHours() >= 2) {
            return time.toHours() + " hours";
        }
        return time.toMinutes() >= 2 ? time.toMinutes() + " minutes" : "less than 2 minutes";
    }

    /** The part of a partition whose memory is about to be restored. */
    synchronized Part open() {
        Part part = new Part();
        parts.add(part);
        return part;
    }

    private void warn() {
        if (used < CALM_BELOW * limit) {
            warned = false;
        } else if (!warned && used >= WARNS_FROM * limit) {
            warned = true;
            LOG.warn(
                    "The memory of what was accepted is nearly full: {}. Full, it stops the gate: {}",
                    describe(),
                    CURE);
        }
    }

    /** What one partition's memory holds of it. */
    final class Part {

        private long bytes;
        private @Nullable Growth growth;

        private Part() {}

        /**
         * Takes more bytes, or gives some back.
         *
         * @throws Fatal if there are not so many left
         */
        void change(long more) {
            synchronized (IndexBudget.this) {
                if (more > 0 && more > limit - used) {
                    throw new Fatal("The memory of what was accepted needs more than the " + (limit >> 20)
                            + " MiB that it may use. Nothing is lost: " + CURE);
                }
                used += more;
                bytes += more;
                if (growth != null) {
                    growth.observe(bytes, nanos.getAsLong());
                    warn();
                }
            }
        }

        /**
         * All is restored: what was taken until now is no growth, what is taken from now on is.
         *
         * @param bytesPerSecond how fast the memory grew lately, before it was restored; finite, at least 0
         */
        void restored(double bytesPerSecond) {
            synchronized (IndexBudget.this) {
                growth = new Growth(bytesPerSecond, bytes, nanos.getAsLong());
                warn();
            }
        }

        /** Gives all of it back. */
        void close() {
            synchronized (IndexBudget.this) {
                used -= bytes;
                bytes = 0;
                parts.remove(this);
            }
        }

        private double bytesPerSecond() {
            return growth == null ? 0 : growth.bytesPerSecond(bytes, nanos.getAsLong());
        }
    }
}
