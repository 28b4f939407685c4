package io.tidegate.ledger;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a dataset may hold of what models wrote. An empty limit is off.
 *
 * @param maxShare synthetic part of what is accepted, in [0, 1]
 * @param maxGeneratorShare one model's part of what is accepted, in [0, 1]
 * @param maxGeneration highest generation that is accepted
 * @param unit what shares are counted in
 * @param windowLast how many accepted samples the shares are taken over, beside the baseline; empty: all
 * @param baselineHuman units that the dataset holds elsewhere
 * @param baselineSynthetic units that it holds elsewhere
 * @param refuseUndeclared whether a sample is refused for nobody saying who wrote it
 */
public record Limits(
        OptionalDouble maxShare,
        OptionalDouble maxGeneratorShare,
        OptionalInt maxGeneration,
        Unit unit,
        OptionalInt windowLast,
        long baselineHuman,
        long baselineSynthetic,
        boolean refuseUndeclared) {

    /** What shares are counted in. */
    public enum Unit {
        /** Each sample counts 1; a mixed one is split by its characters, to a millionth. */
        SAMPLES,
        /** Code points. */
        CHARACTERS
    }
}
