package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import io.tidegate.gate.LawAudit;
import io.tidegate.gate.Left;
import io.tidegate.gate.SecondJudgement;
import io.tidegate.gate.Waiting;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.utils.Bytes;

/**
 * Reads all that the law is about, read_committed, one partition after the other. A gate may run meanwhile: records move from
 * samples over the hop and the escrow to the outputs, and are looked for in this order, so that none hides by moving on.
 */
public final class AuditedTopics implements AutoCloseable {

    /** A transaction that nobody ends is ended by Kafka, that of a gate after 10 s and a little. */
    private static final Duration OPEN_FOR = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration FIND_WITHIN = Duration.ofSeconds(10);

    private final StreamSettings settings;
    private final Topics topics;
    private final BiConsumer<String, Long> progress;
    private final Duration openFor;
    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;
    private final Consumer<byte[], byte[]> second;
    private final Consumer<byte[], byte[]> lookup;
    private final Map<TopicPartition, Long> outputEnds = new HashMap<>();

    /** What was read last of the partitions in which something was looked for, by offset. */
    private final Map<TopicPartition, Map<Long, ConsumerRecord<byte[], byte[]>>> lookedUp = new HashMap<>();

    /**
     * @param progress hears how far in a partition was read, after each answer of Kafka
     * @throws Fatal if a topic is missing or Kafka can't be reached
     */
    public AuditedTopics(Clients clients, BiConsumer<String, Long> progress) {
        this(clients, progress, OPEN_FOR);
    }

    /** @param openFor for how long a transaction is waited for */
    AuditedTopics(Clients clients, BiConsumer<String, Long> progress, Duration openFor) {
        this.settings = clients.settings();
        this.topics = clients.topics();
        this.progress = progress;
        this.openFor = openFor;
        this.admin = clients.admin();
        this.consumer = clients.jumpingConsumer();
        this.second = clients.jumpingConsumer();
        this.lookup = clients.jumpingConsumer();
    }

    /**
     * Tells an audit what came and what left.
     *
     * @throws Fatal if Kafka can't be reached, or a transaction stays open
     */
    public void tell(LawAudit audit) {
        try {
            List<TopicPartition> samples = Partitions.of(topics.samples(), consumer);
            Map<TopicPartition, OffsetAndMetadata> read = committed();
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(samples);
            Map<TopicPartition, Long> ends = consumer.endOffsets(samples);
            for (TopicPartition partition : samples) {
                OffsetAndMetadata offset = read.get(partition);
                audit.unreadFrom(partition.partition(), offset == null ? 0 : offset.offset());
                each(partition, begins, ends, record -> audit.came(sample(record)));
            }
            List<TopicPartition> outputs = new ArrayList<>(Partitions.of(topics.accepted(), consumer));
            outputs.addAll(Partitions.of(topics.quarantine(), consumer));
            Map<TopicPartition, Long> from = consumer.beginningOffsets(outputs);
            from.forEach((partition, offset) -> {
                if (offset > 0) {
                    audit.cutOff(isAccepted(partition), partition.partition());
                }
            });
            outputs(audit, outputs, from, true, samples);
            if (audit.incomplete()) {
                onTheWay(audit);
                waiting(audit);
                outputs(audit, outputs, Map.copyOf(outputEnds), false, samples);
            }
        } catch (KafkaException e) {
            throw new Fatal(Causes.explain(e, settings), e);
        }
    }

    private void outputs(
            LawAudit audit,
            List<TopicPartition> outputs,
            Map<TopicPartition, Long> from,
            boolean settled,
            List<TopicPartition> samples) {
        Map<TopicPartition, Long> to = ends(outputs);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(samples);
        ends(samples)
                .forEach((partition, end) ->
                        audit.holds(partition.partition(), begins.getOrDefault(partition, 0L), end));
        for (TopicPartition partition : outputs) {
            each(partition, from, to, record -> audit.left(left(record), settled));
        }
        outputEnds.putAll(to);
    }

