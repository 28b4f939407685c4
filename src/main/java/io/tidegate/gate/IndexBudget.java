package io.tidegate.gate;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that the memories of this process may hold together: novelty indexes, scopes and ledgers. Forgetting is not an option, so it stops the gate. */
public final class IndexBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /**
     * @param limit in bytes
     */
    public IndexBudget(long limit) {
        this.limit = limit;
    }

    /** Bytes in use. */
    public long used() {
        return used.get();
    }

    /** Bytes that may be used. */
    public long limit() {
        return limit;
    }

    /**
     * Takes more bytes, or gives some back.
     *
     * @throws Fatal if there are not so many left
     */
    void change(long bytes) {
        used.updateAndGet(now -> {
            if (bytes <= 0 || bytes <= limit - now) {
                return now + bytes;
            }
            throw new Fatal("The memory of what was accepted needs more than the " + (limit >> 20)
                    + " MiB that it may use. Nothing is lost: give it more with --index-memory (and the JVM with -Xmx) and start"
                    + " again, or add an instance.");
        });
    }
}
