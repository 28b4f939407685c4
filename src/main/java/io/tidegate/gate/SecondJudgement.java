package io.tidegate.gate;

import io.tidegate.gate.Findings.Kind;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Judges what left a gate once more, in the order of the decisions, and compares the verdicts byte for byte. To be begun when a
 * {@link LawAudit} has ended; needs as much memory as the gate did for the scopes of one partition.
 */
public final class SecondJudgement {

    private static final int SHOWN = 40;

    /** In the order in which they were given. */
    private final List<Judge> judges;

    private final String samplesTopic;
    private final LawAudit audit;
    private final Findings findings;
    private final IndexBudget budget;
    private final Function<Source, Optional<Arrival>> lookup;
    private final Map<String, Long> byOthers = new TreeMap<>();
    private long equal;
    private long different;
    private long notCompared;
    private Map<String, Judged> scopes = Map.of();

    /**
     * @param gates each with another policy; a verdict is judged again by the one that it names
     * @param lookup finds a record of any of the three topics again, if it is still there
     */
    public SecondJudgement(
            List<Gate> gates,
            String samplesTopic,
            LawAudit audit,
            Findings findings,
            IndexBudget budget,
            Function<Source, Optional<Arrival>> lookup) {
        this.judges =
                gates.stream().map(gate -> new Judge(gate, gate.newScoring())).toList();
        this.samplesTopic = samplesTopic;
        this.audit = audit;
        this.findings = findings;
        this.budget = budget;
        this.lookup = lookup;
    }

    /** A gate and its worker that scores. */
    private record Judge(Gate gate, Scoring scoring) {}

    /** One scope, as far as it was judged again. */
    private static final class Judged {

        private final Map<Long, LawAudit.Hold> holds;
        private Judge judge;
        private Admission admission;
        private final Deque<Departure> leaving = new ArrayDeque<>();
        private long next;
        private boolean stopped;

        private Judged(Map<Long, LawAudit.Hold> holds, Judge judge, Admission admission) {
            this.holds = holds;
            this.judge = judge;
            this.admission = admission;
        }

        /** Another policy goes on with what this one remembers. */
        private void goOnUnder(Judge other) {
            if (!other.equals(judge)) {
                judge = other;
                admission = admission.under(other.gate, other.scoring);
            }
        }
    }

    /** A record that left, with its verdict read. */
    private record Head(Left left, Stated stated) {}

    /**
     * Judges the decisions of one partition again.
     *
     * @param accepted those in accepted, in their order
     * @param quarantined those in quarantine, in their order
     * @throws Fatal if the memory that it needs is not there
     */
    public void partition(Iterator<Left> accepted, Iterator<Left> quarantined) {
        scopes = new HashMap<>();
        try {
            Optional<Head> one = next(accepted);
            Optional<Head> other = next(quarantined);
            while (one.isPresent() || other.isPresent()) {
                if (comesFirst(one, other)) {
                    judge(one.orElseThrow());
                    one = next(accepted);
                } else {
                    judge(other.orElseThrow());
                    other = next(quarantined);
                }
            }
        } finally {
            scopes.values().forEach(scope -> scope.admission.close());
        }
    }

