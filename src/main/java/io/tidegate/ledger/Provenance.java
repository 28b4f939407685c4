package io.tidegate.ledger;

import io.tidegate.sample.Origin;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who wrote a sample, summed over its turns.
 *
 * @param kind the sample's declared kind; where it has none but all of its turns do, theirs
 * @param model the model that the sample names
 * @param declared whether somebody said who wrote each piece of text
 * @param generation the highest of any turn: 0 for human text, for synthetic text as it declares or else as
 *     the sample does, but at least 1; and once its parents were looked up, at least 1 more than the highest of these
 * @param unknownParents how many of the samples that it says it was made from are not remembered; 0 until they were looked up
 * @param characters code points in all turns, at least 1
 * @param syntheticCharacters how many of them a model wrote
 * @param generators how many of them each model wrote; text of an unnamed model is under {@code ""}, and what further
 *     models than the first 16 wrote is under one name
 */
public record Provenance(
        Origin.Kind kind,
        Optional<String> model,
        boolean declared,
        int generation,
        int unknownParents,
        int characters,
        int syntheticCharacters,
        Map<String, Integer> generators) {

    /** Models that a sample can name; what further ones wrote is counted together, so that no sample grows without bound. */
    static final int MAX_GENERATORS = 16;

    /** The name under which further models are counted. No model has it: names hold no control characters. */
    public static final String FURTHER_GENERATORS = "\u0000further";

    public Provenance {
        generators = Map.copyOf(generators);
        if (characters < 1 || syntheticCharacters < 0 || syntheticCharacters > characters) {
            throw new IllegalArgumentException(syntheticCharacters + " synthetic of " + characters + " characters");
        }
    }

    /**
     * Sums over the turns of a sample that has text.
     *
     * @param unknownIsSynthetic what text counts as of which nobody says who wrote it
     */
    public static Provenance of(Sample sample, boolean unknownIsSynthetic) {
        Sum sum = new Sum();
        for (Turn turn : sample.turns()) {
            int characters = turn.content().codePointCount(0, turn.content().length());
            sum.add(turn.origin(), characters, unknownIsSynthetic, sample.origin());
        }
        return new Provenance(
                sum.kindOf(sample.origin()),
                sample.origin().model(),
                sum.declared,
                sum.generation,
                0,
                sum.characters,
                sum.synthetic,
                sum.generators);
    }

    /** The same, made from samples of which the highest has this generation and so many are unknown. */
    public Provenance madeFrom(int highest, int unknown) {
        return new Provenance(
                kind,
                model,
                declared,
                Math.max(generation, highest + 1),
                unknown,
                characters,
                syntheticCharacters,
                generators);
    }

    /**
     * The model that wrote it, for whoever counts by model: the one that the sample names, or the only one that its turns name;
     * else {@code ""}.
     */
    public String writer() {
        if (model.isPresent()) {
            return model.get();
        }
        return generators.size() == 1 ? generators.keySet().iterator().next() : "";
    }

    /** The sum over the turns seen so far. */
    private static final class Sum {
        private boolean declared = true;
        private int generation;
        private int characters;
        private int synthetic;
        private final Map<String, Integer> generators = new LinkedHashMap<>();

        private void add(Origin origin, int more, boolean unknownIsSynthetic, Origin ofSample) {
            if (more == 0) {
                return;
            }
            characters += more;
            int made = switch (origin.kind()) {
                case HUMAN -> 0;
                case SYNTHETIC -> more;
                case MIXED -> Math.min(more, origin.syntheticCharacters().orElse(more));
                case UNKNOWN -> unknownIsSynthetic ? more : 0;
            };
            declared &= origin.kind() != Origin.Kind.UNKNOWN;
            if (made > 0) {
                synthetic += made;
                int inherited = ofSample.kind() == Origin.Kind.HUMAN
                        ? 1
                        : ofSample.generation().orElse(1);
                generation =
                        Math.max(generation, Math.max(1, origin.generation().orElse(inherited)));
                String model = origin.model().orElse("");
                boolean named = generators.containsKey(model) || generators.size() < MAX_GENERATORS;
                generators.merge(named ? model : FURTHER_GENERATORS, made, Integer::sum);
            }
        }

        private Origin.Kind kindOf(Origin origin) {
            if (origin.kind() != Origin.Kind.UNKNOWN || !declared) {
                return origin.kind();
            }
            if (synthetic == 0) {
                return Origin.Kind.HUMAN;
            }
            return synthetic == characters ? Origin.Kind.SYNTHETIC : Origin.Kind.MIXED;
        }
    }
}
