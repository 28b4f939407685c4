package io.tidegate.score;

/**
 * A piece of a turn's content.
 *
 * @param start the first code point, from 0
 * @param end the code point after the last
 */
public record Span(int start, int end) {

    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a span: " + start + " to " + end);
        }
    }
}
