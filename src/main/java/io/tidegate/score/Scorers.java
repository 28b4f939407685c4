package io.tidegate.score;

import io.tidegate.score.origin.OriginScorer;
import io.tidegate.score.toxicity.ToxicityScorer;
import java.util.List;

/** The judges that samples pass, in the order in which verdicts list them. A new scorer is one line here. */
public final class Scorers {

    private Scorers() {}

    public static List<Scorer> all() {
        return List.of(ToxicityScorer.bundled(), OriginScorer.bundled());
    }
}
