package io.tidegate.gate;

import io.tidegate.score.Scorer;
import io.tidegate.score.Scorers;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule that a sample can break. Its id is part of the contract: producers, replays and dashboards go by it.
 *
 * <p>Each scorer, registered or brought by the policy, has a rule of its own name; the others are listed
 * here.
 */
public record Rule(String id) {

    /** The record is no sample. */
    public static final Rule MALFORMED = new Rule("malformed");
    /** The value, the key or the headers are larger than the gate takes. */
    public static final Rule OVERSIZED = new Rule("oversized");
    /** The policy refuses datasets that it doesn't name. */
    public static final Rule UNKNOWN_DATASET = new Rule("unknown-dataset");
    /** The text is shorter or longer than the policy allows. */
    public static final Rule TEXT_LENGTH = new Rule("text-length");
    /** Id and bytes of an accepted sample: a producer's retry. */
    public static final Rule RESENT = new Rule("resent");
    /** The text of an accepted sample. */
    public static final Rule EXACT_DUPLICATE = new Rule("exact-duplicate");
    /** Too similar to an accepted sample. */
    public static final Rule NEAR_DUPLICATE = new Rule("near-duplicate");
    /** Too many of the long assistant turns are those of accepted samples. */
    public static final Rule REPEATED_TURN = new Rule("repeated-turn");
    /** Too much of the dataset would be synthetic. */
    public static final Rule SYNTHETIC_SHARE = new Rule("synthetic-share");
    /** Too much of the dataset would be one model's. */
    public static final Rule GENERATOR_SHARE = new Rule("generator-share");
    /** Too many models away from human text. */
    public static final Rule GENERATION_DEPTH = new Rule("generation-depth");
    /** Too little human text came before it. */
    public static final Rule HUMAN_FLOOR = new Rule("human-floor");
    /** Nobody says who wrote it, and the refusal rests on that. */
    public static final Rule UNKNOWN_ORIGIN = new Rule("unknown-origin");
    /** It waited for room, and none came in time. */
    public static final Rule ESCROW_EXPIRED = new Rule("escrow-expired");
    /** The gate could not judge it in full. */
    public static final Rule GATE_FAILURE = new Rule("gate-failure");

    /** The rule that a scorer's limit is. */
    public static Rule of(Scorer scorer) {
        return new Rule(scorer.name());
    }

    /** Every rule of a gate without scorers of the policy, in the order in which verdicts list them. */
    public static List<Rule> all() {
        return all(Scorers.all());
    }

    /** Every rule of a gate with these scorers, in the order in which verdicts list them. */
    public static List<Rule> all(List<Scorer> scorers) {
        List<Rule> rules = new ArrayList<>(List.of(
                MALFORMED,
                OVERSIZED,
                UNKNOWN_DATASET,
                TEXT_LENGTH,
                RESENT,
                EXACT_DUPLICATE,
                NEAR_DUPLICATE,
                REPEATED_TURN));
        scorers.forEach(scorer -> rules.add(of(scorer)));
        rules.addAll(List.of(
                SYNTHETIC_SHARE,
                GENERATOR_SHARE,
                GENERATION_DEPTH,
                HUMAN_FLOOR,
                UNKNOWN_ORIGIN,
                ESCROW_EXPIRED,
                GATE_FAILURE));
        return List.copyOf(rules);
    }

    @Override
    public String toString() {
        return id;
    }
}
