package io.tidegate.score.toxicity;

import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Evidence;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import io.tidegate.score.Scorer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;

/** The probability that the worst passage of a sample is toxic, by a model of English. */
public final class ToxicityScorer implements Scorer {

    private static final String RESOURCE = "english.model";

    private final ToxicityModel model;
    private final String version;

    public ToxicityScorer(ToxicityModel model) {
        this.model = model;
        this.version = "english-" + model.id();
    }

    /**
     * The judge with the model that comes with Tidegate, which is read once.
     *
     * @throws IllegalStateException if the model is missing or damaged; the message says what to do
     */
    public static ToxicityScorer bundled() {
        try {
            return Bundled.SCORER;
        } catch (ExceptionInInitializerError e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Loaded at first use. */
    private static final class Bundled {
        private static final ToxicityScorer SCORER = load(RESOURCE);
    }

    static ToxicityScorer load(String resource) {
        try (InputStream in = ToxicityScorer.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the toxicity model " + resource + " is missing from this Tidegate: install it again");
            }
            return new ToxicityScorer(ToxicityModel.of(in.readAllBytes()));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the toxicity model " + resource + " of this Tidegate is damaged (" + e.getMessage()
                            + "): install it again",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("the toxicity model " + resource + " can't be read", e);
        }
    }

    @Override
    public String name() {
        return "toxicity";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public double defaultLimit() {
        return 0.5;
    }

    @Override
    public Judge newJudge() {
        return new PassageJudge(model);
    }

    private static final class PassageJudge implements Judge {

        private final ToxicityModel model;
        private final Tokens tokens = new Tokens();
        private final Passages passages;

        PassageJudge(ToxicityModel model) {
            this.model = model;
            this.passages = new Passages(model::weight);
        }

        @Override
        public Score score(Sample sample, Set<Role> roles) {
            Score worst = Score.NONE;
            for (int i = 0; i < sample.turns().size(); i++) {
                Turn turn = sample.turns().get(i);
                if (turn.role() == Role.TEXT || roles.contains(turn.role())) {
                    passages.clear();
                    tokens.read(turn.content(), passages);
                    if (passages.any()) {
                        Score score = Score.of(
                                model.probability(passages.worst()),
                                Evidence.of(i, passages.worstStart(), passages.worstEnd()));
                        if (score.value() > worst.value()) {
                            worst = score;
                        }
                    }
                }
            }
            return worst;
        }
    }
}
