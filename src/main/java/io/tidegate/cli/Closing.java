package io.tidegate.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what a command opened, the last first and each once: when the command ends, or when the process is told to end (Ctrl-C,
 * SIGTERM), which ends no {@code try} block.
 */
final class Closing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    /** What a supervisor kills after some seconds ends by itself before that; exactly-once holds either way. */
    static final Duration BEFORE_SUPERVISORS = Duration.ofSeconds(9);

    /** The exit code of a process that ended on SIGTERM. */
    static final int TERMINATED = 143;

    private final Duration within;
    private final IntConsumer halt;
    private final Deque<Runnable> actions = new ArrayDeque<>();
    private final Thread hook = new Thread(this::stop, "stop");
    private volatile Runnable last = () -> {};
    private volatile boolean stopped;
    private boolean closed;

    /** @param within how long closing may take in a process told to end; then it ends without */
    Closing(Duration within) {
        this(within, Runtime.getRuntime()::halt);
    }

    Closing(Duration within, IntConsumer halt) {
        this.within = within;
        this.halt = halt;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Opens something; a process told to end meanwhile waits until it is open, and closes it. */
    synchronized <T> T open(Supplier<T> opener, Consumer<T> closer) {
        if (closed) {
            throw new IllegalStateException("the process is ending");
        }
        T opened = opener.get();
        actions.push(() -> closer.accept(opened));
        return opened;
    }

    /** Has something done at the end; at once if that is past. */
    synchronized void add(Runnable action) {
        if (closed) {
            action.run();
        } else {
            actions.push(action);
        }
    }

    /** Has something done after everything else, also where closing took too long. It may be done twice. */
    synchronized void atLast(Runnable action) {
        last = action;
        if (closed) {
            action.run();
        }
    }

    /** Whether the process was told to end, so that what fails now fails for that. */
    boolean stopped() {
        return stopped;
    }

    /** What is done in a process told to end. */
    void stop() {
        stopped = true;
        CountDownLatch done = new CountDownLatch(1);
        Thread limit = new Thread(() -> endAfter(done), "stop-limit");
        limit.setDaemon(true);
        limit.start();
        closeAll();
        done.countDown();
    }

    private void endAfter(CountDownLatch done) {
        try {
            if (!done.await(within.toMillis(), TimeUnit.MILLISECONDS)) {
                StackTraceElement[] at = hook.getStackTrace();
                LOG.error(
                        "closing took over {} s{}; ended without",
                        within.toSeconds(),
                        at.length == 0 ? "" : ", at " + at[0]);
                try {
                    last.run();
                } finally {
                    halt.accept(TERMINATED);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void closeAll() {
        closed = true;
        try {
            while (!actions.isEmpty()) {
                actions.pop().run();
            }
        } finally {
            if (actions.isEmpty()) {
                last.run();
            } else {
                closeAll(); // one failed: the others all the same
            }
        }
    }

    @Override
    public void close() {
        closeAll();
        if (!stopped) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                stopped = true;
            }
        }
    }
}
