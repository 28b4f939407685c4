package io.tidegate.score;

import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import java.util.Set;

/**
 * Judges samples for one thread, and may reuse its arrays from one to the next. Still a pure function:
 * the same sample and roles give the same score, whatever was judged before, on any machine.
 *
 * <p>It takes any text (empty, huge, emoji, lone surrogates) and throws on none. What it can't judge for
 * the sample's size is {@link Basis#NOT_ASKED}.
 */
public interface Judge {

    /**
     * Judges the turns spoken in {@code roles}, and plain text always.
     *
     * @throws JudgeFailure if the judge can't work, whatever the sample
     */
    Score score(Sample sample, Set<Role> roles);
}
