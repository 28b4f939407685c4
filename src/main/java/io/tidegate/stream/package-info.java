/**
 * The way through Kafka. In: records of the samples topic. Out: the same bytes on accepted or quarantine, exactly once.
 */
@NullMarked
package io.tidegate.stream;

import org.jspecify.annotations.NullMarked;
