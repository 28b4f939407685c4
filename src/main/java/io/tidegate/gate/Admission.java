package io.tidegate.gate;

import io.tidegate.ledger.Assessment;
import io.tidegate.ledger.Breach;
import io.tidegate.ledger.Limits;
import io.tidegate.policy.DatasetPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides, in the order in which it is asked, and remembers what it accepts. One per partition; not for many threads.
 *
 * <p>A sample that nothing speaks against but a lack of room (shares, the human floor) waits in escrow, if the policy says so.
 * Those of one dataset wait in order, and each time something of the dataset is accepted the first of them is judged again.
 * No synthetic sample overtakes the first of them if that waits for human text. To begin to wait is a decision in the scope's order, and so is
 * to leave; human samples never wait.
 */
public final class Admission {

    /** Failures in a row, restarts or not, after which the fault is ours and the gate stops. */
    static final int MAX_FAILURES = 100;

    /** Samples that one call lets out of escrow; the rest follows at the next, so that no transaction grows without bound. */
    static final int MOST_AT_ONCE = 1_000;

    private static final Reason.Detail MAX_HELD = new Reason.Detail("maxHeld");
    private static final Reason.Detail MAX_HELD_BYTES = new Reason.Detail("maxHeldBytes");
    private static final Reason.Detail MAX_HOLD_DECISIONS = new Reason.Detail("maxHoldDecisions");
    private static final Reason.Detail MAX_HOLD_TIME = new Reason.Detail("maxHoldTime");

    private final Gate gate;
    private final Memory memory;
    private final String samplesTopic;
    private final Judging judging;
    private final GateListener listener;
    private final Scoring scoring;

    /** Datasets of which something was decided since they were last reported. */
    private final Set<String> changed = new LinkedHashSet<>();

    /** Datasets of whose escrow something may have room now: others than were released at once, and those of before a restart. */
    private final Set<Books> releasing = new LinkedHashSet<>();

    /** By scope, the number of decisions before which nothing that waits there has waited for too many. */
    private final Map<String, Long> dueByDecisions = new HashMap<>();

    Admission(Gate gate, Memory memory, String samplesTopic, GateListener listener, Scoring scoring) {
        this.gate = gate;
        this.memory = memory;
        this.samplesTopic = samplesTopic;
        this.judging = new Judging(gate, memory, samplesTopic);
        this.listener = listener;
        this.scoring = scoring;
        releasing.addAll(memory.waiting());
        memory.books().stream()
                .filter(books ->
                        books.ledger().accepted() > 0 || !books.escrow().isEmpty())
                .forEach(books -> changed.add(books.dataset()));
    }

    /**
     * What another gate does that is started with this memory in this one's place; this one is done.
     *
     * @throws Fatal if that puts a dataset into another scope than the one in which it is remembered
     */
    Admission under(Gate other, Scoring itsScoring) {
        memory.serve(other);
        return new Admission(other, memory, samplesTopic, listener, itsScoring);
    }

    /**
     * Takes a record in. It leaves at once, unless it waits in escrow for room; and others that waited may leave behind it.
     * What another policy or other judges scored is scored again.
     *
     * @param recordMillis its record time, in milliseconds since the epoch: the producer's timestamp, but none that lies ahead
     * @param nowMillis the time by which what waits grows old, in milliseconds since the epoch
     * @return what leaves, in the order in which it was decided
     * @throws Fatal if the gate must stop; then nothing was decided or remembered
     */
    public List<Departure> admit(Scored scored, long recordMillis, long nowMillis) {
        List<Departure> leaving = new ArrayList<>();
        Scored current =
                scored instanceof Scored.Sampled sampled && !sampled.policy().equals(gate.fingerprint())
                        ? scoring.score(scored.arrival())
                        : scored;
        if (current instanceof Scored.Sampled sample) {
            admit(sample, recordMillis, nowMillis, leaving);
        } else {
            leave(refused((Scored.Refused) current, Optional.empty()), leaving);
        }
        return leaving;
    }

