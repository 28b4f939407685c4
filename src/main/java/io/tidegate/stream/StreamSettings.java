package io.tidegate.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where Kafka is and how the gate runs on it.
 *
 * @param bootstrap {@code HOST:PORT}, several separated by commas
 * @param applicationId consumer group, and prefix of the internal topics
 * @param stateDir folder of the state stores
 * @param threads stream threads
 * @param commitInterval time between transactions; decisions are visible to readers after it
 * @param maxSampleBytes values longer than this are oversized
 * @param replicationFactor of the topics that the gate makes; -1 for the broker's default
 * @param kafka further settings for Kafka's clients and Kafka Streams, passed on as they are
 */
public record StreamSettings(
        String bootstrap,
        String applicationId,
        Topics topics,
        Path stateDir,
        int threads,
        Duration commitInterval,
        int maxSampleBytes,
        int replicationFactor,
        Map<String, String> kafka) {

    /** What a record may have beside its value: key, headers, the verdict, and on the hop the scores. */
    static final int RECORD_HEADROOM = 256 * 1024;

    public StreamSettings {
        kafka = Map.copyOf(kafka);
    }

    /** {@code max.message.bytes} of every topic, so that whatever was read can be written again with its verdict. */
    int maxMessageBytes() {
        return maxSampleBytes + RECORD_HEADROOM;
    }

    /** {@code max.request.size} of producers: above that of every topic. */
    int maxRequestBytes() {
        return maxMessageBytes() + RECORD_HEADROOM;
    }
}
