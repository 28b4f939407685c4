package io.tidegate.stream;

import org.jspecify.annotations.Nullable;

/**
 * A decided record on its way out.
 *
 * @param partition it leaves in the partition that decided it
 * @param value the original bytes, or none if they were too many
 */
record Decision(boolean accepted, int partition, byte @Nullable [] value) {}
