package io.tidegate.cli;

/** What a command's exit code says. */
final class ExitCode {

    static final int FINE = 0;
    static final int FAILED = 1;
    /** Wrong usage or configuration. */
    static final int USAGE = 2;
    /** Kafka or the gate's state can't be used. */
    static final int UNAVAILABLE = 3;

    /** The data is not as good as was asked. */
    static final int BELOW_THE_BAR = 4;

    private ExitCode() {}
}
