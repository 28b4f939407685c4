package io.tidegate.stream;

import io.tidegate.gate.Admission;
import io.tidegate.gate.Departure;
import io.tidegate.gate.Fatal;
import io.tidegate.gate.Feedback;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Oversize;
import io.tidegate.gate.Place;
import io.tidegate.gate.Standing;
import io.tidegate.gate.Storage;
import io.tidegate.gate.Verdict;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Decides the records of one partition, in order, each once. Its memory lives as long as it does and is read from the stores
 * when it begins: Kafka Streams makes a new one after every failure, so nothing of an aborted transaction is left.
 */
final class AdmitProcessor extends ContextualProcessor<byte[], Hop, byte[], Decision> {

    private static final byte[] OWNERS_FACT = "owners".getBytes(StandardCharsets.UTF_8);
    private static final byte[] EMPTY = {};
    private static final Duration EACH_SECOND = Duration.ofSeconds(1);

    private final Gate gate;
    private final Owners owners;
    private final String samplesTopic;
    private final IndexBudget budget;
    private final GateListener listener;
    private final AtomicLong progress;
    private final Clock clock;
    private @Nullable Admission admission;
    private @Nullable DecidedOffsets decided;

    /**
     * @param progress counts the records that were taken up, for the watchdog
     */
    AdmitProcessor(
            Gate gate,
            Owners owners,
            String samplesTopic,
            IndexBudget budget,
            GateListener listener,
            AtomicLong progress,
            Clock clock) {
        this.gate = gate;
        this.owners = owners;
        this.samplesTopic = samplesTopic;
        this.budget = budget;
        this.listener = listener;
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<byte[], Decision> context) {
        super.init(context);
        CommitStore ledger = context.getStateStore(GateTopology.LEDGER_STORE);
        CommitStore index = context.getStateStore(GateTopology.INDEX_STORE);
        Storage storage = new StoreStorage(index.wrapped(), ledger.wrapped());
        checkOwners(storage);
        Admission restored = gate.newAdmission(storage, samplesTopic, budget, listener);
        DecidedOffsets offsets = new DecidedOffsets(ledger.wrapped());
        index.beforeCommit(restored::flushIndex);
        ledger.beforeCommit(() -> {
            restored.flushLedger();
            offsets.flush();
        });
        admission = restored;
        decided = offsets;
        context.schedule(EACH_SECOND, PunctuationType.WALL_CLOCK_TIME, this::onceASecond);
    }

    private void checkOwners(Storage storage) {
        int[] stored = {0};
        storage.forEach(Storage.Table.FACTS, (key, value) -> {
            if (java.util.Arrays.equals(key, OWNERS_FACT)) {
                stored[0] = ByteBuffer.wrap(value).getInt();
            }
        });
        if (stored[0] == 0) {
            storage.put(
                    Storage.Table.FACTS,
                    OWNERS_FACT,
                    ByteBuffer.allocate(4).putInt(owners.partitions()).array());
        } else if (stored[0] != owners.partitions()) {
            throw new Fatal("The memory of this gate is spread over " + stored[0]
                    + " partitions, but its re-keying topic has " + owners.partitions()
                    + ". Was that topic deleted? Make it again with " + stored[0] + " partitions.");
        }
    }

    @Override
    public void process(Record<byte[], Hop> record) {
        progress.incrementAndGet();
        Hop hop = record.value();
        Arrival arrival = hop.scored().arrival();
        int partition = arrival.source().partition();
        if (!initialised(decided)
                .decideOnce(hop.topicId(), partition, arrival.source().offset())) {
            return;
        }
        boolean rekeyed = rekeyed();
        listener.arrived(rekeyed);
        for (Departure departure : initialised(admission).admit(hop.scored(), record.timestamp(), clock.millis())) {
            if (rekeyed) {
                departure.verdict().place().ifPresent(place -> checkOwned(place, hop));
            }
            forward(departure, record.timestamp());
        }
    }

    /** Whether the record that is processed came by the hop. */
    private boolean rekeyed() {
        return context()
                .recordMetadata()
                .map(at -> !at.topic().equals(samplesTopic))
                .orElse(false);
    }

    /** What waits grows old, and producers are told, whether records come or not. */
    private void onceASecond(long nowMillis) {
        for (Departure departure : initialised(admission).expire(nowMillis)) {
            forward(departure, nowMillis);
        }
        for (Standing standing : initialised(admission).standings()) {
            for (Feedback feedback : Feedback.of(standing)) {
                Decision told =
                        new Decision(Decision.To.FEEDBACK, context().taskId().partition(), feedback.value());
                context().forward(new Record<>(feedback.key(), told, nowMillis));
            }
        }
    }

    private void forward(Departure departure, long recordMillis) {
        Arrival arrival = departure.arrival();
        Verdict verdict = departure.verdict();
        byte[] key = verdict.empties(Oversize.KEY) ? EMPTY : arrival.key();
        byte[] value = verdict.empties(Oversize.VALUE) ? EMPTY : arrival.value();
        List<Header> headers = verdict.empties(Oversize.HEADERS) ? List.of() : arrival.headers();
        Decision.To to = verdict.accepted() ? Decision.To.ACCEPTED : Decision.To.QUARANTINE;
        Decision decision = new Decision(to, context().taskId().partition(), value);
        context()
                .forward(new Record<>(
                        key, decision, recordMillis, GateHeaders.decided(headers, verdict, arrival.timestamp())));
        listener.decided(verdict, Math.max(0, clock.millis() - arrival.timestamp()));
    }

    /** A policy may have moved a dataset to another scope while records of it were on their way. */
    private void checkOwned(Place place, Hop hop) {
        byte[] scope = place.scope().getBytes(StandardCharsets.UTF_8);
        if (owners.of(scope) != owners.of(hop.scope())) {
            throw new Fatal("A record belongs to another scope under this policy than under the one that re-keyed it: "
                    + place.scope() + ". Run the former policy until what was re-keyed is decided, then this one.");
        }
    }

    @Override
    public void close() {
        if (admission != null) {
            admission.close();
        }
    }

    private static <T> T initialised(@Nullable T field) {
        if (field == null) {
            throw new IllegalStateException("init comes first");
        }
        return field;
    }
}
