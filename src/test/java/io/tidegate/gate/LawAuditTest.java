package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Policies;
import io.tidegate.Samples;
import io.tidegate.Seeds;
import io.tidegate.gate.Findings.Kind;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Laws 1, 2, 3, 5: the verifier finds what it is there to find, and nothing else. */
class LawAuditTest {

    private static final Policy HOLD = Policies.of("""
            datasets:
              default:
                synthetic: {maxShare: 0.5, onExcess: hold, maxHoldTime: 30s, maxHeld: 12, unknownOriginIs: human}
              a: {novelty: {scope: shared}}
              b: {novelty: {scope: shared}}
              c: {synthetic: {onExcess: quarantine, window: 60s}}
            """);

    /** Without a window: one that was narrowed by a policy that decided nothing leaves no trace. */
    private static final Policy NO_WINDOW = Policies.of("""
            datasets:
              default:
                synthetic: {maxShare: 0.5, onExcess: hold, maxHoldTime: 30s, maxHeld: 12, unknownOriginIs: human}
              a: {novelty: {scope: shared}}
              b: {novelty: {scope: shared}}
            """);

    /** It refuses another kind of repetition, has less room for most datasets and more for one, and holds back another one's. */
    private static final Policy OTHER = Policies.of("""
            datasets:
              default:
                novelty: {nearDuplicate: 0.95, numbers: distinct}
                synthetic: {maxShare: 0.4, onExcess: hold, maxHeld: 12, unknownOriginIs: synthetic}
              a: {novelty: {scope: shared}}
              b: {novelty: {scope: shared}, synthetic: {maxShare: 0.8}}
              c: {marker: {max: 0.2}}
            """);

    /** It lets nothing wait. */
    private static final Policy QUARANTINE = Policies.of("""
            datasets:
              default: {synthetic: {maxShare: 0.6, unknownOriginIs: human}}
              a: {novelty: {scope: shared}}
              b: {novelty: {scope: shared}}
            """);

    /** What was sent, what left, and what the gate keeps. */
    private static final class Run {

        private final MapStorage storage = new MapStorage();
        private final List<TestGate> gates = new ArrayList<>();
        private final List<Arrival> sent = new ArrayList<>();
        private final List<Left> left = new ArrayList<>();
        private final long[] ends = new long[2];

        static Run of(Random random) {
            return of(random, List.of(HOLD));
        }

        /** One that begins with the first of these policies; if there are more, any takes over now and then. */
        static Run of(Random random, List<Policy> policies) {
            Run run = new Run();
            run.gates.add(new TestGate(policies.get(0), run.storage));
            long now = 60_000;
            for (Arrival arrival : RandomStreams.arrivals(random, 300)) {
                now += random.nextInt(2_000);
                if (policies.size() > 1 && random.nextInt(25) == 0) {
                    run.gate().flush();
                    run.gates.add(new TestGate(policies.get(random.nextInt(policies.size())), run.storage));
                }
                run.sent.add(arrival);
                run.leave(run.gate().take(arrival, now));
                if (random.nextInt(5) == 0) {
                    run.leave(run.gate().admission.expire(now));
                }
            }
            run.gate().flush();
            return run;
        }

        private TestGate gate() {
            return gates.get(gates.size() - 1);
        }

        private void leave(List<Departure> leaving) {
            for (Departure departure : leaving) {
                boolean accepted = departure.verdict().accepted();
                Source at = new Source(accepted ? "accepted" : "quarantine", 0, ends[accepted ? 1 : 0]++);
                Arrival came = departure.arrival();
                byte[] value = departure.verdict().empties(Oversize.VALUE) ? new byte[0] : came.value();
                Arrival record =
                        Samples.stamped(Samples.record(at, came.key(), came.headers(), value), came.timestamp());
                left.add(new Left(accepted, record, Optional.of(TestGate.json(departure.verdict()))));
            }
        }

        /** The last one that left like this. */
        private int last(String part) {
            for (int i = left.size() - 1; i >= 0; i--) {
                if (left.get(i).verdict().orElse("").contains(part)) {
                    return i;
                }
            }
            throw new AssertionError("none has " + part);
        }

        private void change(int index, UnaryOperator<Arrival> change) {
            Left old = left.get(index);
            left.set(index, new Left(old.accepted(), change.apply(old.record()), old.verdict()));
        }

