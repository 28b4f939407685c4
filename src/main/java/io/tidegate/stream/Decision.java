package io.tidegate.stream;

import org.jspecify.annotations.Nullable;

/**
 * A record on its way out.
 *
 * @param partition it leaves in the partition that decided it
 * @param value of a decided record its original bytes, or none if they were too many
 */
record Decision(To to, int partition, byte @Nullable [] value) {

    /** Where records go. */
    enum To {
        ACCEPTED,
        QUARANTINE,
        FEEDBACK
    }
}
