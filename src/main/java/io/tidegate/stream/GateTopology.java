package io.tidegate.stream;

import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The way of a record from topic to topic.
 *
 * <pre>
 *  samples ──▶ score ──▶ placed? ──yes──────────▶ admit ──▶ accepted
 *                           └─no─▶ rekey (a hop) ──▶┘  ├───▶ quarantine
 *                                                      └───▶ feedback, once a second
 * </pre>
 *
 * @param topicId of the samples topic, which tells it from a later one of the same name
 * @param progress counts the records that were taken up, for the watchdog
 */
record GateTopology(
        Topics topics,
        Uuid topicId,
        Owners owners,
        Gate gate,
        IndexBudget budget,
        GateListener listener,
        AtomicLong progress,
        Clock clock) {

    static final String INDEX_STORE = "index";
    static final String LEDGER_STORE = "ledger";
    static final String REKEY = "rekey";

    private static final Serde<byte[]> BYTES = Serdes.ByteArray();

    Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(CommitStore.builder(INDEX_STORE));
        builder.addStateStore(CommitStore.builder(LEDGER_STORE));

        Map<String, KStream<byte[], Hop>> scored = builder.stream(
                        topics.samples(),
                        Consumed.with(BYTES, BYTES)
                                .withTimestampExtractor(new ProducerTime(clock))
                                .withName("samples"))
                .process(() -> new ScoreProcessor(gate, topicId, progress), Named.as("score"))
                .split(Named.as("placed-"))
                .branch((key, hop) -> owners.placed(hop), Branched.as("yes"))
                .defaultBranch(Branched.as("no"));

        KStream<byte[], Hop> rekeyed = way(scored, "placed-no")
                .selectKey((key, hop) -> hop.scope(), Named.as("scope"))
                .repartition(Repartitioned.with(BYTES, new HopSerde())
                        .withName(REKEY)
                        .withNumberOfPartitions(owners.partitions())
                        .withStreamPartitioner((topic, key, hop, partitions) -> to(owners.of(key))));

        Map<String, KStream<byte[], Decision>> decided = way(scored, "placed-yes")
                .merge(rekeyed, Named.as("owned"))
                .process(
                        () -> new AdmitProcessor(gate, owners, topics.samples(), budget, listener, progress, clock),
                        Named.as("admit"),
                        INDEX_STORE,
                        LEDGER_STORE)
                .split(Named.as("decided-"))
                .branch((key, decision) -> decision.to() == Decision.To.ACCEPTED, Branched.as("accepted"))
                .branch((key, decision) -> decision.to() == Decision.To.QUARANTINE, Branched.as("quarantined"))
                .defaultBranch(Branched.as("told"));

        way(decided, "decided-accepted").to(topics.accepted(), samePartition("accepted"));
        way(decided, "decided-quarantined").to(topics.quarantine(), samePartition("quarantine"));
        way(decided, "decided-told").to(topics.feedback(), samePartition("feedback"));
        return builder.build();
    }

    private static Produced<byte[], Decision> samePartition(String name) {
        Serde<Decision> value = Serdes.serdeFrom((topic, decision) -> decision.value(), (topic, bytes) -> {
            throw new UnsupportedOperationException("decisions are only written");
        });
        return Produced.with(BYTES, value)
                .withStreamPartitioner((topic, key, decision, partitions) -> to(decision.partition()))
                .withName(name);
    }

    private static Optional<Set<Integer>> to(int partition) {
        return Optional.of(Set.of(partition));
    }

    private static <T> KStream<byte[], T> way(Map<String, KStream<byte[], T>> ways, String name) {
        KStream<byte[], T> way = ways.get(name);
        if (way == null) {
            throw new IllegalStateException("no way is named " + name);
        }
        return way;
    }
}
