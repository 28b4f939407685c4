package io.tidegate.gate;

import io.tidegate.ledger.Breach;
import io.tidegate.ledger.Limits;
import io.tidegate.ledger.Provenance;
import io.tidegate.novelty.Match;
import io.tidegate.novelty.Remembered;
import io.tidegate.novelty.RepeatedTurns;
import io.tidegate.policy.DatasetPolicy;
import io.tidegate.sample.Source;
import io.tidegate.score.Basis;
import io.tidegate.score.Category;
import io.tidegate.score.Evidence;
import io.tidegate.score.Score;
import io.tidegate.score.Scorer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides, in the order in which it is asked, and remembers what it accepts. One per partition; not for many threads.
 */
public final class Admission {

    /** Failures in a row, restarts or not, after which the fault is ours and the gate stops. */
    static final int MAX_FAILURES = 100;

    /** The last second that memory can hold. */
    private static final long MAX_SECOND = 0xFFFF_FFFFL;

    private final Gate gate;
    private final Memory memory;
    private final String samplesTopic;
    private final GateListener listener;
    private final Scoring scoring;

    Admission(Gate gate, Memory memory, String samplesTopic, GateListener listener) {
        this.gate = gate;
        this.memory = memory;
        this.samplesTopic = samplesTopic;
        this.listener = listener;
        this.scoring = gate.newScoring();
        memory.datasets().forEach(this::reportShare);
    }

    /**
     * Decides one record. What another policy or other judges scored is scored again.
     *
     * @throws Fatal if the gate must stop; then nothing was decided or remembered
     */
    public Verdict admit(Scored scored) {
        return admit(scored, scored.arrival().timestamp());
    }

    /**
     * Decides one record.
     *
     * @param recordMillis its record time, in milliseconds since the epoch: the producer's timestamp, but none that lies ahead
     */
    public Verdict admit(Scored scored, long recordMillis) {
        Scored current =
                scored instanceof Scored.Sampled sampled && !sampled.policy().equals(gate.fingerprint())
                        ? scoring.score(scored.arrival())
                        : scored;
        Verdict verdict = current instanceof Scored.Sampled sampled
                ? decide(sampled, recordMillis)
                : refuse((Scored.Refused) current);
        boolean failed = verdict.reasons().stream().anyMatch(Reason::isFault);
        if (memory.failuresInARow(failed) >= MAX_FAILURES) {
            throw new Fatal(MAX_FAILURES
                    + " samples in a row could not be judged, so the fault is the gate's. The log names the"
                    + " failures; what waits in Kafka is decided once the gate is mended and started again.");
        }
        return verdict;
    }

    /** Puts into storage what belongs to the decisions since the last call: called before each commit. */
    public void flush() {
        memory.flush();
    }

    /** Gives the index's memory back. */
    public void close() {
        memory.close();
    }

    private Verdict refuse(Scored.Refused refused) {
        return verdict(
                refused.id(),
                refused.dataset(),
                Optional.empty(),
                Optional.empty(),
                refused.arrival().source(),
                Map.of(),
                Map.of(),
                refused.reasons());
    }

    private Verdict decide(Scored.Sampled sample, long recordMillis) {
        Map<String, Double> scores = new LinkedHashMap<>();
        Map<String, Basis> bases = new LinkedHashMap<>();
        List<Reason> reasons = new ArrayList<>();
        DatasetPolicy rules = gate.policy()
                .forDataset(sample.dataset())
                .orElseThrow(() -> new IllegalStateException("a sample was scored that the policy doesn't know"));
        Limits limits = Gate.limits(rules);
        try {
            judgeLength(sample, rules.text(), reasons);
            judgeNovelty(sample, rules.novelty(), scores, reasons);
            judgeTurns(sample, rules.novelty(), scores, reasons);
            judgeScores(sample, rules, scores, bases, reasons);
            judgeOrigin(sample, limits, scores, reasons);
            judgeAsked(sample, reasons);
        } catch (RuntimeException e) {
            reasons.add(Scoring.failure(e, sample.arrival().source()));
        }
        if (reasons.isEmpty()) {
            long second = Math.max(0, Math.min(MAX_SECOND, recordMillis / 1000));
            memory.accept(sample, second, rules.novelty().remember(), limits);
            reportShare(sample.dataset());
        }
        Place place = new Place(sample.scope(), memory.nextSequence(sample.scope()));
        return verdict(
                sample.id(),
                Optional.of(sample.dataset()),
                Optional.of(place),
                Optional.of(sample.provenance()),
                sample.arrival().source(),
                scores,
                bases,
                reasons);
    }