    private void admit(Scored.Sampled sample, long recordMillis, long nowMillis, List<Departure> leaving) {
        DatasetPolicy rules = judging.rules(sample);
        Judgement judgement = judging.judge(sample, rules, recordMillis);
        Books books = memory.books(sample.dataset(), sample.scope());
        if (waits(judgement, rules, books)) {
            hold(sample, rules, books, recordMillis, nowMillis, leaving);
        } else if (settle(sample, rules, judgement, recordMillis, Optional.empty(), leaving)) {
            release(books, leaving);
        }
        long decisions = memory.scope(sample.scope()).decisions();
        if (decisions > dueByDecisions.getOrDefault(sample.scope(), 0L)) {
            expireByDecisions(sample.scope(), decisions, leaving);
        }
    }

    /**
     * Whether a record that came now would wait.
     *
     * @param alone whether none that waits already may have to leave for it
     */
    boolean wouldWait(Scored scored, long recordMillis, boolean alone) {
        if (scored instanceof Scored.Sampled sample) {
            DatasetPolicy rules = judging.rules(sample);
            Judgement judgement = judging.judge(sample, rules, recordMillis);
            Books books = memory.books(sample.dataset(), sample.scope());
            return waits(judgement, rules, books)
                    && (!alone || hasRoom(books.escrow(), rules.synthetic().hold(), sample, recordMillis));
        }
        return false;
    }

    private static boolean hasRoom(Escrow escrow, DatasetPolicy.Hold bounds, Scored.Sampled sample, long recordMillis) {
        byte[] kept = HeldBytes.write(new HeldBytes.Held(0, sample.scope(), 0, recordMillis, sample.arrival()));
        return escrow.size() < bounds.maxHeld() && escrow.bytes() + kept.length <= bounds.maxHeldBytes();
    }

    /** A sample that nothing speaks against but room that may yet come; or that would overtake one that waits for human text. */
    private boolean waits(Judgement judgement, DatasetPolicy rules, Books books) {
        if (rules.synthetic().onExcess() != DatasetPolicy.Excess.HOLD) {
            return false;
        }
        if (judgement.reasons().isEmpty()) {
            return judgement.provenance().syntheticCharacters() > 0
                    && !books.escrow().isEmpty()
                    && firstLacksHumanText(books);
        }
        return judgement.passes();
    }

    private boolean firstLacksHumanText(Books books) {
        Escrow.First first = books.escrow().first(scoring);
        return first.scored() instanceof Scored.Sampled sample
                && judging.assess(sample, judging.rules(sample), first.recordMillis()).breaches().stream()
                        .anyMatch(Breach::lacksHumanText);
    }

    private void hold(
            Scored.Sampled sample,
            DatasetPolicy rules,
            Books books,
            long recordMillis,
            long nowMillis,
            List<Departure> leaving) {
        DatasetPolicy.Hold bounds = rules.synthetic().hold();
        Escrow escrow = books.escrow();
        long sequence = memory.nextSequence(sample.scope());
        memory.hold(
                sample.dataset(),
                new HeldBytes.Held(sequence, sample.scope(), nowMillis, recordMillis, sample.arrival()));
        changed.add(sample.dataset());
        listener.held();
        long due = sequence + bounds.maxHoldDecisions();
        dueByDecisions.computeIfPresent(sample.scope(), (scope, before) -> Math.min(before, due));
        while (escrow.size() > bounds.maxHeld() && leaving.size() < MOST_AT_ONCE) {
            expire(books, Reason.counted(Rule.ESCROW_EXPIRED, escrow.size(), bounds.maxHeld(), MAX_HELD), leaving);
        }
        while (escrow.bytes() > bounds.maxHeldBytes() && leaving.size() < MOST_AT_ONCE) {
            expire(
                    books,
                    Reason.counted(Rule.ESCROW_EXPIRED, escrow.bytes(), bounds.maxHeldBytes(), MAX_HELD_BYTES),
                    leaving);
        }
    }

