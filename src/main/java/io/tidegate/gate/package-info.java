/**
 * The decision. In: an arrival. Out: its verdict with all reasons, in one order per scope, and the memory that goes with it.
 */
@NullMarked
package io.tidegate.gate;

import org.jspecify.annotations.NullMarked;
