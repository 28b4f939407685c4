package io.tidegate;

import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Score;
import io.tidegate.score.Scorer;
import io.tidegate.score.Span;
import java.util.Optional;
import java.util.Set;

/** Counts a marker word: 0.3 for each, at most 1; shows the first. Throws on a text that asks for it. */
public final class MarkerScorer implements Scorer {

    public static final String NAME = "marker";
    public static final double DEFAULT_LIMIT = 0.5;
    public static final String MARKER = "poison";

    /** A text that holds this ends in an exception whose message quotes the text. */
    public static final String TRAP = "springthetrap";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public double defaultLimit() {
        return DEFAULT_LIMIT;
    }

    @Override
    public Score score(Sample sample, Set<Role> roles) {
        int count = 0;
        Optional<Span> first = Optional.empty();
        for (int turn = 0; turn < sample.turns().size(); turn++) {
            Turn spoken = sample.turns().get(turn);
            if (spoken.role() != Role.TEXT && !roles.contains(spoken.role())) {
                continue;
            }
            String text = spoken.content();
            if (text.contains(TRAP)) {
                throw new IllegalStateException("can't judge " + text);
            }
            for (int at = text.indexOf(MARKER); at >= 0; at = text.indexOf(MARKER, at + 1)) {
                count++;
                if (first.isEmpty()) {
                    int start = text.codePointCount(0, at);
                    first = Optional.of(new Span(turn, start, start + MARKER.length()));
                }
            }
        }
        return new Score(Math.min(1, 0.3 * count), first);
    }
}
