package io.tidegate.novelty;

import java.util.Optional;

/**
 * Which long assistant turns of a sample were seen before.
 *
 * @param turns how many long turns it has
 * @param repeated how many of them some remembered sample has, too
 * @param place of the first repeated one in its conversation, from 0
 * @param holder the newest remembered sample that has that one; empty if none is repeated
 */
public record RepeatedTurns(int turns, int repeated, int place, Optional<Remembered> holder) {}
