package io.tidegate.score;

import java.util.List;
import java.util.Optional;

/**
 * What one judge says of one sample.
 *
 * @param value in [0, 1], a multiple of 0.0001, so that what is shown is what is compared; 0 is harmless
 * @param basis what the score rests on
 * @param evidence where in the sample the judge saw it, if in one turn
 * @param categories by kind, each of the scorer's at most once; a category that isn't here is 0
 */
public record Score(double value, Basis basis, Optional<Evidence> evidence, List<Category> categories) {

    /** A model found nothing. */
    public static final Score NONE = new Score(0, Basis.MODEL, Optional.empty(), List.of());

    /** The text is over the judge's budget. */
    public static final Score NOT_ASKED = new Score(0, Basis.NOT_ASKED, Optional.empty(), List.of());

    public Score {
        value = rounded(value);
        categories = List.copyOf(categories);
        if (basis == Basis.NOT_ASKED && (value > 0 || evidence.isPresent() || !categories.isEmpty())) {
            throw new IllegalArgumentException("a judge that was not asked says nothing");
        }
        for (int i = 1; i < categories.size(); i++) {
            for (Category before : categories.subList(0, i)) {
                if (before.name().equals(categories.get(i).name())) {
                    throw new IllegalArgumentException("a category is there twice");
                }
            }
        }
    }

    /** What a model says of a piece of one turn. */
    public static Score of(double value, Evidence evidence) {
        return new Score(value, Basis.MODEL, Optional.of(evidence), List.of());
    }

    static double rounded(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("a score lies in [0, 1], and " + value + " doesn't");
        }
        return Math.round(value * 10_000) / 10_000.0;
    }
}
