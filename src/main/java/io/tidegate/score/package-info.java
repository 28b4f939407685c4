/**
 * Scoring. In: a sample. Out: one score per judge, with the span that it rests on; a pure function of the sample.
 */
@NullMarked
package io.tidegate.score;

import org.jspecify.annotations.NullMarked;
