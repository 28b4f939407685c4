package io.tidegate.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Closes what a command opened, the last first and each once: when the command ends, or when the process is told to end (Ctrl-C,
 * SIGTERM), which ends no {@code try} block.
 */
final class Closing implements AutoCloseable {

    private static final int STOP_SECONDS = 9;

    /** The exit code of a process that ended on SIGTERM. */
    private static final int TERMINATED = 143;

    private final Deque<Runnable> actions = new ArrayDeque<>();
    private final Thread hook = new Thread(this::stop, "stop");
    private volatile boolean stopped;
    private boolean closed;

    Closing() {
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

    /** Whether the process was told to end, so that what fails now fails for that. */
    boolean stopped() {
        return stopped;
    }

    private void stop() {
        stopped = true;
        CountDownLatch done = new CountDownLatch(1);
        Thread limit = new Thread(() -> endAfter(done), "stop-limit");
        limit.setDaemon(true);
        limit.start();
        closeAll();
        done.countDown();
    }

    /** What a supervisor kills after some seconds ends by itself before that; exactly-once holds either way. */
    private void endAfter(CountDownLatch done) {
        try {
            if (!done.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                StackTraceElement[] at = hook.getStackTrace();
                System.err.println("tidegate: closing took over " + STOP_SECONDS + " s"
                        + (at.length == 0 ? "" : ", at " + at[0]) + "; ended without");
                Runtime.getRuntime().halt(TERMINATED);
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
            if (!actions.isEmpty()) {
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
