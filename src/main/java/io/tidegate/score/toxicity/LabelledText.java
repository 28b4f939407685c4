package io.tidegate.score.toxicity;

import java.util.Map;

/**
 * A text that people judged.
 *
 * @param source where it comes from; sources are left out and reported one by one
 * @param group sources of one origin, which are left out together
 * @param labels whether it is toxic ({@link ToxicityModel#OVERALL}), and of which categories, as far as anybody said
 * @param weight how much it counts in training; 1 for most
 */
public record LabelledText(String source, String group, String text, Map<String, Boolean> labels, double weight) {

    public LabelledText {
        labels = Map.copyOf(labels);
    }

    /** Whether people called it toxic. */
    public boolean toxic() {
        return labels.getOrDefault(ToxicityModel.OVERALL, false);
    }

    LabelledText withText(String other, double otherWeight) {
        return new LabelledText(source, group, other, labels, otherWeight);
    }
}
