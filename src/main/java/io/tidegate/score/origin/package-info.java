/**
 * The judge of declared origins. In: the turns of a sample that are declared human. Out: how plainly one of them gives itself away
 * as a model's answer, and where.
 *
 * <p>In reading order: {@link io.tidegate.score.origin.OriginJudge} picks the turns in which somebody answers.
 * {@link io.tidegate.score.origin.Words} reads such a turn as words, without what it quotes.
 * {@link io.tidegate.score.origin.Matcher} looks for the {@link io.tidegate.score.origin.Giveaway}s that
 * {@link io.tidegate.score.origin.Giveaways} has from {@code giveaways.txt}, where they are composed of phrases;
 * {@link io.tidegate.score.origin.PhraseReader} reads those.
 */
@NullMarked
package io.tidegate.score.origin;

import org.jspecify.annotations.NullMarked;
