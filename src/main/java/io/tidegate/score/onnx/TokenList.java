package io.tidegate.score.onnx;

import java.util.Arrays;

/** Tokens of a text with their places, in code points. Grows up to a limit; reused from text to text. */
final class TokenList {

    private final int limit;
    private int[] ids = new int[256];
    private int[] starts = new int[256];
    private int[] ends = new int[256];
    private int size;
    private boolean over;

    /** @param limit tokens that it takes at most */
    TokenList(int limit) {
        this.limit = limit;
    }

    void clear() {
        size = 0;
        over = false;
    }

    void add(int id, int start, int end) {
        if (size == limit) {
            over = true;
            return;
        }
        if (size == ids.length) {
            int larger = (int) Math.min(limit, 2L * size);
            ids = Arrays.copyOf(ids, larger);
            starts = Arrays.copyOf(starts, larger);
            ends = Arrays.copyOf(ends, larger);
        }
        ids[size] = id;
        starts[size] = start;
        ends[size] = end;
        size++;
    }

    int size() {
        return size;
    }

    /** Whether there were more tokens than the limit. */
    boolean over() {
        return over;
    }

    int id(int token) {
        return ids[token];
    }

    int start(int token) {
        return starts[token];
    }

    int end(int token) {
        return ends[token];
    }
}
