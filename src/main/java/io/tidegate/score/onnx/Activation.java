package io.tidegate.score.onnx;

/** How a model's outputs become scores in [0, 1]. */
public enum Activation {
    /** Each output by itself: several labels can hold at once. */
    SIGMOID,
    /** All outputs together sum to 1: one label holds. */
    SOFTMAX,
    /** The model does it. */
    NONE;

    /**
     * The score in a column of one row of outputs. What isn't a number is 1, so that it is refused, and
     * what lies outside [0, 1] is the nearer end.
     */
    double score(float[] row, int column) {
        double score = switch (this) {
            case SIGMOID -> 1 / (1 + StrictMath.exp(-row[column]));
            case SOFTMAX -> softmax(row, column);
            case NONE -> row[column];
        };
        return Double.isNaN(score) ? 1 : Math.max(0, Math.min(1, score));
    }

    private static double softmax(float[] row, int column) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float output : row) {
            largest = Math.max(largest, output);
        }
        double sum = 0;
        for (float output : row) {
            sum += StrictMath.exp(output - largest);
        }
        return StrictMath.exp(row[column] - largest) / sum;
    }
}