    private Verdict verdict(
            String id,
            Optional<String> dataset,
            Optional<Place> place,
            Optional<Provenance> provenance,
            Source source,
            Map<String, Double> scores,
            Map<String, Basis> bases,
            List<Reason> reasons) {
        return new Verdict(
                id, dataset, place, gate.fingerprint(), gate.version(), provenance, source, scores, bases, reasons);
    }

    private static void judgeLength(Scored.Sampled sample, DatasetPolicy.Text text, List<Reason> reasons) {
        int characters = sample.provenance().characters();
        if (text.minCharacters().isPresent()
                && characters < text.minCharacters().getAsInt()) {
            reasons.add(
                    Reason.of(Rule.TEXT_LENGTH, characters, text.minCharacters().getAsInt()));
        }
        if (text.maxCharacters().isPresent()
                && characters > text.maxCharacters().getAsInt()) {
            reasons.add(
                    Reason.of(Rule.TEXT_LENGTH, characters, text.maxCharacters().getAsInt()));
        }
    }

    private void judgeNovelty(
            Scored.Sampled sample, DatasetPolicy.Novelty novelty, Map<String, Double> scores, List<Reason> reasons) {
        boolean distinctNumbers = novelty.numbers() == DatasetPolicy.Numbers.DISTINCT;
        Optional<Match> found = memory.index(sample.scope()).mostSimilar(sample.sketch(), distinctNumbers);
        scores.put(
                "novelty", found.map(match -> rounded(1 - match.similarity())).orElse(1.0));
        if (found.isEmpty()) {
            return;
        }
        Match match = found.get();
        Reason.Copied copied = new Reason.Copied(source(match.sample()));
        if (match.exact()) {
            boolean resent =
                    match.sample().idHash() == sample.idHash() && match.sample().valueHash() == sample.valueHash();
            reasons.add(Reason.of(resent ? Rule.RESENT : Rule.EXACT_DUPLICATE, 1, 1, copied));
        } else if (novelty.nearDuplicate().isPresent()
                && match.similarity() >= novelty.nearDuplicate().getAsDouble()) {
            reasons.add(Reason.of(
                    Rule.NEAR_DUPLICATE,
                    match.similarity(),
                    novelty.nearDuplicate().getAsDouble(),
                    copied));
        }
    }

    /** What part of its long assistant turns is new, if it has such. */
    private void judgeTurns(
            Scored.Sampled sample, DatasetPolicy.Novelty novelty, Map<String, Double> scores, List<Reason> reasons) {
        RepeatedTurns turns = memory.index(sample.scope()).repeatedTurns(sample.sketch());
        if (turns.turns() == 0) {
            return;
        }
        double observed = rounded(1 - (double) turns.repeated() / turns.turns());
        scores.put("turnNovelty", observed);
        if (novelty.minTurnNovelty().isPresent()
                && observed < novelty.minTurnNovelty().getAsDouble()) {
            Optional<Reason.Evidence> seen =
                    turns.holder().map(holder -> new Reason.CopiedTurn(turns.place(), source(holder)));
            reasons.add(new Reason(Rule.REPEATED_TURN, OptionalDouble.of(observed), novelty.minTurnNovelty(), seen));
        }
    }

    private Source source(Remembered remembered) {
        return new Source(samplesTopic, remembered.partition(), remembered.offset());
    }

