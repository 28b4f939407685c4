package io.tidegate.score.onnx;

/** A classifier can't be used; the message says why, and what to do where that isn't plain. */
public final class UnusableClassifier extends Exception {

    private static final long serialVersionUID = 1;

    /** What there is to mend. */
    public enum Part {
        MODEL,
        VOCABULARY,
        COLUMN,
        CATEGORIES
    }

    private final Part part;

    UnusableClassifier(Part part, String message) {
        super(message);
        this.part = part;
    }

    public Part part() {
        return part;
    }
}
