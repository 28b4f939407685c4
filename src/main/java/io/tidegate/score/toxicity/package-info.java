/**
 * The toxicity judge. In: the turns of a sample. Out: the score of its worst passage, and where that is.
 *
 * <p>In reading order: {@link io.tidegate.score.toxicity.ToxicityJudge} asks
 * {@link io.tidegate.score.toxicity.LanguageDetector} for each turn's language. Where there is a model,
 * {@link io.tidegate.score.toxicity.Tokens} reads the turn as tokens of characters that
 * {@link io.tidegate.score.toxicity.Fold} has folded, {@link io.tidegate.score.toxicity.PassageFinder} weighs them by the
 * {@link io.tidegate.score.toxicity.ToxicityModel}, all categories at once by {@link io.tidegate.score.toxicity.Lanes}, and
 * {@link io.tidegate.score.toxicity.ModelPassages} keeps the worst of the {@link io.tidegate.score.toxicity.Passages}. Where
 * there is a {@link io.tidegate.score.toxicity.WordList}, {@link io.tidegate.score.toxicity.WordListReader} looks its words up.
 * {@link io.tidegate.score.toxicity.ToxicityTrainer} finds the weights by walking the same way over
 * {@link io.tidegate.score.toxicity.Document}s, some of them in {@link io.tidegate.score.toxicity.Disguise}.
 */
@NullMarked
package io.tidegate.score.toxicity;

import org.jspecify.annotations.NullMarked;