        private void changeVerdict(int index, UnaryOperator<String> change) {
            Left old = left.get(index);
            left.set(index, new Left(old.accepted(), old.record(), old.verdict().map(change)));
        }

        private Outcome audit() {
            return audit(audit -> {});
        }

        private Outcome audit(Consumer<LawAudit> before) {
            Findings findings = new Findings(5);
            Map<Source, Arrival> all = new HashMap<>();
            sent.forEach(record -> all.put(record.source(), record));
            left.forEach(each -> all.put(each.record().source(), each.record()));
            LawAudit audit = new LawAudit(Samples.TOPIC, findings, source -> Optional.ofNullable(all.get(source)));
            before.accept(audit);
            sent.forEach(audit::came);
            left.stream().filter(Left::accepted).forEach(each -> audit.left(each, true));
            left.stream().filter(each -> !each.accepted()).forEach(each -> audit.left(each, true));
            boolean incomplete = audit.incomplete();
            if (incomplete) {
                storage.forEach(Storage.Table.HELD, (key, value) -> audit.waits(Waiting.read(value)));
            }
            LawAudit.Account account = audit.end();
            SecondJudgement judgement = new SecondJudgement(
                    gates.stream().map(each -> each.gate).toList(),
                    Samples.TOPIC,
                    audit,
                    findings,
                    new IndexBudget(1 << 30),
                    source -> Optional.ofNullable(all.get(source)));
            judgement.partition(
                    left.stream().filter(Left::accepted).iterator(),
                    left.stream().filter(each -> !each.accepted()).iterator());
            return new Outcome(account, findings, judgement);
        }
    }

    private record Outcome(LawAudit.Account account, Findings findings, SecondJudgement judgement) {

        Outcome only(Kind kind, long count, String text) {
            assertThat(findings.counts()).as("%s", findings.first()).containsOnly(Map.entry(kind, count));
            assertThat(findings.first().get(0).where() + " "
                            + findings.first().get(0).what())
                    .contains(text);
            return this;
        }
    }

    private static String at(Left left) {
        Source at = left.record().source();
        return at.topic() + "-" + at.partition() + "@" + at.offset();
    }

    @Test
    @DisplayName("what a gate decided holds, whatever waited, and every verdict is judged again")
    void holds() {
        int[] seen = new int[3];
        Seeds.each(20, random -> {
            Run run = Run.of(random);

            Outcome outcome = run.audit();

            assertThat(outcome.findings().first()).isEmpty();
            assertThat(outcome.judgement().equal()).isEqualTo(run.left.size());
            assertThat(outcome.account().records()).isEqualTo(run.sent.size());
            assertThat(outcome.account().waiting()).isEqualTo(run.sent.size() - run.left.size());
            for (Left left : run.left) {
                String verdict = left.verdict().orElseThrow();
                seen[0] += verdict.contains("\"expired\"") ? 1 : 0;
                seen[1] += verdict.contains("\"held\"") && left.accepted() ? 1 : 0;
                seen[2] += verdict.contains("oversized") ? 1 : 0;
            }
        });
        assertThat(seen).as("expired, released, oversized").doesNotContain(0);
    }

    @Test
    @DisplayName("Law 1: a record that never left is lost, and with it every number that it had")
    void lost() {
        Run run = Run.of(new Random(1));
        Left gone = run.left.remove(run.last("\"reasons\":[{\"rule\":\"exact-duplicate\""));
        Stated stated = Stated.read(gone.verdict().orElseThrow()).orElseThrow();

        Outcome outcome = run.audit();

        assertThat(outcome.findings().counts()).containsOnly(Map.entry(Kind.LOST, 1L), Map.entry(Kind.ORDER, 1L));
        assertThat(outcome.findings().first().get(0).where())
                .isEqualTo(Samples.TOPIC + "-0@" + stated.source().offset());
        assertThat(outcome.findings().first().get(1).what())
                .contains("number " + stated.place().orElseThrow().sequence() + " is missing");
        assertThat(outcome.judgement().notCompared()).as("of its scope").isPositive();
    }

    @Test
    @DisplayName("Law 1: a record that no gate has read yet, or that is on its way, isn't lost")
    void notYet() {
        Run run = Run.of(new Random(2));
        Arrival unread = Samples.text("came at last").at(run.sent.size());
        Arrival onTheWay = Samples.text("came before it").at(run.sent.size() + 1);
        run.sent.add(unread);
        run.sent.add(onTheWay);

        LawAudit.Account account = run.audit(audit -> audit.unreadFrom(0, 300)).account();

        assertThat(account.unread()).isEqualTo(2);
    }

