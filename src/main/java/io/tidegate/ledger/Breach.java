package io.tidegate.ledger;

/** A limit of the ledger that accepting a sample would break. */
public sealed interface Breach {

    /**
     * Too much of the dataset would be synthetic.
     *
     * @param observed the synthetic share with this sample in, in [0, 1]
     * @param noHumanYet whether there is no human text, baseline included, to set it against
     */
    record SyntheticShare(double observed, double limit, boolean noHumanYet) implements Breach {}

    /**
     * Too much of the dataset would be one model's.
     *
     * @param model its name; empty if unnamed
     * @param observed the model's share with this sample in, in [0, 1]
     */
    record GeneratorShare(String model, double observed, double limit) implements Breach {}

    /** The sample is too many models away from human text. */
    record GenerationDepth(int observed, int limit) implements Breach {}

    /**
     * Too little human text came before it.
     *
     * @param observed whole units of human text, baseline included
     */
    record HumanFloor(long observed, long limit) implements Breach {}

    /**
     * Nobody says who wrote it, and the refusal rests on that.
     *
     * @param alone whether it is refused for that, whatever else it would break
     */
    record UnknownOrigin(boolean alone) implements Breach {}

    /** Whether more human text alone would cure it. */
    default boolean lacksHumanText() {
        return this instanceof SyntheticShare || this instanceof HumanFloor;
    }

    /** Whether what is accepted later, of humans or of other models, can cure it. */
    default boolean passes() {
        return lacksHumanText() || this instanceof GeneratorShare;
    }

    /** Whether it only stands beside others, and goes with them. */
    default boolean goesWithOthers() {
        return this instanceof UnknownOrigin unknown && !unknown.alone();
    }
}
