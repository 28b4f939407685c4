package io.tidegate.score.toxicity;

/** The passage of a text with the highest value while the weights are still being learned. */
final class TrainingPassages extends Passages {

    private double sum;
    private long features;
    private final double[] sumBefore = new double[RING];
    private final long[] featuresBefore = new long[RING];

    private double worst;
    private int worstFirst;
    private int worstEnd;

    @Override
    void clear() {
        super.clear();
        sum = 0;
        features = 0;
        worst = Double.NEGATIVE_INFINITY;
    }

    /** Adds a token with the sum of its features' weights, and their number. */
    void token(float weight, int count, boolean endsSentence) {
        sumBefore[place(tokens())] = sum;
        featuresBefore[place(tokens())] = features;
        sum += weight;
        features += count;
        weighNext(1, endsSentence ? 1 : 0);
    }

    @Override
    void weigh(int first, int end) {
        double value = (sum - sumBefore[place(first)]) * factor((int) (features - featuresBefore[place(first)]));
        if (value > worst) {
            worst = value;
            worstFirst = first;
            worstEnd = end;
        }
    }

    /** The highest value of a passage. */
    double worst() {
        return worst;
    }

    /** The number of its first token. */
    int worstFirst() {
        return worstFirst;
    }

    /** The number of the token after its last. */
    int worstEnd() {
        return worstEnd;
    }
}
