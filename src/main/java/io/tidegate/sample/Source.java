package io.tidegate.sample;

/**
 * Where a record came from: a place in Kafka, or a line of a file (the file's name, partition 0, the line's number from 0).
 *
 * @param offset position in the partition, from 0
 */
public record Source(String topic, int partition, long offset) {

    /** The id of a record that was given none: {@code topic-partition-offset}. */
    String id() {
        return topic + "-" + partition + "-" + offset;
    }
}
