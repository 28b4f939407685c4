package io.tidegate.bench;

import io.tidegate.gate.Gate;
import io.tidegate.gate.Scored;
import io.tidegate.ledger.Provenance;
import io.tidegate.novelty.Sketch;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Source;
import io.tidegate.score.Score;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Scored samples of one dataset with sketches at random, so that none is like another: they fill a memory fast. */
public final class RandomSamples {

    public static final String DATASET = "d";

    private final Gate gate;
    private final List<Score> scores;
    private final SplittableRandom random = new SplittableRandom(1);
    private int number;

    /**
     * @param scorers how many the gate has
     */
    public RandomSamples(Gate gate, int scorers) {
        this.gate = gate;
        this.scores = Collections.nCopies(scorers, Score.NONE);
    }

    /** How many samples a benchmark's arguments ask for; 10,000,000 where they don't. */
    public static int count(String[] args) {
        return args.length > 0 && args[0].matches("[0-9]+") ? Integer.parseInt(args[0]) : 10_000_000;
    }

    /** The next sample; its number, from 1, is its offset. */
    public Scored.Sampled next() {
        number++;
        return new Scored.Sampled(
                Arrival.of(new Source("", 0, number), new byte[0]),
                gate.fingerprint(),
                "s" + number,
                DATASET,
                DATASET,
                new Provenance(Origin.Kind.HUMAN, Optional.empty(), true, 0, 0, 100, 0, Map.of()),
                Sketch.random(random),
                random.nextLong(),
                random.nextInt(1 << 24),
                List.of(),
                scores);
    }
}
