package io.tidegate;

import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Basis;
import io.tidegate.score.Category;
import io.tidegate.score.Evidence;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import io.tidegate.score.Scorer;
import io.tidegate.score.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Counts a marker word: 0.3 for each, at most 1; shows them in the first turn that has it. Its one
 * category is 0.4 for a second word. Other words ask for other bases, or for an exception.
 */
public final class MarkerScorer implements Scorer {

    public static final String NAME = "marker";
    public static final double DEFAULT_LIMIT = 0.5;
    public static final String MARKER = "poison";
    public static final String CATEGORY = "snake-bite";
    public static final String VENOM = "venom";
    public static final String LISTED = "wordlisted";
    public static final String FOREIGN = "nuqneH";
    public static final String TOO_LONG = "toomuchtoread";

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
    public List<String> categories() {
        return List.of(CATEGORY);
    }

    @Override
    public Optional<String> refusalIfNotAsked() {
        return Optional.of("over its budget");
    }

    @Override
    public Judge newJudge() {
        return MarkerScorer::score;
    }

    private static Score score(Sample sample, Set<Role> roles) {
        List<Span> spans = new ArrayList<>();
        int count = 0;
        int turnOfSpans = 0;
        double venom = 0;
        Optional<Evidence> whereVenom = Optional.empty();
        Basis basis = Basis.MODEL;
        for (int turn = 0; turn < sample.turns().size(); turn++) {
            Turn spoken = sample.turns().get(turn);
            if (spoken.role() != Role.TEXT && !roles.contains(spoken.role())) {
                continue;
            }
            String text = spoken.content();
            if (text.contains(TRAP)) {
                throw new IllegalStateException("can't judge " + text);
            }
            if (text.contains(TOO_LONG)) {
                return Score.NOT_ASKED;
            }
            basis = text.contains(LISTED) ? Basis.WORDLIST : text.contains(FOREIGN) ? Basis.UNSUPPORTED : basis;
            if (text.contains(VENOM)) {
                int start = text.codePointCount(0, text.indexOf(VENOM));
                venom = 0.4;
                whereVenom = Optional.of(Evidence.of(turn, start, start + VENOM.length()));
            }
            for (int at = text.indexOf(MARKER); at >= 0; at = text.indexOf(MARKER, at + 1)) {
                count++;
                if (spans.isEmpty()) {
                    turnOfSpans = turn;
                }
                if (turn == turnOfSpans && spans.size() < Evidence.MOST_SPANS) {
                    int start = text.codePointCount(0, at);
                    spans.add(new Span(start, start + MARKER.length()));
                }
            }
        }
        return new Score(
                Math.min(1, 0.3 * count),
                basis,
                spans.isEmpty() ? Optional.empty() : Optional.of(new Evidence(turnOfSpans, spans)),
                List.of(new Category(CATEGORY, venom, whereVenom)));
    }
}