    @Test
    @DisplayName("Law 1: what left twice is found, in the same topic or the other")
    void twice() {
        Run run = Run.of(new Random(3));
        int index = run.last("malformed");
        Left again = run.left.get(index);
        run.left.add(new Left(
                again.accepted(), again.record().from(new Source("quarantine", 0, run.ends[0])), again.verdict()));

        run.audit().only(Kind.TWICE, 1, "quarantine-0@" + run.ends[0] + " decides " + Samples.TOPIC + "-0@");
    }

    @Test
    @DisplayName("Laws 1, 3: a decision of a scope that comes again breaks its order as well")
    void numberTwice() {
        Run run = Run.of(new Random(4));
        Left again = run.left.get(run.last("\"verdict\":\"accepted\""));
        run.left.add(again);

        assertThat(run.audit().findings().counts()).containsOnlyKeys(Kind.TWICE, Kind.ORDER);
    }

    @Test
    @DisplayName("Law 1: what nobody sent, or no gate decided, or lies in the wrong topic, is made up")
    void madeUp() {
        Run run = Run.of(new Random(5));
        Arrival record = Samples.text("smuggled in").at(0);
        run.left.add(new Left(true, record.from(new Source("accepted", 0, 999)), Optional.empty()));
        run.audit().only(Kind.MADE_UP, 1, "accepted-0@999 has no verdict");

        for (String verdict :
                List.of("", "{", "[]", "{\"verdict\":\"accepted\"}", "{\"verdict\":\"accepted\",\"source\":1}")) {
            run.left.set(
                    run.left.size() - 1,
                    new Left(true, record.from(new Source("accepted", 0, 999)), Optional.of(verdict)));
            run.audit().only(Kind.MADE_UP, 1, "has a verdict that can't be read");
        }
        run.left.remove(run.left.size() - 1);

        int index = run.last("malformed");
        run.changeVerdict(index, verdict -> verdict.replace("\"offset\":", "\"offset\":9"));
        assertThat(run.audit().findings().counts()).containsOnlyKeys(Kind.MADE_UP, Kind.LOST, Kind.VERDICT);

        run = Run.of(new Random(5));
        run.changeVerdict(run.last("malformed"), verdict -> verdict.replace("quarantined", "accepted"));
        assertThat(run.audit().findings().first().get(0).what()).startsWith("lies in the wrong topic");
    }

    @Test
    @DisplayName("Law 2: a flipped bit, another key, header or timestamp is found and named")
    void changed() {
        for (Map.Entry<String, UnaryOperator<Arrival>> change : changes().entrySet()) {
            Run run = Run.of(new Random(6));
            int index = run.last("\"verdict\":\"accepted\"");
            run.change(index, change.getValue());

            Outcome outcome = run.audit();

            assertThat(outcome.findings().counts()).as(change.getKey()).containsEntry(Kind.CHANGED, 1L);
            assertThat(outcome.findings().first().get(0).where()).isEqualTo(at(run.left.get(index)));
            assertThat(outcome.findings().first().get(0).what()).endsWith(" in " + change.getKey());
        }
    }

    private static Map<String, UnaryOperator<Arrival>> changes() {
        return Map.of(
                "value",
                old -> {
                    byte[] value = Samples.value(old).clone();
                    value[value.length - 3] ^= 1;
                    return Samples.stamped(
                            Samples.record(old.source(), old.key(), old.headers(), value), old.timestamp());
                },
                "key",
                old -> Samples.stamped(
                        Samples.record(old.source(), new byte[0], old.headers(), old.value()), old.timestamp()),
                "headers",
                old -> Samples.stamped(
                        Samples.record(old.source(), old.key(), List.of(new Header("trace", null)), old.value()),
                        old.timestamp()),
                "timestamp",
                old -> Samples.stamped(old, old.timestamp() + 1));
    }

    @Test
    @DisplayName("Law 2: what left empty must have been what its verdict says")
    void emptied() {
        Run run = Run.of(new Random(seedWith("oversized")));
        int index = run.last("oversized");
        assertThat(run.audit().findings().first()).isEmpty();

        run.changeVerdict(index, verdict -> verdict.replaceAll("sha256\":\"....", "sha256\":\"beef"));

        assertThat(run.audit().findings().counts()).containsOnlyKeys(Kind.CHANGED, Kind.VERDICT);
    }

