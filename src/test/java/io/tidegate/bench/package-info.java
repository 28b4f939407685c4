/** Benchmarks, and what they are run on. */
@NullMarked
package io.tidegate.bench;

import org.jspecify.annotations.NullMarked;
