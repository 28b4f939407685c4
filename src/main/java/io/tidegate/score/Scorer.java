package io.tidegate.score;

import java.util.List;
import java.util.Optional;

/**
 * A kind of judge of samples. Its name is its key in policies, verdicts and metrics, and the rule that a
 * refusal names.
 *
 * <p>Immutable and safe for use by many threads; each makes a {@link Judge} of its own.
 */
public interface Scorer {

    /** Lower-case letters and hyphens, for example {@code toxicity}. */
    String name();

    /** What the scores depend on beside the text (a model's hash, say): it changes whenever they do. */
    String version();

    /** The score that applies where no policy sets a limit for this scorer. In [0, 1]; scores above it are refused. */
    double defaultLimit();

    /**
     * The kinds that it tells apart, each of lower-case letters and hyphens; policies may limit each.
     */
    default List<String> categories() {
        return List.of();
    }

    /**
     * Why a sample is refused that its judge was not asked about, for example
     * {@code over its budget of 4096 tokens}; empty if such a sample may pass.
     */
    default Optional<String> refusalIfNotAsked() {
        return Optional.empty();
    }

    /** A judge for one thread. */
    Judge newJudge();
}
