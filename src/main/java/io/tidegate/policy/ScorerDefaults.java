package io.tidegate.policy;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a policy must know of a scorer.
 *
 * @param max the limit in [0, 1] that holds where no policy sets one
 * @param categories the kinds that it tells apart, which policies may limit: lower-case letters and
 *     hyphens
 */
public record ScorerDefaults(double max, List<String> categories) {

    /** What scorers and their categories may be called. */
    public static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+)*");

    public ScorerDefaults {
        categories = List.copyOf(categories);
        if (!(max >= 0 && max <= 1)) {
            throw new IllegalArgumentException("a scorer's limit lies in [0, 1], and " + max + " doesn't");
        }
        for (String category : categories) {
            if (!NAME.matcher(category).matches()) {
                throw new IllegalArgumentException(
                        "a category is called by lower-case letters and hyphens, and " + category + " isn't");
            }
        }
        if (categories.stream().distinct().count() < categories.size()) {
            throw new IllegalArgumentException("two categories are called alike, of " + categories);
        }
    }

    /** Of a scorer without categories. */
    public static ScorerDefaults of(double max) {
        return new ScorerDefaults(max, List.of());
    }
}
