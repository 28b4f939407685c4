package io.tidegate.score.origin;

import io.tidegate.score.Judge;
import io.tidegate.score.Scorer;
import org.jspecify.annotations.Nullable;

/**
 * How plainly a sample that is declared human gives itself away as a model's: by what models say of themselves, and by how they
 * refuse. Knows the phrases of English, German, French, Spanish, Portuguese, Chinese, Japanese and Korean.
 */
public final class OriginScorer implements Scorer {

    /** Changes whenever the same phrases are found or counted otherwise. */
    private static final int READING_VERSION = 2;

    private final String file;
    private final String id;
    private @Nullable Giveaways giveaways;

    private OriginScorer(String file) {
        this.file = file;
        this.id = Giveaways.id(file);
    }

    /**
     * The judge with the phrases that come with Tidegate.
     *
     * @throws IllegalStateException if they are missing; the message says what to do
     */
    public static OriginScorer bundled() {
        return Shipped.SCORER;
    }

    /** Loaded at first use. */
    private static final class Shipped {
        private static final OriginScorer SCORER = new OriginScorer(Giveaways.bundledFile());
    }

    @Override
    public String name() {
        return "origin-contradicted";
    }

    @Override
    public String version() {
        return id + " reading-" + READING_VERSION;
    }

    @Override
    public double defaultLimit() {
        return 0.5;
    }

    @Override
    public Judge newJudge() {
        return new OriginJudge(this::giveaways);
    }

    /** Read when a judge first needs them, as that takes half a second, and many streams hold nothing of people. */
    private synchronized Giveaways giveaways() {
        if (giveaways == null) {
            giveaways = Giveaways.of(file);
        }
        return giveaways;
    }
}
