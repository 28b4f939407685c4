/**
 * The toxicity judge. In: the turns of a sample. Out: the score of its worst passage, and where that is.
 *
 * <p>In reading order: {@link io.tidegate.score.toxicity.Tokens} folds characters into tokens and tokens into hashed
 * features, {@link io.tidegate.score.toxicity.Passages} slides over the tokens and keeps the worst passage,
 * {@link io.tidegate.score.toxicity.ToxicityModel} holds one weight a feature, and
 * {@link io.tidegate.score.toxicity.ToxicityTrainer} finds the weights by walking the same way.
 */
@NullMarked
package io.tidegate.score.toxicity;

import org.jspecify.annotations.NullMarked;
