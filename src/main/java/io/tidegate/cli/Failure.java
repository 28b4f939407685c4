package io.tidegate.cli;

/** A command that can't go on: what to tell the user, and the exit code. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    private Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The command did its work and it went wrong. */
    static Failure failed(String message) {
        return new Failure(ExitCode.FAILED, message);
    }

    /** The command was called or configured wrongly. */
    static Failure usage(String message) {
        return new Failure(ExitCode.USAGE, message);
    }

    int exitCode() {
        return exitCode;
    }
}
