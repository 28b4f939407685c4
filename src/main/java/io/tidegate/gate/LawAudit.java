package io.tidegate.gate;

import io.tidegate.gate.Findings.Kind;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Holds what left a gate against what came to it: each record once, unchanged, the decisions of each scope in one order. It goes by
 * the coordinates in the verdicts. Of a record it keeps 8 bytes and a bit, of a decision a bit.
 *
 * <p>What came is told first, in the order of offsets; then what left, in the order of each partition of each topic; then, if
 * {@link #incomplete}, what is on its way or waits, and what left meanwhile.
 */
public final class LawAudit {

    private final String samplesTopic;
    private final Findings findings;
    private final Function<Source, Optional<Arrival>> lookup;
    private final Map<Integer, Came> came = new TreeMap<>();
    private final Map<String, Scope> scopes = new HashMap<>();

    /** Partitions of the outputs, without (false) and in accepted (true), of which retention has deleted the beginning. */
    private final Map<Boolean, Map<Integer, Map<Integer, Long>>> cut =
            Map.of(false, new HashMap<>(), true, new HashMap<>());

    /** Numbers in an unknown scope, by partition: of records that waited, and left without one as the policy refuses their dataset. */
    private final Map<Integer, Set<Long>> scopeless = new HashMap<>();

    private long records;
    private long accepted;
    private long quarantined;
    private long later;
    private long beforeSamples;

    /**
     * @param lookup finds a record of samples again, to say in what it differs; for few of them
     */
    public LawAudit(String samplesTopic, Findings findings, Function<Source, Optional<Arrival>> lookup) {
        this.samplesTopic = samplesTopic;
        this.findings = findings;
        this.lookup = lookup;
    }

    /** One partition of samples. */
    private static final class Came {

        private long begin;
        private long end;
        private long first = -1;
        private int count;
        private long[] prints = new long[1024];
        private final BitSet left = new BitSet();
        private final BitSet waits = new BitSet();
        private final BitSet onTheWay = new BitSet();
        private long unread = Long.MAX_VALUE;

        private boolean heard(long offset) {
            return first >= 0 && offset >= first && offset < first + count;
        }

        private int index(long offset) {
            return Math.toIntExact(offset - first);
        }

        /** Whether a record left by no topic, and is nowhere else. */
        private boolean isNowhere(int index) {
            return prints[index] != 0 && !left.get(index) && !waits.get(index) && !onTheWay.get(index);
        }

        private void add(long offset, long print) {
            if (first < 0) {
                first = offset;
            }
            int index = index(offset);
            if (index < count) {
                throw new IllegalArgumentException("records come in the order of their offsets");
            }
            if (index >= prints.length) {
                prints = Arrays.copyOf(prints, Math.max(index + 1, prints.length + (prints.length >> 1)));
            }
            prints[index] = print;
            count = index + 1;
        }
    }

    /** The decisions of one scope. */
    static final class Scope {

        private final int partition;
        private final Numbers numbers = new Numbers();
        private final long[] last = {-1, -1};
        private final long[] first = {-1, -1};
        private long settled;
        private boolean broken;

        /** What waits there, or has waited, by the number of the decision to let it: where its bytes lie. */
        private final Map<Long, Hold> holds = new HashMap<>();

        private Scope(int partition) {
            this.partition = partition;
        }

        Map<Long, Hold> holds() {
            return holds;
        }
    }

    /**
     * A record that was let wait.
     *
     * @param lies where its bytes are
     * @param since when it began to wait, in milliseconds since the epoch
     */
    record Hold(Source lies, Source source, long since, OptionalLong time) {}

    /** Says what a partition of samples holds now: from {@code begin} up to but without {@code end}. */
    public void holds(int partition, long begin, long end) {
        Came of = came(partition);
        of.begin = begin;
        of.end = end;
    }

    /** Says from which offset on a partition of samples wasn't read by the gate when the audit began. */
    public void unreadFrom(int partition, long offset) {
        came(partition).unread = offset;
    }

    /** Says that retention has deleted the beginning of a partition of accepted or quarantine. */
    public void cutOff(boolean isAccepted, int partition) {
        cut(isAccepted).put(partition, new HashMap<>());
    }

    private Map<Integer, Map<Integer, Long>> cut(boolean isAccepted) {
        return cut.getOrDefault(isAccepted, Map.of());
    }

    private Came came(int partition) {
        return came.computeIfAbsent(partition, key -> new Came());
    }

    /** Takes in the next record of samples. */
    public void came(Arrival record) {
        came(record.source().partition()).add(record.source().offset(), Print.of(record));
        records++;
    }

    /**
     * Takes in the next record of accepted or quarantine.
     *
     * @param settled whether what had begun to wait before it is told later
     */
    public void left(Left left, boolean settled) {
        if (left.accepted()) {
            accepted++;
        } else {
            quarantined++;
        }
        Source at = left.record().source();
        Optional<Stated> read = left.verdict().flatMap(Stated::read);
        if (read.isEmpty()) {
            findings.add(
                    Kind.MADE_UP,
                    at,
                    left.verdict().isEmpty()
                            ? "has no verdict: it came past the gate"
                            : "has a verdict that can't be read: it came past the gate");
            return;
        }
        Stated stated = read.get();
        if (stated.accepted() != left.accepted()) {
            findings.add(Kind.MADE_UP, at, "lies in the wrong topic: its verdict says the opposite");
        }
        checkSource(left, stated);
        checkOrder(left, stated, settled);
    }

    private void checkSource(Left left, Stated stated) {
        Source at = left.record().source();
        Source from = stated.source();
        Came of = came.get(from.partition());
        if (!from.topic().equals(samplesTopic)
                || of == null
                || from.offset() >= Math.max(of.end, of.first + of.count)) {
            findings.add(Kind.MADE_UP, at, "decides " + Findings.text(from) + ", which was never sent");
            return;
        }
        if (stated.waited().isEmpty()) {
            Map<Integer, Long> firsts = cut(left.accepted()).get(at.partition());
            if (firsts != null) {
                firsts.putIfAbsent(from.partition(), from.offset());
            }
        }
        if (from.offset() < of.begin) {
            beforeSamples++;
        } else if (!of.heard(from.offset())) {
            later++;
        } else {
            check(left, stated, of);
        }
    }

    private void check(Left left, Stated stated, Came of) {
        Source at = left.record().source();
        Source from = stated.source();
        int index = of.index(from.offset());
        long print = of.prints[index];
        if (print == 0) {
            findings.add(Kind.MADE_UP, at, "decides " + Findings.text(from) + ", which was never sent");
            return;
        }
        if (of.left.get(index)) {
            findings.add(
                    Kind.TWICE,
                    at,
                    "decides " + Findings.text(from) + " again (unless samples was deleted and made again)");
        }
        of.left.set(index);
        if (print != Print.of(left.record(), stated.emptied())) {
            List<String> parts = findings.full()
                    ? List.of()
                    : lookup.apply(from)
                            .map(sent -> Print.differences(sent, left.record(), stated.emptied()))
                            .orElse(List.of("something"));
            findings.add(Kind.CHANGED, at, "differs from " + Findings.text(from) + " in " + String.join(", ", parts));
        }
    }

    private void checkOrder(Left left, Stated stated, boolean settled) {
        Source at = left.record().source();
        if (stated.place().isEmpty()) {
            stated.waited()
                    .ifPresent(wait -> scopeless
                            .computeIfAbsent(at.partition(), key -> new HashSet<>())
                            .add(wait.sequence()));
            return;
        }
        String name = stated.place().get().scope();
        long number = stated.place().get().sequence();
        Scope scope = scopes.computeIfAbsent(name, key -> new Scope(at.partition()));
        if (scope.partition != at.partition()) {
            broken(scope, at, "decides in scope " + name + ", which partition " + scope.partition + " decides as well");
            return;
        }
        int topic = left.accepted() ? 1 : 0;
        if (number <= scope.last[topic]) {
            broken(scope, at, "is number " + number + " of scope " + name + " and comes behind " + scope.last[topic]);
        }
        scope.last[topic] = Math.max(number, scope.last[topic]);
        if (scope.first[topic] < 0) {
            scope.first[topic] = number;
        }
        if (settled) {
            scope.settled = Math.max(scope.settled, number);
        }
        addNumber(scope, name, number, at);
        if (stated.waited().isPresent()) {
            Wait wait = stated.waited().get();
            Hold told = scope.holds.get(wait.sequence());
            if (told == null || !told.source().equals(stated.source())) {
                addNumber(scope, name, wait.sequence(), at);
            }
            scope.holds.put(wait.sequence(), new Hold(at, stated.source(), wait.since(), stated.time()));
        }
    }

    private void addNumber(Scope scope, String name, long number, Source at) {
        if (!scope.numbers.add(number)) {
            broken(scope, at, "is number " + number + " of scope " + name + ", which another decision is, too");
        }
    }

    private void broken(Scope scope, Source at, String what) {
        scope.broken = true;
        findings.add(Kind.ORDER, at, what);
    }

    /** Whether a record is missing, or a number: then it must be told what is on its way or waits. */
    public boolean incomplete() {
        for (Came of : came.values()) {
            for (int i = 0; i < of.count; i++) {
                if (isMissing(of, i)) {
                    return true;
                }
            }
        }
        return scopes.values().stream().anyMatch(scope -> scope.numbers.missing(from(scope), scope.settled) > 0);
    }

    private static boolean isMissing(Came of, int index) {
        return of.isNowhere(index) && of.first + index < of.unread;
    }

    /** A record was scored, and is on its way to where it is decided. */
    public void isOnTheWay(Source source) {
        heard(source).ifPresent(of -> of.onTheWay.set(of.index(source.offset())));
    }

    /** A record waits in escrow. */
    public void waits(Waiting record) {
        heard(record.source())
                .ifPresent(of -> of.waits.set(of.index(record.source().offset())));
        Scope scope = scopes.get(record.place().scope());
        if (scope != null && scope.numbers.add(record.place().sequence())) {
            OptionalLong time = OptionalLong.of(record.recordMillis());
            scope.holds.put(
                    record.place().sequence(), new Hold(record.source(), record.source(), record.sinceMillis(), time));
        }
    }

    private Optional<Came> heard(Source source) {
        return Optional.ofNullable(came.get(source.partition()))
                .filter(of -> source.topic().equals(samplesTopic) && of.heard(source.offset()));
    }

    /**
     * What came of the records of samples.
     *
     * @param records that were read
     * @param accepted records of accepted
     * @param quarantined records of quarantine
     * @param waiting of the records those that wait in escrow
     * @param onTheWay of the records those that were scored and not decided yet
     * @param unread of the records those that no gate had read when the audit began
     * @param later decisions on records that came after the audit began
     * @param beforeSamples decisions on records that retention has deleted from samples
     * @param unknown of the records those that left by neither topic, or by what retention has deleted of these
     */
    public record Account(
            long records,
            long accepted,
            long quarantined,
            long waiting,
            long onTheWay,
            long unread,
            long later,
            long beforeSamples,
            long unknown) {}

    /** Ends the audit: nothing more is told. */
    public Account end() {
        long unread = 0;
        long unknown = 0;
        long waiting = 0;
        long onTheWay = 0;
        for (Map.Entry<Integer, Came> partition : came.entrySet()) {
            Came of = partition.getValue();
            long known = knownFrom(partition.getKey());
            for (int i = 0; i < of.count; i++) {
                Source source = new Source(samplesTopic, partition.getKey(), of.first + i);
                if (!of.isNowhere(i)) {
                    waiting += of.waits.get(i) && !of.left.get(i) ? 1 : 0;
                    onTheWay += of.onTheWay.get(i) && !of.waits.get(i) && !of.left.get(i) ? 1 : 0;
                } else if (source.offset() >= of.unread) {
                    unread++;
                } else if (source.offset() < known) {
                    unknown++;
                } else {
                    findings.add(Kind.LOST, source, "was read and left by neither topic");
                }
            }
        }
        scopes.forEach(this::checkGaps);
        return new Account(records, accepted, quarantined, waiting, onTheWay, unread, later, beforeSamples, unknown);
    }

    /** From which offset on no decision on a partition of samples was deleted by retention: it deletes the earliest. */
    private long knownFrom(int partition) {
        return cut.values().stream()
                .flatMap(partitions -> partitions.values().stream())
                .mapToLong(firsts -> firsts.getOrDefault(partition, Long.MAX_VALUE))
                .max()
                .orElse(0);
    }

    /** The first number of a scope below which retention may have deleted some. */
    private long from(Scope scope) {
        long from = 0;
        for (boolean isAccepted : List.of(true, false)) {
            if (cut(isAccepted).containsKey(scope.partition)) {
                long first = scope.first[isAccepted ? 1 : 0];
                from = Math.max(from, first < 0 ? Long.MAX_VALUE : first);
            }
        }
        return from;
    }

    private void checkGaps(String name, Scope scope) {
        long from = from(scope);
        if (scope.numbers.missing(from, scope.settled) == 0) {
            return;
        }
        scope.broken = true; // whatever was there, the scope can't be judged again without it
        for (long number : scopeless.getOrDefault(scope.partition, Set.of())) {
            scope.numbers.add(number);
        }
        scope.numbers.gaps(
                from,
                scope.settled,
                (first, last) -> findings.add(
                        Kind.ORDER,
                        "partition " + scope.partition,
                        (first == last ? "number " + first + " is" : "numbers " + first + " to " + last + " are")
                                + " missing among the decisions in scope " + name));
    }

    /** A scope whose decisions are all there, by its name. */
    Optional<Scope> whole(String name) {
        Scope scope = scopes.get(name);
        return scope == null || scope.broken || from(scope) > 0 ? Optional.empty() : Optional.of(scope);
    }
}
