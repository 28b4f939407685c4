package io.tidegate.gate;

import io.tidegate.sample.Source;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A rule that a sample broke, with the evidence.
 *
 * @param observed what was measured, if the rule measures
 * @param limit what it was measured against
 * @param evidence where to look
 */
public record Reason(Rule rule, OptionalDouble observed, OptionalDouble limit, Optional<Evidence> evidence) {

    /** Where to look to see why. Never a piece of the sample's text. */
    public sealed interface Evidence {}

    /** What is wrong, in words of our own. */
    public record Detail(String text) implements Evidence {}

    /**
     * The accepted sample that this one copies.
     *
     * @param at where it came from
     */
    public record Copied(Source at) implements Evidence {}

    /**
     * The first assistant turn that is an accepted sample's, too.
     *
     * @param turn its place in the conversation, from 0
     * @param at where the newest such sample came from
     */
    public record CopiedTurn(int turn, Source at) implements Evidence {}

    /**
     * What the judge saw.
     *
     * @param category the kind of it; empty for a judge's overall score
     * @param where the pieces of text, if the judge names any
     */
    public record Seen(Optional<String> category, Optional<io.tidegate.score.Evidence> where) implements Evidence {

        static Optional<Evidence> of(Optional<String> category, Optional<io.tidegate.score.Evidence> where) {
            return category.isEmpty() && where.isEmpty() ? Optional.empty() : Optional.of(new Seen(category, where));
        }
    }

    /** Why a judge was not asked, in words of our own. */
    public record NotAsked(String text) implements Evidence {}

    /** The model whose share is too large; empty if it has no name. */
    public record Generator(String model) implements Evidence {}

    /**
     * A part of a record that leaves empty, because it is too large.
     *
     * @param name {@code value}, {@code key} or {@code headers}
     * @param sha256 of its bytes, 64 hexadecimal digits
     */
    public record Part(String name, String sha256) implements Evidence {}

    /** Whether it is the gate's fault, and not the sample's, that this is a reason. */
    boolean isFault() {
        return rule.equals(Rule.GATE_FAILURE) && !(evidence.isPresent() && evidence.get() instanceof NotAsked);
    }

    static Reason of(Rule rule) {
        return new Reason(rule, OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());
    }

    static Reason of(Rule rule, String detail) {
        return of(rule, new Detail(detail));
    }

    static Reason of(Rule rule, Evidence evidence) {
        return new Reason(rule, OptionalDouble.empty(), OptionalDouble.empty(), Optional.of(evidence));
    }

    static Reason of(Rule rule, double observed, double limit) {
        return new Reason(rule, OptionalDouble.of(observed), OptionalDouble.of(limit), Optional.empty());
    }

    static Reason of(Rule rule, double observed, double limit, Evidence evidence) {
        return new Reason(rule, OptionalDouble.of(observed), OptionalDouble.of(limit), Optional.of(evidence));
    }

    static Reason counted(Rule rule, long observed, long limit) {
        return of(rule, (double) observed, (double) limit);
    }

    static Reason counted(Rule rule, long observed, long limit, Detail detail) {
        return of(rule, (double) observed, (double) limit, detail);
    }
}
