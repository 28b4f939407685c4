package io.tidegate.score;

import java.util.Optional;

/**
 * One kind of what is judged: hate, for example, or profanity.
 *
 * @param name one of the scorer's categories
 * @param value in [0, 1], a multiple of 0.0001; its own, so it may be above the overall score
 * @param evidence where the judge saw it
 */
public record Category(String name, double value, Optional<Evidence> evidence) {

    public Category {
        value = Score.rounded(value);
    }
}
