/**
 * Novelty. In: the judged text of a sample. Out: its sketch, and the earlier sample in memory that it copies, if any.
 */
@NullMarked
package io.tidegate.novelty;

import org.jspecify.annotations.NullMarked;
