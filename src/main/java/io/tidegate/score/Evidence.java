package io.tidegate.score;

import java.util.List;

/**
 * Where in a sample a judge saw what it says.
 *
 * @param turn the turn's number, from 0
 * @param spans from 1 to 8 pieces of the turn's content, in the order of the text
 */
public record Evidence(int turn, List<Span> spans) {

    /** Spans beyond this say no more to a reader, and verdicts are short. */
    public static final int MOST_SPANS = 8;

    public Evidence {
        spans = List.copyOf(spans);
        if (turn < 0 || spans.isEmpty() || spans.size() > MOST_SPANS) {
            throw new IllegalArgumentException(
                    "evidence has a turn and 1 to " + MOST_SPANS + " spans: turn " + turn + ", " + spans.size());
        }
    }

    /** One piece of a turn's content, in code points. */
    public static Evidence of(int turn, int start, int end) {
        return new Evidence(turn, List.of(new Span(start, end)));
    }
}
