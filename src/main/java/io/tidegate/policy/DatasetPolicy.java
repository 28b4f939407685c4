package io.tidegate.policy;

import io.tidegate.sample.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What may be learned from one dataset. An empty limit is off.
 *
 * @param scorers by scorer name, one for each registered scorer
 */
public record DatasetPolicy(Novelty novelty, Map<String, ScoreLimit> scorers, Synthetic synthetic, Text text) {

    public DatasetPolicy {
        scorers = Map.copyOf(scorers);
    }

    /** The rules that hold where nobody wrote any. */
    static DatasetPolicy builtIn(Map<String, ScorerDefaults> scorers) {
        Set<Role> roles = Set.of(Role.USER, Role.ASSISTANT, Role.TOOL);
        return new DatasetPolicy(
                new Novelty(
                        Optional.empty(),
                        OptionalDouble.of(0.8),
                        roles,
                        Parts.ALL,
                        Numbers.ANY,
                        new History.Last(10_000_000),
                        OptionalDouble.empty()),
                scorers.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> ScoreLimit.builtIn(e.getValue(), roles))),
                new Synthetic(
                        OptionalDouble.empty(),
                        Unit.SAMPLES,
                        new History.All(),
                        0,
                        0,
                        OptionalLong.empty(),
                        OptionalInt.empty(),
                        OptionalDouble.empty(),
                        UnknownOrigin.SYNTHETIC,
                        Excess.QUARANTINE,
                        new Hold(10_000, 64L << 20, 1_000_000, Optional.empty())),
                new Text(OptionalInt.empty(), OptionalInt.empty()));
    }

    /** The same rules, but for what they say of models' text. */
    public DatasetPolicy withSynthetic(UnaryOperator<Synthetic> change) {
        return new DatasetPolicy(novelty, scorers, change.apply(synthetic), text);
    }

    /** The limits that are off, as dotted keys in alphabetical order. */
    List<String> limitsOff() {
        Map<String, Boolean> limits = new TreeMap<>();
        scorers.forEach((name, limit) -> {
            limits.put(name + ".max", limit.max().isPresent());
            limit.categories()
                    .forEach((category, most) -> limits.put(name + ".categories." + category, most.isPresent()));
        });
        limits.put("novelty.nearDuplicate", novelty.nearDuplicate().isPresent());
        limits.put("novelty.minTurnNovelty", novelty.minTurnNovelty().isPresent());
        limits.put("synthetic.maxShare", synthetic.maxShare().isPresent());
        limits.put("synthetic.humanFloor", synthetic.humanFloor().isPresent());
        limits.put("synthetic.maxGeneration", synthetic.maxGeneration().isPresent());
        limits.put("synthetic.maxGeneratorShare", synthetic.maxGeneratorShare().isPresent());
        limits.put("text.minCharacters", text.minCharacters().isPresent());
        limits.put("text.maxCharacters", text.maxCharacters().isPresent());
        limits.values().removeIf(on -> on);
        return List.copyOf(limits.keySet());
    }

    /**
     * How new a sample must be.
     *
     * @param scope name of the scope that several datasets share; empty: the dataset is its own scope
     * @param nearDuplicate estimated Jaccard similarity in (0, 1] at which a sample is refused as a copy
     * @param roles turns that are compared
     * @param remember the accepted samples of the scope that are compared with
     * @param minTurnNovelty least turn novelty, in [0, 1]: the part of the sample's long assistant turns (50 words or more)
     *     whose words no remembered sample has as an assistant turn; samples below it are refused
     */
    public record Novelty(
            Optional<String> scope,
            OptionalDouble nearDuplicate,
            Set<Role> roles,
            Parts parts,
            Numbers numbers,
            History remember,
            OptionalDouble minTurnNovelty) {

        public Novelty {
            roles = Set.copyOf(roles);
        }
    }

    /** Which turns are compared. */
    public enum Parts {
        /** All turns of the roles. */
        ALL,
        /** What a model is to say: assistant turns and plain text alone. */
        RESPONSE
    }

    /** What a difference in numbers means to near-duplicates. */
    public enum Numbers {
        /** Nothing: two texts that differ in one number can be copies. */
        ANY,
        /** Texts whose sequences of numbers differ are no copies. */
        DISTINCT
    }

    /**
     * The limits on one scorer.
     *
     * @param max in [0, 1]; scores above it are refused
     * @param roles turns that are judged
     * @param categories by category, one for each of the scorer's, in [0, 1]; values above it are
     *     refused
     */
    public record ScoreLimit(
            OptionalDouble max, Set<Role> roles, Map<String, OptionalDouble> categories, Unsupported unsupported) {

        public ScoreLimit {
            roles = Set.copyOf(roles);
            categories = Map.copyOf(categories);
        }

        /** The limits of a scorer that tells no kinds apart. */
        public static ScoreLimit of(OptionalDouble max, Set<Role> roles) {
            return new ScoreLimit(max, roles, Map.of(), Unsupported.PASS);
        }

        static ScoreLimit builtIn(ScorerDefaults scorer, Set<Role> roles) {
            return new ScoreLimit(
                    OptionalDouble.of(scorer.max()),
                    roles,
                    scorer.categories().stream()
                            .collect(Collectors.toMap(Function.identity(), category -> OptionalDouble.empty())),
                    Unsupported.PASS);
        }

        /** The limit on a category. */
        public OptionalDouble of(String category) {
            OptionalDouble limit = categories.get(category);
            if (limit == null) {
                throw new IllegalStateException("the policy doesn't know the category " + category);
            }
            return limit;
        }
    }

    /** What happens to samples in a language that the judge doesn't know. */
    public enum Unsupported {
        PASS,
        REFUSE
    }

    /**
     * How much of the dataset models may have written.
     *
     * @param maxShare synthetic part of what is accepted, in [0, 1]
     * @param window the accepted samples that shares are taken over
     * @param baselineHuman human units that the dataset holds elsewhere, not negative
     * @param baselineSynthetic synthetic units that it holds elsewhere, not negative
     * @param humanFloor human units, baseline included, that come before the first synthetic sample; at least 1
     * @param maxGeneration not negative
     * @param maxGeneratorShare one model's part of what is accepted, in [0, 1]
     * @param onExcess what happens to a sample that nothing speaks against but the shares or the human floor
     * @param hold the bounds on what waits
     */
    public record Synthetic(
            OptionalDouble maxShare,
            Unit unit,
            History window,
            long baselineHuman,
            long baselineSynthetic,
            OptionalLong humanFloor,
            OptionalInt maxGeneration,
            OptionalDouble maxGeneratorShare,
            UnknownOrigin unknownOriginIs,
            Excess onExcess,
            Hold hold) {}

    /** What happens to samples that there is no room for yet. */
    public enum Excess {
        QUARANTINE,
        /** They wait in escrow. */
        HOLD
    }

    /**
     * The bounds on a dataset's escrow; what they let go is refused.
     *
     * @param maxHeld samples that wait, at least 1; the oldest makes way
     * @param maxHeldBytes bytes that they take, at least 1; the oldest make way
     * @param maxHoldDecisions how many decisions of its scope a sample waits, at least 1
     * @param maxHoldTime how long it waits, at least a second; empty: as long as the other bounds allow
     */
    public record Hold(int maxHeld, long maxHeldBytes, long maxHoldDecisions, Optional<Duration> maxHoldTime) {}

    /** What shares are counted in. */
    public enum Unit {
        SAMPLES,
        /** Code points. */
        CHARACTERS
    }

    /** What a sample counts as when nobody says who wrote it. */
    public enum UnknownOrigin {
        SYNTHETIC,
        HUMAN,
        REFUSED
    }

    /** Bounds on a sample's length, in code points over all turns. */
    public record Text(OptionalInt minCharacters, OptionalInt maxCharacters) {}
}
