package io.tidegate.ledger;

/** The accepted samples that shares are taken over, beside the baseline. */
public sealed interface Window {

    /** Every accepted sample. */
    record All() implements Window {}

    /**
     * The last accepted samples.
     *
     * @param samples how many, at least 1
     */
    record Last(int samples) implements Window {}

    /**
     * What was accepted within a time that ends with the dataset's clock: the latest record time that it accepted. The window
     * moves on in steps, so that its sums take little room however much is accepted.
     *
     * @param seconds how long it is, at least 1
     */
    record Time(long seconds) implements Window {

        /** Steps that a window is divided into, if it is that many seconds long. */
        private static final int STEPS = 240;

        /** Seconds of one step: a 240th of the window, rounded up. */
        long step() {
            return (seconds + STEPS - 1) / STEPS;
        }
    }

    /**
     * Number of the part of the stream that a sample falls into; parts leave the window as a whole.
     *
     * @param ordinal how many samples were accepted with this one
     * @param second its record time, in seconds since the epoch
     */
    default long part(long ordinal, long second) {
        if (this instanceof Time time) {
            return second / time.step();
        }
        return ordinal;
    }

    /** How many parts the window holds, the newest included; of a window over all, none is kept. */
    default long parts() {
        if (this instanceof Last last) {
            return last.samples();
        }
        if (this instanceof Time time) {
            return (time.seconds() + time.step() - 1) / time.step();
        }
        return 0;
    }

    /**
     * Tells windows apart whose parts can't be taken for each other's: 0 over all, -1 for those of single samples, else the
     * seconds of a step.
     */
    default long partsKind() {
        if (this instanceof Last) {
            return -1;
        }
        return this instanceof Time time ? time.step() : 0;
    }
}
