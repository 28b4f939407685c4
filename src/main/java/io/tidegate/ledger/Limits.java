package io.tidegate.ledger;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a dataset may hold of what models wrote. An empty limit is off.
 *
 * @param maxShare synthetic part of what is accepted, in [0, 1]
 * @param maxGeneratorShare one model's part of what is accepted, in [0, 1]
 * @param maxGeneration highest generation that is accepted
 * @param humanFloor units of human text that come before the first synthetic sample, baseline included, at least 1
 * @param unit what shares are counted in
 * @param window what the shares are taken over, beside the baseline
 * @param baselineHuman units that the dataset holds elsewhere
 * @param baselineSynthetic units that it holds elsewhere
 * @param refuseUndeclared whether a sample is refused for nobody saying who wrote it
 */
public record Limits(
        OptionalDouble maxShare,
        OptionalDouble maxGeneratorShare,
        OptionalInt maxGeneration,
        OptionalLong humanFloor,
        Unit unit,
        Window window,
        long baselineHuman,
        long baselineSynthetic,
        boolean refuseUndeclared) {

    /** What shares are counted in. */
    public enum Unit {
        /** Each sample counts 1; a mixed one is split by its characters, to a millionth. */
        SAMPLES(Amount.MILLIONTHS),
        /** Code points. */
        CHARACTERS(1);

        private final long one;

        Unit(long one) {
            this.one = one;
        }

        /** What so many whole samples or characters are in an {@link Amount}. */
        long whole(long count) {
            return Math.multiplyExact(count, one);
        }

        /** Whole samples or characters, rounded down. */
        public long count(long amount) {
            return amount / one;
        }
    }
}
