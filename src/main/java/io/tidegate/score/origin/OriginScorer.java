package io.tidegate.score.origin;

import io.tidegate.score.Judge;
import io.tidegate.score.Scorer;

/**
 * How plainly a sample that is declared human gives itself away as a model's: by what models say of themselves, and by how they
 * refuse. Knows the phrases of English, German, French, Spanish, Portuguese, Chinese, Japanese and Korean.
 */
public final class OriginScorer implements Scorer {

    /** Changes whenever the same phrases are found or counted otherwise. */
    private static final int READING_VERSION = 1;

    private final Giveaways giveaways;

    private OriginScorer(Giveaways giveaways) {
        this.giveaways = giveaways;
    }

    /**
     * The judge with the phrases that come with Tidegate, which are read once.
     *
     * @throws IllegalStateException if they are missing or damaged; the message says what to do
     */
    public static OriginScorer bundled() {
        return Shipped.SCORER;
    }

    /** Loaded at first use. */
    private static final class Shipped {
        private static final OriginScorer SCORER = new OriginScorer(Giveaways.bundled());
    }

    @Override
    public String name() {
        return "origin-contradicted";
    }

    @Override
    public String version() {
        return giveaways.id() + " reading-" + READING_VERSION;
    }

    @Override
    public double defaultLimit() {
        return 0.5;
    }

    @Override
    public Judge newJudge() {
        return new OriginJudge(giveaways);
    }
}
