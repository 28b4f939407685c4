package io.tidegate.score;

/**
 * A piece of a sample's text.
 *
 * @param turn the turn's number, from 0
 * @param start the first code point in the turn's content, from 0
 * @param end the code point after the last
 */
public record Span(int turn, int start, int end) {

    public Span {
        if (turn < 0 || start < 0 || end < start) {
            throw new IllegalArgumentException("not a span: turn " + turn + ", " + start + " to " + end);
        }
    }
}
