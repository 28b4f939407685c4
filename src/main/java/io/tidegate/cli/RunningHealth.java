package io.tidegate.cli;

import io.tidegate.observe.Health;
import io.tidegate.stream.GateStreams;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The health of a gate that is starting, and then of the one that runs. */
final class RunningHealth implements Health {

    private volatile @Nullable GateStreams streams;

    /** From now on this gate's health counts. */
    void watch(GateStreams started) {
        streams = started;
    }

    @Override
    public boolean alive() {
        return now() != GateStreams.State.STOPPED;
    }

    @Override
    public boolean ready() {
        return now() == GateStreams.State.RUNNING;
    }

    @Override
    public String state() {
        return now().name().toLowerCase(Locale.ROOT);
    }

    private GateStreams.State now() {
        GateStreams watched = streams;
        return watched == null ? GateStreams.State.STARTING : watched.state();
    }
}
