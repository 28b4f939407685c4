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

    /** Nobody says who wrote it, and the refusal rests on that. */
    record UnknownOrigin() implements Breach {}
}