    /** Lets what waits leave as far as there is room, which what was accepted may have made. */
    private void release(Books books, List<Departure> leaving) {
        while (!books.escrow().isEmpty()) {
            if (leaving.size() >= MOST_AT_ONCE) {
                releasing.add(books);
                return;
            }
            Escrow.First first = books.escrow().first(scoring);
            if (first.scored() instanceof Scored.Sampled sample) {
                DatasetPolicy rules = judging.rules(sample);
                boolean holds = rules.synthetic().onExcess() == DatasetPolicy.Excess.HOLD;
                if (holds && hasNoRoomYet(judging.assess(sample, rules, first.recordMillis()))) {
                    return;
                }
            }
            leaveEscrow(books, Optional.empty(), OptionalLong.empty(), leaving);
        }
    }

    private static boolean hasNoRoomYet(Assessment assessment) {
        return assessment.breaches().stream().anyMatch(Breach::passes);
    }

    /** The bounds of a dataset's escrow; none if the policy refuses the dataset by now. */
    private Optional<DatasetPolicy.Hold> bounds(Books books) {
        return gate.policy()
                .forDataset(books.dataset())
                .map(rules -> rules.synthetic().hold());
    }

    private void expireByDecisions(String scope, long decisions, List<Departure> leaving) {
        long due = Long.MAX_VALUE;
        for (Books books : memory.waiting(scope)) {
            long most = bounds(books).map(DatasetPolicy.Hold::maxHoldDecisions).orElse(Long.MAX_VALUE);
            while (!books.escrow().isEmpty()
                    && decisions - books.escrow().sequence().getAsLong() > most
                    && leaving.size() < MOST_AT_ONCE) {
                long waited = decisions - books.escrow().sequence().getAsLong();
                expire(books, Reason.counted(Rule.ESCROW_EXPIRED, waited, most, MAX_HOLD_DECISIONS), leaving);
            }
            if (!books.escrow().isEmpty() && most < Long.MAX_VALUE) {
                due = Math.min(due, books.escrow().sequence().getAsLong() + most);
            }
        }
        dueByDecisions.put(scope, due);
    }

    /**
     * Lets go of what has waited too long, and goes on with what there is room for. To be called about once a second, whether
     * records come or not. The first time, what waited under another policy is judged by this one.
     *
     * @param nowMillis in milliseconds since the epoch
     * @return what leaves, in the order in which it was decided
     */
    public List<Departure> expire(long nowMillis) {
        List<Departure> leaving = release();
        for (Books books : memory.waiting()) {
            bounds(books)
                    .flatMap(DatasetPolicy.Hold::maxHoldTime)
                    .ifPresent(most -> expireByTime(books, most.toSeconds(), nowMillis, leaving));
        }
        return leaving;
    }

    /** Goes on with what there is room for. */
    List<Departure> release() {
        List<Departure> leaving = new ArrayList<>();
        List<Books> now = List.copyOf(releasing);
        releasing.clear();
        now.forEach(books -> release(books, leaving));
        return leaving;
    }

    private void expireByTime(Books books, long most, long nowMillis, List<Departure> leaving) {
        books.escrow().notAfter(nowMillis);
        while (!books.escrow().isEmpty()) {
            long waited = (nowMillis - books.escrow().since().getAsLong()) / 1000;
            if (waited < most || leaving.size() >= MOST_AT_ONCE) {
                return;
            }
            expire(
                    books,
                    Reason.counted(Rule.ESCROW_EXPIRED, waited, most, MAX_HOLD_TIME),
                    OptionalLong.of(nowMillis),
                    leaving);
        }
    }

    /** Lets go of all that waits, as nothing more will come. */
    public List<Departure> end() {
        List<Departure> leaving = new ArrayList<>();
        for (Books books : memory.waiting()) {
            while (!books.escrow().isEmpty()) {
                expire(books, Reason.of(Rule.ESCROW_EXPIRED, "the input ended"), leaving);
            }
        }
        return leaving;
    }

    private void expire(Books books, Reason reason, List<Departure> leaving) {
        expire(books, reason, OptionalLong.empty(), leaving);
    }