    private void judgeScores(
            Scored.Sampled sample,
            DatasetPolicy rules,
            Map<String, Double> scores,
            Map<String, Basis> bases,
            List<Reason> reasons) {
        for (int i = 0; i < gate.scorers().size(); i++) {
            Scorer scorer = gate.scorers().get(i);
            Score score = sample.scores().get(i);
            DatasetPolicy.ScoreLimit limit = Scoring.limit(rules, scorer);
            scores.put(scorer.name(), score.value());
            if (score.basis() != Basis.MODEL) {
                bases.put(scorer.name(), score.basis());
            }
            judge(scorer, score.value(), limit.max(), Optional.empty(), score.evidence(), reasons);
            for (Category category : score.categories()) {
                if (category.value() > 0) {
                    scores.put(scorer.name() + Verdict.CATEGORY + category.name(), category.value());
                }
                OptionalDouble most = limit.of(category.name());
                judge(scorer, category.value(), most, Optional.of(category.name()), category.evidence(), reasons);
            }
            if (score.basis() == Basis.UNSUPPORTED && limit.unsupported() == DatasetPolicy.Unsupported.REFUSE) {
                reasons.add(Reason.of(Rule.of(scorer), "the judge doesn't know the language"));
            }
        }
    }

    private static void judge(
            Scorer scorer,
            double value,
            OptionalDouble limit,
            Optional<String> category,
            Optional<Evidence> where,
            List<Reason> reasons) {
        if (limit.isPresent() && value > limit.getAsDouble()) {
            Optional<Reason.Evidence> seen = Reason.Seen.of(category, where);
            reasons.add(new Reason(Rule.of(scorer), OptionalDouble.of(value), limit, seen));
        }
    }

    /** Whether every judge was asked that must be. */
    private void judgeAsked(Scored.Sampled sample, List<Reason> reasons) {
        for (int i = 0; i < gate.scorers().size(); i++) {
            Scorer scorer = gate.scorers().get(i);
            if (sample.scores().get(i).basis() == Basis.NOT_ASKED
                    && scorer.refusalIfNotAsked().isPresent()) {
                String why = scorer.name() + ": " + scorer.refusalIfNotAsked().get();
                reasons.add(Reason.of(Rule.GATE_FAILURE, new Reason.NotAsked(why)));
            }
        }
    }

    private void judgeOrigin(Scored.Sampled sample, Limits limits, Map<String, Double> scores, List<Reason> reasons) {
        scores.put("syntheticShare", rounded(memory.ledger(sample.dataset()).shareWith(sample.provenance(), limits)));
        for (Breach breach : memory.ledger(sample.dataset()).breaches(sample.provenance(), limits)) {
            reasons.add(reason(breach));
        }
    }

    private static Reason reason(Breach breach) {
        if (breach instanceof Breach.SyntheticShare share) {
            double observed = roundedUp(share.observed());
            return share.noHumanYet()
                    ? Reason.of(Rule.SYNTHETIC_SHARE, observed, share.limit(), new Reason.Detail("no human text yet"))
                    : Reason.of(Rule.SYNTHETIC_SHARE, observed, share.limit());
        }
        if (breach instanceof Breach.GeneratorShare share) {
            Reason.Generator generator = new Reason.Generator(share.model());
            return Reason.of(Rule.GENERATOR_SHARE, roundedUp(share.observed()), share.limit(), generator);
        }
        if (breach instanceof Breach.GenerationDepth depth) {
            return Reason.of(Rule.GENERATION_DEPTH, depth.observed(), depth.limit());
        }
        return Reason.of(Rule.UNKNOWN_ORIGIN);
    }

    private void reportShare(String dataset) {
        gate.policy()
                .forDataset(dataset)
                .map(Gate::limits)
                .ifPresent(
                        limits -> listener.share(dataset, memory.ledger(dataset).share(limits), limits.maxShare()));
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    /** To a multiple of 0.0001, up, so that what is over a limit is shown to be over it. */
    private static double roundedUp(double share) {
        return Math.min(1, Math.ceil(share * 10_000 - 1e-9) / 10_000);
    }
}
