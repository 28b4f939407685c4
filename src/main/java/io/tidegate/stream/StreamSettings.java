package io.tidegate.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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

    /** The same with further settings for Kafka's clients, which go before those that are there. */
    StreamSettings with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(kafka);
        all.putAll(more);
        return new StreamSettings(
                bootstrap,
                applicationId,
                topics,
                stateDir,
                threads,
                commitInterval,
                maxSampleBytes,
                replicationFactor,
                all);
    }

    /** The same for another application, on topics named like it. */
    public StreamSettings of(String application, Path folder) {
        return new StreamSettings(
                bootstrap,
                application,
                Topics.of(application),
                folder,
                threads,
                commitInterval,
                maxSampleBytes,
                replicationFactor,
                kafka);
    }

    /** The topic that records hop over. */
    String rekeyTopic() {
        return applicationId + "-" + GateTopology.REKEY + "-repartition";
    }

    /** The topics that keep the stores. */
    List<String> changelogs() {
        return List.of(changelog(GateTopology.INDEX_STORE), changelog(GateTopology.LEDGER_STORE));
    }

    String changelog(String store) {
        return applicationId + "-" + store + "-changelog";
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
