package io.tidegate.score.onnx;

import org.jspecify.annotations.Nullable;

/** A network could not be run. */
final class OnnxFailure extends Exception {

    private static final long serialVersionUID = 1;

    OnnxFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
