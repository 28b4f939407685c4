package io.tidegate.score.origin;

import java.util.List;

/**
 * Something that models say and people hardly do: phrases that follow each other in one sentence.
 *
 * @param weight the probability in (0, 1) that a text was written by a model, if this is all that is known of it
 * @param anywhere whether it counts in the middle of a long answer, too, and not only near its beginning and end
 * @param atClauseStart whether nothing may stand before it in its clause
 * @param steps at least one
 */
record Giveaway(double weight, boolean anywhere, boolean atClauseStart, List<Step> steps) {

    Giveaway {
        steps = List.copyOf(steps);
        if (!(weight > 0 && weight < 1) || steps.isEmpty()) {
            throw new IllegalArgumentException(
                    "a giveaway has a weight in (0, 1) and a phrase: " + weight + " " + steps);
        }
    }

    /**
     * One of the phrases.
     *
     * @param phrase its number
     * @param gap how many words may stand between it and the one before; not negative
     */
    record Step(int phrase, int gap) {}
}
