package io.tidegate.stream;

import io.tidegate.gate.Scored;
import org.apache.kafka.common.Uuid;

/**
 * A scored record on its way to where it is decided.
 *
 * @param topicId of the topic that it was read from, which tells a topic from a later one of the same name
 */
record Hop(Uuid topicId, Scored scored) {

    /** The scope of a record that has one; only such records are re-keyed. */
    String scope() {
        if (scored instanceof Scored.Sampled sampled) {
            return sampled.scope();
        }
        throw new IllegalStateException("a record without a scope is decided where it landed");
    }
}
