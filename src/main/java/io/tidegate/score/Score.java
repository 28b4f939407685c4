package io.tidegate.score;

import java.util.Optional;

/**
 * What one judge says of one sample.
 *
 * @param value in [0, 1], a multiple of 0.0001, so that what is shown is what is compared; 0 is harmless
 * @param span where in the sample the judge saw it, if in one place
 */
public record Score(double value, Optional<Span> span) {

    /** Nothing found. */
    public static final Score NONE = new Score(0, Optional.empty());

    public Score {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("a score lies in [0, 1], and " + value + " doesn't");
        }
        value = Math.round(value * 10_000) / 10_000.0;
    }
}