    @Test
    @DisplayName(
            "Law 3: decisions that lie in another order than their numbers are found, and partitions that share a scope")
    void outOfOrder() {
        Run run = Run.of(new Random(7));
        int index = run.last("\"verdict\":\"accepted\"");
        run.left.add(0, run.left.remove(index));
        Findings findings = run.audit().findings();
        assertThat(findings.counts()).containsOnlyKeys(Kind.ORDER);
        assertThat(findings.first().get(0).what()).contains("comes behind");

        run = Run.of(new Random(7));
        index = run.last("\"verdict\":\"accepted\"");
        run.change(index, old -> old.from(new Source("accepted", 1, 0)));
        assertThat(run.audit().findings().first().get(0).what()).contains("which partition 0 decides as well");
    }

    @Test
    @DisplayName("Law 5: a verdict that isn't the policy's is found, and what rests on it isn't compared")
    void otherVerdict() {
        Run run = Run.of(new Random(8));
        int index = run.last("\"verdict\":\"accepted\"");
        run.changeVerdict(index, verdict -> verdict.replaceFirst("\"novelty\":[0-9.]+", "\"novelty\":0.4242"));

        Outcome outcome = run.audit().only(Kind.VERDICT, 1, "0.4242");

        assertThat(outcome.judgement().different()).isEqualTo(1);
    }

    @Test
    @DisplayName("Law 5: what another policy or version decided is not compared, nor what rests on it")
    void otherPolicy() {
        Run run = Run.of(new Random(9));
        for (int i = 0; i < run.left.size(); i++) {
            run.changeVerdict(i, verdict -> verdict.replace("sha256:", "sha256:0"));
        }
        Outcome outcome = run.audit();
        assertThat(outcome.findings().first()).isEmpty();
        assertThat(outcome.judgement().equal()).isZero();
        assertThat(outcome.judgement().byOthers().values()).containsExactly((long) run.left.size());
    }

    @Test
    @DisplayName(
            "Law 5: where several policies judged in turn, each verdict is judged again under the one that it names")
    void policiesInTurn() {
        List<Policy> policies = List.of(NO_WINDOW, OTHER, QUARANTINE);
        int[] switches = {0};
        Seeds.each(130, random -> {
            Run run = Run.of(random, policies);

            Outcome outcome = run.audit();

            assertThat(outcome.findings().first()).isEmpty();
            assertThat(outcome.judgement().equal()).isEqualTo(run.left.size());
            assertThat(outcome.judgement().byOthers()).isEmpty();
            switches[0] += run.gates.size() - 1;
        });
        assertThat(switches[0]).isGreaterThan(100);
    }

    @Test
    @DisplayName("Law 5: a verdict that names another policy than the one that judged is found")
    void mixedPolicies() {
        Run run = Run.of(new Random(11), List.of(HOLD, OTHER));
        String hold = run.gates.get(0).gate.fingerprint();
        String other = new TestGate(OTHER).gate.fingerprint();
        int index = run.last("\"policy\":\"" + hold + "\"");
        run.changeVerdict(index, verdict -> verdict.replace(hold, other));

        assertThat(run.audit().findings().counts()).containsKey(Kind.VERDICT);
    }

    @Test
    @DisplayName("what retention has deleted can't be checked, and isn't called lost")
    void cutOff() {
        Run run = Run.of(new Random(10));
        List<Left> refused = run.left.stream().filter(left -> !left.accepted()).toList();
        run.left.removeAll(refused.subList(0, refused.size() / 2));

        Outcome outcome = run.audit(audit -> audit.cutOff(false, 0));

        assertThat(outcome.findings().first()).isEmpty();
        assertThat(outcome.account().unknown())
                .isGreaterThan(refused.size() / 2 - 20L)
                .isPositive();

        run = Run.of(new Random(10));
        run.sent.subList(0, 100).clear();
        outcome = run.audit(audit -> audit.holds(0, 100, 300));
        assertThat(outcome.findings().first()).isEmpty();
        assertThat(outcome.account().beforeSamples()).isPositive();
    }

    private static long seedWith(String part) {
        for (long seed = 0; seed < 100; seed++) {
            if (Run.of(new Random(seed)).left.stream()
                    .anyMatch(left -> left.verdict().orElse("").contains(part))) {
                return seed;
            }
        }
        throw new AssertionError("no seed has " + part);
    }
}
