package io.tidegate.gate;

import io.tidegate.ledger.Assessment;
import io.tidegate.ledger.Breach;
import io.tidegate.ledger.Provenance;
import io.tidegate.novelty.Match;
import io.tidegate.novelty.NoveltyIndex;
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
 * Judges samples by their policy: against what is remembered, the books, and the limits on their scores. Changes nothing.
 */
final class Judging {

    /** The last second that memory can hold. */
    private static final long MAX_SECOND = 0xFFFF_FFFFL;

    private final Gate gate;
    private final Memory memory;
    private final String samplesTopic;

    Judging(Gate gate, Memory memory, String samplesTopic) {
        this.gate = gate;
        this.memory = memory;
        this.samplesTopic = samplesTopic;
    }

    /** The rules of a sample's dataset. */
    DatasetPolicy rules(Scored.Sampled sample) {
        return gate.policy()
                .forDataset(sample.dataset())
                .orElseThrow(() -> new IllegalStateException("a sample was scored that the policy doesn't know"));
    }

    /** Record time as memory keeps it, in seconds since the epoch. */
    static long second(long recordMillis) {
        return Math.max(0, Math.min(MAX_SECOND, recordMillis / 1000));
    }

    /**
     * What speaks against a sample now. A bug of ours is a {@code gate-failure}, never an exception.
     *
     * @param recordMillis its record time, in milliseconds since the epoch
     */
    Judgement judge(Scored.Sampled sample, DatasetPolicy rules, long recordMillis) {
        Map<String, Double> scores = new LinkedHashMap<>();
        Map<String, Basis> bases = new LinkedHashMap<>();
        List<Breach> breaches = new ArrayList<>();
        List<Reason> reasons = new ArrayList<>();
        Provenance provenance = sample.provenance();
        try {
            provenance = withParents(sample);
            judgeLength(sample, rules.text(), reasons);
            judgeNovelty(sample, rules.novelty(), scores, reasons);
            judgeTurns(sample, rules.novelty(), scores, reasons);
            judgeScores(sample, rules, scores, bases, reasons);
            Assessment assessment = assess(sample, provenance, rules, recordMillis);
            scores.put("syntheticShare", rounded(assessment.share()));
            breaches.addAll(assessment.breaches());
            breaches.forEach(breach -> reasons.add(reason(breach)));
            judgeAsked(sample, reasons);
        } catch (RuntimeException e) {
            reasons.add(Scoring.failure(e, sample.arrival().source()));
        }
        return new Judgement(provenance, scores, bases, breaches, reasons);
    }

    /** What the ledger alone says of a sample's shares now; its parents don't matter to these. */
    Assessment assess(Scored.Sampled sample, DatasetPolicy rules, long recordMillis) {
        return assess(sample, sample.provenance(), rules, recordMillis);
    }

    private Assessment assess(Scored.Sampled sample, Provenance provenance, DatasetPolicy rules, long recordMillis) {
        return memory.books(sample.dataset(), sample.scope())
                .ledger()
                .assess(provenance, Gate.limits(rules), second(recordMillis));
    }

    /** Who wrote a sample, as deep as those of its parents are that are remembered. */
    private Provenance withParents(Scored.Sampled sample) {
        if (sample.parents().isEmpty() || sample.provenance().syntheticCharacters() == 0) {
            return sample.provenance();
        }
        NoveltyIndex.Parents parents = memory.index(sample.scope()).parents(sample.parents());
        return sample.provenance().madeFrom(parents.generation(), parents.unknown());
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

    static Reason reason(Breach breach) {
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
        if (breach instanceof Breach.HumanFloor floor) {
            return Reason.counted(Rule.HUMAN_FLOOR, floor.observed(), floor.limit());
        }
        return Reason.of(Rule.UNKNOWN_ORIGIN);
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    /** To a multiple of 0.0001, up, so that what is over a limit is shown to be over it. */
    private static double roundedUp(double share) {
        return Math.min(1, Math.ceil(share * 10_000 - 1e-9) / 10_000);
    }
}
