package io.tidegate.novelty;

import org.assertj.core.api.Assertions;

/** Errors of estimates, held against the theory of independent lanes. */
final class Errors {

    private int count;
    private double sum;
    private double sumOfSquares;
    private double sumOfVariances;

    /** Standard error at a similarity if the lanes are independent of each other. */
    static double theory(double similarity) {
        double wide = agreementVariance(similarity, 1.0 / 16) / Sketch.WIDE_LANES;
        double narrow = agreementVariance(similarity, 1.0 / 2) / Sketch.NARROW_LANES;
        double weight = 0.36;
        return Math.sqrt(weight * weight * wide + (1 - weight) * (1 - weight) * narrow);
    }

    private static double agreementVariance(double similarity, double byChance) {
        double agree = similarity + (1 - similarity) * byChance;
        return agree * (1 - agree) / ((1 - byChance) * (1 - byChance));
    }

    void add(double estimate, double exact) {
        double error = estimate - exact;
        double deviation = theory(exact);
        count++;
        sum += error;
        sumOfSquares += error * error;
        sumOfVariances += deviation * deviation;
    }

    int count() {
        return count;
    }

    double mean() {
        return sum / count;
    }

    /** Standard error. */
    double spread() {
        return Math.sqrt(sumOfSquares / count);
    }

    /** The spread in units of what theory says. */
    double ratio() {
        return sumOfVariances == 0 ? 0 : Math.sqrt(sumOfSquares / sumOfVariances);
    }

    /** Fails if the mean is not 0, as far as so many errors can show; one right test in a million fails, too. */
    void assertUnbiased(String what) {
        double allowed = 5 * Math.sqrt(sumOfVariances) / count * 1.1;
        Assertions.assertThat(mean()).as("mean error of %s", what).isBetween(-allowed, allowed);
    }

    /** Fails if they spread more than theory allows, or suspiciously less. */
    void assertSpread(String what, double least, double most) {
        double chance = 5 / Math.sqrt(2.0 * count);
        Assertions.assertThat(ratio()).as("spread of %s against theory", what).isBetween(least - chance, most + chance);
    }
}
