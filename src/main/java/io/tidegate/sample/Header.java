package io.tidegate.sample;

import org.jspecify.annotations.Nullable;

/**
 * One record header. Names may repeat within a record; their order counts.
 *
 * @param value the bytes, or null, which Kafka tells apart from empty
 */
public record Header(String name, byte @Nullable [] value) {}
