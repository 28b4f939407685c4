package io.tidegate.novelty;

import java.util.ArrayList;
import java.util.List;

/** How near estimated similarities come to true ones, and what is refused, summed up over pairs of texts. */
public final class Accuracy {

    /** An observed similarity that is no further from the true one is right. */
    public static final double TOLERANCE = 0.07;

    private static final double[] BANDS = {0.9, 0.85, 0.8, 0.75, 0.7, 0};

    /**
     * Pairs of a similar truth.
     *
     * @param least true similarity, in [0, 1]; all are below that of the band before
     * @param refused of these pairs
     */
    public record Band(double least, long pairs, long refused) {}

    private final long[] pairs = new long[BANDS.length];
    private final long[] refused = new long[BANDS.length];
    private long compared;
    private double errors;
    private double squaredErrors;
    private long nearDuplicates;
    private long right;
    private long atLimit;
    private double lowest = Double.NaN;
    private double smallestMargin = Double.NaN;

    /** Counts a pair. */
    void pair(double truth, boolean isRefused) {
        int band = 0;
        while (truth < BANDS[band]) {
            band++;
        }
        pairs[band]++;
        refused[band] += isRefused ? 1 : 0;
    }

    /** Counts an estimate, which may be below 0. */
    void estimate(double estimate, double truth) {
        double error = estimate - truth;
        compared++;
        errors += error;
        squaredErrors += error * error;
    }

    /** Counts a refusal that names an observed similarity, the true one of the same pair, and the limit. */
    void nearDuplicate(double observed, double truth, double limit) {
        nearDuplicates++;
        right += Math.abs(observed - truth) <= TOLERANCE ? 1 : 0;
        atLimit += truth >= limit ? 1 : 0;
        lowest = least(lowest, truth);
        smallestMargin = least(smallestMargin, observed - limit);
    }

    private static double least(double soFar, double value) {
        return Double.isNaN(soFar) ? value : Math.min(soFar, value);
    }

    /** Pairs by true similarity, the most similar first. */
    public List<Band> bands() {
        List<Band> bands = new ArrayList<>();
        for (int i = 0; i < BANDS.length; i++) {
            bands.add(new Band(BANDS[i], pairs[i], refused[i]));
        }
        return bands;
    }

    /** Pairs with an estimate: all but texts that are equal or have nothing in common with any other. */
    public long compared() {
        return compared;
    }

    /** Mean of estimate less truth over the compared pairs; NaN without any. */
    public double meanError() {
        return errors / compared;
    }

    /** Standard deviation of estimate less truth; NaN without any. */
    public double deviation() {
        return Math.sqrt(Math.max(0, squaredErrors / compared - meanError() * meanError()));
    }

    /** Refused pairs that aren't equal. */
    public long nearDuplicates() {
        return nearDuplicates;
    }

    /** Near duplicates whose observed similarity is right. */
    public long right() {
        return right;
    }

    /** Near duplicates whose true similarity is the limit or more. */
    public long atLimit() {
        return atLimit;
    }

    /** The lowest true similarity of a near duplicate; NaN without any. */
    public double lowest() {
        return lowest;
    }

    /** The smallest observed similarity less limit of a near duplicate, never below 0; NaN without any. */
    public double smallestMargin() {
        return smallestMargin;
    }
}
