package io.tidegate.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lines on stderr that say how far a long command is: every second at first, and every ten seconds after the first ten. */
final class Progress {

    private static final int FREQUENT = 10;

    private int shown;
    private long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);

    /** Shows the line if it is time to. */
    void show(Supplier<String> line) {
        long now = System.nanoTime();
        if (now - next >= 0) {
            shown++;
            next = now + TimeUnit.SECONDS.toNanos(shown < FREQUENT ? 1 : 10);
            System.err.println(line.get());
        }
    }
}
