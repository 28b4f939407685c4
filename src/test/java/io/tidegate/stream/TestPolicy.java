package io.tidegate.stream;

import io.tidegate.gate.Gate;
import io.tidegate.policy.DatasetPolicy;
import io.tidegate.policy.DatasetPolicy.Numbers;
import io.tidegate.policy.DatasetPolicy.UnknownOrigin;
import io.tidegate.policy.History;
import io.tidegate.policy.OnnxJudge;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Role;
import io.tidegate.score.Scorer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A policy made by hand.
 *
 * @param canonical its name: two of the same name judge alike
 * @param others the rules of datasets that are not named; empty: they are refused
 */
record TestPolicy(String canonical, Map<String, DatasetPolicy> named, Optional<DatasetPolicy> others)
        implements Policy {

    static final int MAX_SAMPLE_BYTES = 1 << 20;
    static final Scorer DIGITS = new DigitScorer();

    private static final Set<Role> ROLES = Set.of(Role.USER, Role.ASSISTANT, Role.TOOL);

    @Override
    public Optional<DatasetPolicy> forDataset(String dataset) {
        return named.containsKey(dataset) ? Optional.ofNullable(named.get(dataset)) : others;
    }

    @Override
    public List<OnnxJudge> judges() {
        return List.of();
    }

    @Override
    public List<String> limitsOff() {
        return List.of();
    }

    @Override
    public Policy withSynthetic(UnaryOperator<DatasetPolicy.Synthetic> change) {
        Map<String, DatasetPolicy> changed = named.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().withSynthetic(change)));
        return new TestPolicy(canonical + ", changed", changed, others.map(rules -> rules.withSynthetic(change)));
    }

    /** Refuses copies and nothing else. */
    static TestPolicy copiesOnly() {
        return new TestPolicy("copies only", Map.of(), Optional.of(rules(Optional.empty(), 1, 1, Numbers.ANY)));
    }

    /** Datasets that share one scope. */
    static TestPolicy sharedScope(String scope, String... datasets) {
        DatasetPolicy rules = rules(Optional.of(scope), 1, 1, Numbers.ANY);
        Map<String, DatasetPolicy> named = new java.util.HashMap<>();
        for (String dataset : datasets) {
            named.put(dataset, rules);
        }
        return new TestPolicy("shared scope " + scope, named, copiesOnly().others());
    }

    /** Much like the demo's policy: every rule refuses something. */
    static TestPolicy demo() {
        return demo("demo", Optional.empty());
    }

    /** The same, where what exceeds the shares of one dataset waits a little. */
    static TestPolicy demoWithEscrow() {
        return demo("demo with escrow", held(100, Duration.ofSeconds(3)));
    }

    private static TestPolicy demo(String name, Optional<DatasetPolicy.Hold> hold) {
        return new TestPolicy(
                name,
                Map.of(
                        "math-dialogues",
                                rules(Optional.empty(), 0.5, 0.2, Numbers.DISTINCT, UnknownOrigin.REFUSED, hold),
                        "code-instructions", rules(Optional.empty(), 1, 1, Numbers.ANY),
                        "roleplay", rules(Optional.empty(), 1, 1, Numbers.ANY),
                        "tool-use", rules(Optional.empty(), 0.7, 1, Numbers.ANY),
                        "seed-tasks", rules(Optional.empty(), 0, 1, Numbers.ANY),
                        "comments", rules(Optional.empty(), 0.7, 1, Numbers.ANY)),
                Optional.empty());
    }

    static Gate gate(Policy policy, Scorer... scorers) {
        return new Gate(policy, List.of(scorers), MAX_SAMPLE_BYTES, "test");
    }

    /** Half may be synthetic, and what is more waits, for at most this time. */
    static TestPolicy halfHeld(Duration maxHoldTime) {
        return new TestPolicy(
                "half, held for " + maxHoldTime,
                Map.of(),
                Optional.of(
                        rules(Optional.empty(), 0.5, 1, Numbers.ANY, UnknownOrigin.HUMAN, held(1_000, maxHoldTime))));
    }

    private static Optional<DatasetPolicy.Hold> held(int maxHeld, Duration maxHoldTime) {
        return Optional.of(new DatasetPolicy.Hold(maxHeld, 1 << 20, 1_000_000, Optional.of(maxHoldTime)));
    }

    private static DatasetPolicy rules(Optional<String> scope, double maxShare, double maxPart, Numbers numbers) {
        UnknownOrigin unknown = maxShare < 1 ? UnknownOrigin.REFUSED : UnknownOrigin.HUMAN;
        return rules(scope, maxShare, maxPart, numbers, unknown, Optional.empty());
    }

    private static DatasetPolicy rules(
            Optional<String> scope,
            double maxShare,
            double maxPart,
            Numbers numbers,
            UnknownOrigin unknown,
            Optional<DatasetPolicy.Hold> hold) {
        return new DatasetPolicy(
                new DatasetPolicy.Novelty(
                        scope,
                        OptionalDouble.of(0.8),
                        ROLES,
                        DatasetPolicy.Parts.ALL,
                        numbers,
                        new History.All(),
                        OptionalDouble.empty()),
                Map.of(DIGITS.name(), DatasetPolicy.ScoreLimit.of(OptionalDouble.of(DIGITS.defaultLimit()), ROLES)),
                new DatasetPolicy.Synthetic(
                        limit(maxShare),
                        DatasetPolicy.Unit.SAMPLES,
                        new History.All(),
                        0,
                        0,
                        OptionalLong.empty(),
                        OptionalInt.of(2),
                        limit(maxPart),
                        unknown,
                        hold.isPresent() ? DatasetPolicy.Excess.HOLD : DatasetPolicy.Excess.QUARANTINE,
                        hold.orElse(new DatasetPolicy.Hold(1, 1, 1, Optional.empty()))),
                new DatasetPolicy.Text(OptionalInt.of(1), OptionalInt.of(2_000_000)));
    }

    private static OptionalDouble limit(double share) {
        return share < 1 ? OptionalDouble.of(share) : OptionalDouble.empty();
    }
}
