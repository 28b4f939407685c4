/** Reading records: every shape, every way to be malformed, and hostile input. */
@NullMarked
package io.tidegate.sample;

import org.jspecify.annotations.NullMarked;
