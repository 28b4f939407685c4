package io.tidegate.gate;

/**
 * A failure that isn't the sample's: the gate must stop rather than refuse everybody's samples for it. The message says what
 * happened and what to do.
 */
public final class Fatal extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Fatal(String message) {
        super(message);
    }

    public Fatal(String message, Throwable cause) {
        super(message, cause);
    }
}