    private void expire(Books books, Reason reason, OptionalLong time, List<Departure> leaving) {
        leaveEscrow(books, Optional.of(reason), time, leaving);
        release(books, leaving); // which it alone may have kept waiting
    }

    private void leaveEscrow(Books books, Optional<Reason> expired, OptionalLong time, List<Departure> leaving) {
        Scored scored = books.escrow().first(scoring).scored();
        HeldBytes.Held held = memory.release(books);
        changed.add(books.dataset());
        Optional<Wait> wait = Optional.of(new Wait(held.sequence(), held.sinceMillis(), time));
        if (scored.with(held.arrival()) instanceof Scored.Sampled sample) {
            DatasetPolicy rules = judging.rules(sample);
            Judgement judgement = judging.judge(sample, rules, held.recordMillis());
            settle(sample, rules, expired.map(judgement::with).orElse(judgement), held.recordMillis(), wait, leaving);
        } else {
            leave(refused((Scored.Refused) scored.with(held.arrival()), wait), leaving);
        }
    }

    /** Decides a sample for ever, remembers it if it is accepted, and says whether it is. */
    private boolean settle(
            Scored.Sampled sample,
            DatasetPolicy rules,
            Judgement judgement,
            long recordMillis,
            Optional<Wait> waited,
            List<Departure> leaving) {
        boolean accepted = judgement.reasons().isEmpty();
        if (accepted) {
            Limits limits = Gate.limits(rules);
            memory.accept(
                    sample,
                    judgement.provenance(),
                    Judging.second(recordMillis),
                    rules.novelty().remember(),
                    limits);
        }
        Verdict verdict = new Verdict(
                sample.id(),
                Optional.of(sample.dataset()),
                Optional.of(new Place(sample.scope(), memory.nextSequence(sample.scope()))),
                waited,
                Gate.dependsOnTime(rules) ? OptionalLong.of(recordMillis) : OptionalLong.empty(),
                gate.fingerprint(),
                gate.version(),
                Optional.of(judgement.provenance()),
                sample.arrival().source(),
                judgement.scores(),
                judgement.bases(),
                judgement.reasons());
        memory.count(sample.dataset(), sample.scope(), judgement.provenance().writer(), verdict);
        changed.add(sample.dataset());
        leave(new Departure(sample.arrival(), verdict), leaving);
        return accepted;
    }

    private Departure refused(Scored.Refused refused, Optional<Wait> waited) {
        return new Departure(
                refused.arrival(),
                new Verdict(
                        refused.id(),
                        refused.dataset(),
                        Optional.empty(),
                        waited,
                        OptionalLong.empty(),
                        gate.fingerprint(),
                        gate.version(),
                        Optional.empty(),
                        refused.arrival().source(),
                        Map.of(),
                        Map.of(),
                        refused.reasons()));
    }

    private void leave(Departure departure, List<Departure> leaving) {
        boolean failed = false;
        for (Reason reason : departure.verdict().reasons()) {
            failed |= reason.isFault();
        }
        if (memory.failuresInARow(failed) >= MAX_FAILURES) {
            throw new Fatal(MAX_FAILURES
                    + " samples in a row could not be judged, so the fault is the gate's. The log names the"
                    + " failures; what waits in Kafka is decided once the gate is mended and started again.");
        }
        leaving.add(departure);
    }

    /** Puts into storage what is new in the index: called before each commit. */
    public void flushIndex() {
        memory.flushIndex();
    }

    /** Puts into storage what else belongs to the decisions since the last commit: called before each. */
    public void flushLedger() {
        memory.flushLedger();
    }

    /** Gives the index's memory back. */
    public void close() {
        memory.close();
        memory.books().forEach(books -> listener.closed(books.dataset()));
    }

    /** How those datasets stand of which something was decided since the last call. */
    public List<Standing> standings() {
        List<Standing> standings = changed.stream()
                .flatMap(dataset -> memory.books(dataset).stream())
                .flatMap(
                        books -> gate.policy().forDataset(books.dataset()).map(rules -> books.standing(rules)).stream())
                .toList();
        changed.clear();
        standings.forEach(listener::stands);
        return standings;
    }
}
