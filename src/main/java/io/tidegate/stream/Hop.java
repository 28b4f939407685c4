package io.tidegate.stream;

import io.tidegate.gate.Scored;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.Uuid;

/**
 * A scored record on its way to where it is decided. If that is elsewhere, it travels under its scope as key, and keeps its own
 * key inside: Kafka Streams drops what it re-keys under no key.
 *
 * @param topicId of the topic that it was read from, which tells a topic from a later one of the same name
 */
record Hop(Uuid topicId, Scored scored) {

    /** The scope of a record that has one; only such records are re-keyed. UTF-8. */
    byte[] scope() {
        if (scored instanceof Scored.Sampled sampled) {
            return sampled.scope().getBytes(StandardCharsets.UTF_8);
        }
        throw new IllegalStateException("a record without a scope is decided where it landed");
    }
}
