package io.tidegate.score;

/**
 * A judge can't work, and the sample isn't to blame: the gate stops rather than refuse everybody's
 * samples for it. The message says what happened and what to do, and quotes no sample.
 */
public final class JudgeFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public JudgeFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
