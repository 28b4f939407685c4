/**
 * Scoring. In: a sample. Out: one score per judge, with what it rests on and where in the sample; a pure
 * function of the sample.
 *
 * <p>A {@link io.tidegate.score.Scorer} is one kind of judge, and makes a
 * {@link io.tidegate.score.Judge} for each thread.
 */
@NullMarked
package io.tidegate.score;

import org.jspecify.annotations.NullMarked;
