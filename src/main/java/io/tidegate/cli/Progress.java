package io.tidegate.cli;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A line on stderr that says how far a long command is: rewritten in place on a terminal, else printed anew now and then. Says
 * nothing in the first second.
 */
final class Progress {

    private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PrintStream err = System.err;
    private final boolean terminal = System.console() != null && System.getenv("TERM") != null;
    private final long every;
    private long next;
    private int shown;

    Progress() {
        this.every = terminal ? TERMINAL_NANOS : LOG_NANOS;
        this.next = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    }

    /** Shows the line if it is time to. */
    void show(Supplier<String> line) {
        long now = System.nanoTime();
        if (now - next >= 0) {
            next = now + every;
            print(line.get());
        }
    }

    /** Makes room for what is printed next. */
    void done() {
        if (terminal && shown > 0) {
            err.print("\r" + " ".repeat(shown) + "\r");
            err.flush();
            shown = 0;
        }
    }

    private void print(String line) {
        if (terminal) {
            err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            err.flush();
            shown = line.length();
        } else {
            err.println(line);
        }
    }
}
