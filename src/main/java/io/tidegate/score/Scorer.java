package io.tidegate.score;

import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import java.util.Set;

/**
 * One judge of samples. Its name is its key in policies, verdicts and metrics, and the rule that a refusal names.
 *
 * <p>A scorer is a pure function and safe for use by many threads: the same sample and roles give the same score, on any
 * machine, in any order. It takes any text (empty, huge, emoji, lone surrogates) and throws on none.
 */
public interface Scorer {

    /** Lower-case letters and hyphens, for example {@code toxicity}. */
    String name();

    /** What the scores depend on beside the text (a model's hash, say): it changes whenever they do. */
    String version();

    /** The score that applies where no policy sets a limit for this scorer. In [0, 1]; scores above it are refused. */
    double defaultLimit();

    /** Judges the turns spoken in {@code roles}, and plain text always. */
    Score score(Sample sample, Set<Role> roles);
}