    /**
     * Which of the topics' next ones was decided first. Both were written in one order, so at least one is its scope's next,
     * unless something is wrong that the audit doesn't see.
     */
    private boolean comesFirst(Optional<Head> one, Optional<Head> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return other.isEmpty();
        }
        if (isNext(one.get())) {
            return true;
        }
        if (!isNext(other.get())) {
            scope(other.get().stated()).ifPresent(scope -> scope.stopped = true);
        }
        return false;
    }

    /** The next one that has a verdict. */
    private static Optional<Head> next(Iterator<Left> records) {
        while (records.hasNext()) {
            Left left = records.next();
            Optional<Stated> stated = left.verdict().flatMap(Stated::read);
            if (stated.isPresent()) {
                return Optional.of(new Head(left, stated.get()));
            }
        }
        return Optional.empty();
    }

    private boolean isNext(Head head) {
        Optional<Judged> found = scope(head.stated());
        if (found.isEmpty() || found.get().stopped) {
            return true;
        }
        Judged scope = found.get();
        long number = scope.next;
        while (scope.holds.containsKey(number)) {
            number++;
        }
        return head.stated().place().map(Place::sequence).orElse(number) == number;
    }

    /** The scope of a decision, if its decisions are all there. */
    private Optional<Judged> scope(Stated stated) {
        return stated.place()
                .map(Place::scope)
                .flatMap(name -> audit.whole(name)
                        .map(LawAudit.Scope::holds)
                        .map(holds -> scopes.computeIfAbsent(name, key -> {
                            Judge first = judge(stated).orElse(judges.get(0));
                            return new Judged(holds, first, newAdmission(first));
                        })));
    }

    /** Who decided, if it is known here. */
    private Optional<Judge> judge(Stated stated) {
        return judges.stream()
                .filter(judge -> judge.gate.fingerprint().equals(stated.policy())
                        && judge.gate.version().equals(stated.gate()))
                .findFirst();
    }

    private Admission newAdmission(Judge judge) {
        return judge.gate.newAdmission(Storage.ofTheProcess(), samplesTopic, budget, GateListener.NONE, judge.scoring);
    }

    private void judge(Head head) {
        Stated stated = head.stated();
        Optional<Judged> scope = scope(stated);
        Optional<Judge> judge = judge(stated);
        if (judge.isEmpty()) {
            byOthers.merge(stated.policy() + ", version " + stated.gate(), 1L, Long::sum);
            scope.ifPresent(judged -> judged.stopped = true);
        } else if (stated.place().isPresent()) {
            if (scope.isEmpty() || scope.get().stopped) {
                notCompared++;
            } else {
                judge(head, judge.get(), scope.get());
            }
        } else {
            judgeAlone(head, judge.get());
        }
    }

    /** What has no scope is refused for itself alone. */
    private void judgeAlone(Head head, Judge judge) {
        Stated stated = head.stated();
        Optional<Arrival> came = stated.emptied().isEmpty()
                ? Optional.of(head.left().record().from(stated.source()))
                : lookup.apply(stated.source());
        if (came.isEmpty() || stated.waited().isPresent()) {
            notCompared++;
            return;
        }
        Admission alone = newAdmission(judge);
        List<Departure> leaving = alone.admit(judge.scoring.score(came.get()), 0, 0);
        alone.close();
        compare(head, leaving.isEmpty() ? Optional.empty() : Optional.of(leaving.get(0)));
    }

    private void judge(Head head, Judge judge, Judged scope) {
        Stated stated = head.stated();
        long number = stated.place().map(Place::sequence).orElseThrow();
        while (scope.next < number) {
            LawAudit.Hold hold = scope.holds.get(scope.next);
            Optional<Arrival> held = hold == null ? Optional.empty() : lookup.apply(hold.lies());
            if (hold == null || held.isEmpty()) {
                scope.stopped = true;
                notCompared++;
                return;
            }
            Arrival waiting = held.get().from(hold.source());
            goOnUnderWhoLetWait(waiting, hold.time(), number, judge, scope);
            admit(waiting, hold.time(), hold.since(), scope);
            scope.next++;
        }
        scope.goOnUnder(judge);
        OptionalLong expired = stated.waited().map(Wait::expired).orElse(OptionalLong.empty());
        if (stated.waited().isEmpty()) {
            admit(head.left().record().from(stated.source()), stated.time(), 0, scope);
        } else if (expired.isPresent()) {
            scope.leaving.addAll(scope.admission.expire(expired.getAsLong())); // others may leave as well
        } else if (scope.leaving.isEmpty()) {
            scope.leaving.addAll(
                    scope.admission.release()); // what was too much for one call, or waited under another policy
        }
        scope.next++;
        if (!compare(head, Optional.ofNullable(scope.leaving.poll()))) {
            scope.stopped = true; // all that follows may differ for this
        }
    }

    /**
     * A record that waited doesn't say who let it: who judged last, if he would, or else who judges next, or another. Whoever makes
     * one leave for it decides that directly behind it.
     *
     * @param number of the next decision that left
     * @param next who made that
     */
    private void goOnUnderWhoLetWait(Arrival waiting, OptionalLong time, long number, Judge next, Judged scope) {
        Set<Judge> candidates = new LinkedHashSet<>(List.of(scope.judge));
        candidates.add(next);
        candidates.addAll(judges);
        for (Judge candidate : candidates) {
            scope.goOnUnder(candidate);
            boolean alone = !candidate.equals(next) && number == scope.next + 1;
            if (candidates.size() == 1
                    || scope.admission.wouldWait(
                            candidate.scoring.score(waiting), recordMillis(waiting, time), alone)) {
                return;
            }
        }
    }

    private void admit(Arrival arrival, OptionalLong time, long since, Judged scope) {
        scope.leaving.addAll(
                scope.admission.admit(scope.judge.scoring.score(arrival), recordMillis(arrival, time), since));
    }

    private static long recordMillis(Arrival arrival, OptionalLong stated) {
        return stated.orElse(Math.max(0, arrival.timestamp()));
    }

    private boolean compare(Head head, Optional<Departure> departure) {
        String was = head.left().verdict().orElseThrow();
        String is = departure
                .map(leaving -> new String(VerdictJson.write(leaving.verdict()), StandardCharsets.UTF_8))
                .orElse("none: it would wait");
        if (is.equals(was)) {
            equal++;
            return true;
        }
        different++;
        int at = 0;
        while (at < Math.min(was.length(), is.length()) && was.charAt(at) == is.charAt(at)) {
            at++;
        }
        findings.add(
                Kind.VERDICT,
                head.left().record().source(),
                "has another verdict than `score` gives: " + shown(was, at) + " instead of " + shown(is, at));
        return false;
    }

    private static String shown(String verdict, int at) {
        int begin = Math.max(0, at - SHOWN);
        int end = Math.min(verdict.length(), at + SHOWN);
        return (begin > 0 ? "…" : "") + verdict.substring(begin, end) + (end < verdict.length() ? "…" : "");
    }

    /** Verdicts that are those of the policy. */
    public long equal() {
        return equal;
    }

    /** Verdicts that are not; what follows such a one in its scope is not compared. */
    public long different() {
        return different;
    }

    /** Decisions in scopes of which something is missing, damaged or undone, and those whose record is gone. */
    public long notCompared() {
        return notCompared;
    }

    /** Decisions under other policies or by other versions, by what judged. */
    public Map<String, Long> byOthers() {
        return Map.copyOf(byOthers);
    }
}