    /** Where partitions end for those who read what isn't committed, too. */
    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return Causes.await(admin.listOffsets(latest).all(), settings, "asking where topics end").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, end -> offset(end.getValue())));
    }

    private static long offset(ListOffsetsResultInfo info) {
        return info.offset();
    }

    /** Records on the hop: what was read of samples and not decided yet. */
    private void onTheWay(LawAudit audit) {
        List<TopicPartition> hop = Partitions.ifThere(settings.rekeyTopic(), consumer);
        Map<TopicPartition, OffsetAndMetadata> read = committed();
        Map<TopicPartition, Long> from = new HashMap<>(consumer.beginningOffsets(hop));
        from.replaceAll((partition, begin) -> {
            OffsetAndMetadata offset = read.get(partition);
            return offset == null ? begin : Math.max(begin, offset.offset());
        });
        HopSerde serde = new HopSerde();
        Map<TopicPartition, Long> to = ends(hop);
        for (TopicPartition partition : hop) {
            each(
                    partition,
                    from,
                    to,
                    record -> audit.isOnTheWay(serde.deserializer()
                            .deserialize(record.topic(), record.headers(), record.value())
                            .scored()
                            .arrival()
                            .source()));
        }
        serde.close();
    }

    /** Records in escrow, of which the ledger's changelog holds all. */
    private void waiting(LawAudit audit) {
        List<TopicPartition> changelog = Partitions.ifThere(settings.changelog(GateTopology.LEDGER_STORE), consumer);
        Map<TopicPartition, Long> from = consumer.beginningOffsets(changelog);
        Map<TopicPartition, Long> to = ends(changelog);
        for (TopicPartition partition : changelog) {
            Map<Bytes, Waiting> waiting = new HashMap<>();
            each(partition, from, to, record -> {
                if (record.key() != null && StoreStorage.isHeld(record.key())) {
                    if (record.value() == null) {
                        waiting.remove(Bytes.wrap(record.key()));
                    } else {
                        waiting.put(Bytes.wrap(record.key()), Waiting.read(record.value()));
                    }
                }
            });
            waiting.values().forEach(audit::waits);
        }
    }

    /**
     * Has what was told judged again.
     *
     * @throws Fatal if Kafka can't be reached
     */
    public void tell(SecondJudgement judgement) {
        try {
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(outputEnds.keySet());
            for (int i = 0; i < outputEnds.size() / 2; i++) {
                lookedUp.clear();
                judgement.partition(
                        outputs(consumer, new TopicPartition(topics.accepted(), i), begins),
                        outputs(second, new TopicPartition(topics.quarantine(), i), begins));
            }
        } catch (KafkaException e) {
            throw new Fatal(Causes.explain(e, settings), e);
        }
    }

    private Iterator<Left> outputs(
            Consumer<byte[], byte[]> of, TopicPartition partition, Map<TopicPartition, Long> begins) {
        Iterator<ConsumerRecord<byte[], byte[]>> records =
                new Records(of, partition, begins.getOrDefault(partition, 0L), outputEnds.getOrDefault(partition, 0L));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Left next() {
                return left(records.next());
            }
        };
    }

    /** A record of one of the topics, if it is still there, as it came or left. Fast for records that follow each other. */
    public Optional<Arrival> find(Source source) {
        TopicPartition partition = new TopicPartition(source.topic(), source.partition());
        try {
            if (!lookedUp(partition).containsKey(source.offset())) {
                lookup.assign(List.of(partition));
                lookup.seek(partition, source.offset());
                lookedUp.put(
                        partition,
                        lookup.poll(FIND_WITHIN).records(partition).stream()
                                .collect(Collectors.toMap(ConsumerRecord::offset, record -> record)));
            }
            return Optional.ofNullable(lookedUp(partition).get(source.offset()))
                    .map(record -> record.topic().equals(topics.samples())
                            ? sample(record)
                            : left(record).record());
        } catch (KafkaException e) {
            throw new Fatal(Causes.explain(e, settings), e);
        }
    }

    private Map<Long, ConsumerRecord<byte[], byte[]>> lookedUp(TopicPartition partition) {
        return lookedUp.getOrDefault(partition, Map.of());
    }

    /** How far the gates have read; nothing if there were none. */
    private Map<TopicPartition, OffsetAndMetadata> committed() {
        try {
            return Causes.await(
                    admin.listConsumerGroupOffsets(settings.applicationId()).partitionsToOffsetAndMetadata(),
                    settings,
                    "asking how far the gate has read");
        } catch (Fatal e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    private boolean isAccepted(TopicPartition partition) {
        return partition.topic().equals(topics.accepted());
    }

    private void each(
            TopicPartition partition,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Records records =
                new Records(consumer, partition, from.getOrDefault(partition, 0L), to.getOrDefault(partition, 0L));
        while (records.hasNext()) {
            sink.accept(records.next());
        }
    }

    private static Arrival sample(ConsumerRecord<byte[], byte[]> record) {
        Source at = new Source(record.topic(), record.partition(), record.offset());
        return new Arrival(
                at, record.timestamp(), record.key(), GateHeaders.producers(record.headers()), record.value());
    }

    private Left left(ConsumerRecord<byte[], byte[]> record) {
        return left(topics, DecisionReader.decided(record));
    }

    /** A decision as an audit wants it. */
    static Left left(Topics topics, Decided decided) {
        return new Left(
                decided.at().topic().equals(topics.accepted()),
                new Arrival(
                        decided.at(), decided.producerTimestamp(), decided.key(), decided.headers(), decided.value()),
                decided.verdict());
    }

    /** The committed records of a partition between two offsets. */
    private final class Records implements Iterator<ConsumerRecord<byte[], byte[]>> {

        private final Consumer<byte[], byte[]> from;
        private final TopicPartition partition;
        private final long end;
        private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();
        private Optional<ConsumerRecord<byte[], byte[]>> next = Optional.empty();
        private boolean done;

        private Records(Consumer<byte[], byte[]> from, TopicPartition partition, long begin, long end) {
            this.from = from;
            this.partition = partition;
            this.end = end;
            from.assign(List.of(partition));
            from.seek(partition, begin);
        }

        @Override
        public boolean hasNext() {
            long moved = System.nanoTime(); // what was done with the last record is no waiting
            while (next.isEmpty() && !done) {
                if (polled.hasNext()) {
                    take(polled.next());
                } else {
                    moved = readOn(moved);
                }
            }
            return next.isPresent();
        }

        /** Asks Kafka for more, and says when it last had some. */
        private long readOn(long moved) {
            long position = from.position(partition);
            if (position >= end) {
                done = true;
                return moved;
            }
            polled = from.poll(POLL).records(partition).iterator();
            progress.accept(partition.topic() + "-" + partition.partition(), from.position(partition));
            long now = System.nanoTime();
            if (from.position(partition) != position) {
                return now;
            }
            if (now - moved > openFor.toNanos()) {
                throw open(position);
            }
            return moved;
        }

        private void take(ConsumerRecord<byte[], byte[]> record) {
            if (record.offset() < end) {
                next = Optional.of(record);
            } else {
                done = true;
            }
        }

        private Fatal open(long since) {
            String at = " --topic " + partition.topic() + " --partition " + partition.partition();
            String tool = "\n  kafka-transactions.sh --bootstrap-server " + settings.bootstrap();
            return new Fatal("A transaction on " + partition + " is open since offset " + since
                    + ", so that what comes behind it can't be read. Kafka ends it after the transaction timeout of the"
                    + " producer that left it open: audit again then. If it stays, Kafka's tools tell whose it is, and"
                    + " end it:" + tool + " describe-producers" + at + tool + " abort" + at + " --start-offset "
                    + since);
        }

        @Override
        public ConsumerRecord<byte[], byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            ConsumerRecord<byte[], byte[]> taken = next.orElseThrow();
            next = Optional.empty();
            return taken;
        }
    }

    @Override
    public void close() {
        consumer.close();
        second.close();
        lookup.close();
        admin.close();
    }
}
