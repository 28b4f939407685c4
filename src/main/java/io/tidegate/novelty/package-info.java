/**
 * Novelty. In: the judged text of a sample. Out: its sketch, and the earlier sample in memory that it copies, if any.
 *
 * <p>{@link NoveltyEvaluation} measures that against exact similarity. {@link Diversity} is how varied many texts are together.
 */
@NullMarked
package io.tidegate.novelty;

import org.jspecify.annotations.NullMarked;
