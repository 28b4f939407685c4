package io.tidegate.score.toxicity;

import java.util.Arrays;

/** For each of a model's heads the passage of a text with the highest value; sums are those of {@link Lanes}. */
final class ModelPassages extends Passages {

    private final int heads;

    private long first;
    private long second;
    private long third;

    /** Where the last token ends. */
    private int end;

    /** The three sums before a token, and where it starts, side by side. */
    private final long[] before = new long[4 * RING];

    private final double[] worst = new double[Lanes.HEADS];
    private final int[] worstStart = new int[Lanes.HEADS];
    private final int[] worstEnd = new int[Lanes.HEADS];

    ModelPassages(int heads) {
        this.heads = heads;
    }

    @Override
    void clear() {
        super.clear();
        Arrays.fill(worst, Double.NEGATIVE_INFINITY);
    }

    /** Adds a token with the three sums of its features' weights. */
    void token(int start, int endOfToken, long ofFirst, long ofSecond, long ofThird) {
        int place = 4 * place();
        before[place] = first;
        before[place + 1] = second;
        before[place + 2] = third;
        before[place + 3] = start;
        end = endOfToken;
        first += ofFirst;
        second += ofSecond;
        third += ofThird;
        tokenAdded();
    }

    @Override
    void weigh(int from) {
        int place = 4 * place(from);
        long inThird = third - before[place + 2];
        int features = Lanes.features(inThird);
        double factor = factor(features);
        long inFirst = first - before[place];
        compare(0, Lanes.lower(inFirst, features) * factor, from);
        if (heads > 1) {
            long inSecond = second - before[place + 1];
            compare(1, Lanes.upper(inFirst, features) * factor, from);
            compare(2, Lanes.lower(inSecond, features) * factor, from);
            compare(3, Lanes.upper(inSecond, features) * factor, from);
            compare(4, Lanes.lower(inThird, features) * factor, from);
        }
    }

    private void compare(int head, double value, int from) {
        if (value > worst[head]) {
            worst[head] = value;
            worstStart[head] = (int) before[4 * place(from) + 3];
            worstEnd[head] = end;
        }
    }

    /** The highest value of a passage. */
    double worst(int head) {
        return worst[head];
    }

    /** Where it starts in the text. */
    int worstStart(int head) {
        return worstStart[head];
    }

    /** Where it ends. */
    int worstEnd(int head) {
        return worstEnd[head];
    }
}
