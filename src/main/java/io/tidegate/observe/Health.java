package io.tidegate.observe;

/** Whether the gate decides records, as those who watch the process see it. */
public enum Health {
    /** Not yet, or not while partitions move between instances. */
    STARTING,
    RUNNING,
    /** Records wait, and for minutes none was decided. */
    STALLED,
    /** For good: only a new process helps. */
    STOPPED;

    boolean alive() {
        return this == STARTING || this == RUNNING;
    }

    boolean ready() {
        return this == RUNNING;
    }
}
