package io.tidegate.score.toxicity;

import java.util.Arrays;

/** For each of a model's heads the passage of a text with the highest value; sums are those of {@link Lanes}. */
final class ModelPassages extends Passages {

    /** Numbers of a token. */
    static final int PARTS = 4;

    private final int heads;

    /** The three sums before a token, and where it starts and, in the upper half, ends in the text: side by side. */
    private final long[] before = new long[PARTS * RING];

    private final double[] worst = new double[Lanes.HEADS];
    private final int[] worstStart = new int[Lanes.HEADS];
    private final int[] worstEnd = new int[Lanes.HEADS];

    ModelPassages(int heads) {
        this.heads = heads;
    }

    @Override
    void clear() {
        super.clear();
        Arrays.fill(before, 0, PARTS, 0);
        Arrays.fill(worst, Double.NEGATIVE_INFINITY);
    }

    /**
     * Adds tokens.
     *
     * @param count of them, at most {@value #BLOCK}
     * @param tokens {@value #PARTS} numbers each: the three sums of its features' weights, and its place in the text, which is
     *     where it starts and, in the upper half, where it ends
     * @param sentenceEnds a bit for each token that ends a sentence, the lowest for the first
     */
    void add(int count, long[] tokens, long sentenceEnds) {
        int place = PARTS * place(tokens());
        long first = before[place];
        long second = before[place + 1];
        long third = before[place + 2];
        for (int i = 0; i < PARTS * count; i += PARTS) {
            before[place + 3] = tokens[i + 3];
            first += tokens[i];
            second += tokens[i + 1];
            third += tokens[i + 2];
            place = (place + PARTS) & (before.length - 1);
            before[place] = first;
            before[place + 1] = second;
            before[place + 2] = third;
        }
        weighNext(count, sentenceEnds);
    }

    @Override
    void weigh(int from, int end) {
        int place = PARTS * place(from);
        int behind = PARTS * place(end);
        long inThird = before[behind + 2] - before[place + 2];
        int features = Lanes.features(inThird);
        double factor = factor(features);
        long inFirst = before[behind] - before[place];
        double value0 = Lanes.lower(inFirst, features) * factor;
        if (heads == 1) {
            keep(0, value0, from, end);
            return;
        }
        long inSecond = before[behind + 1] - before[place + 1];
        double value1 = Lanes.upper(inFirst, features) * factor;
        double value2 = Lanes.lower(inSecond, features) * factor;
        double value3 = Lanes.upper(inSecond, features) * factor;
        double value4 = Lanes.lower(inThird, features) * factor;
        // The sign bit of a difference: one branch for all heads, and that seldom taken.
        long allBelow = Double.doubleToRawLongBits(value0 - worst[0])
                & Double.doubleToRawLongBits(value1 - worst[1])
                & Double.doubleToRawLongBits(value2 - worst[2])
                & Double.doubleToRawLongBits(value3 - worst[3])
                & Double.doubleToRawLongBits(value4 - worst[4]);
        if (allBelow >= 0) {
            keep(0, value0, from, end);
            keep(1, value1, from, end);
            keep(2, value2, from, end);
            keep(3, value3, from, end);
            keep(4, value4, from, end);
        }
    }

    private void keep(int head, double value, int from, int end) {
        if (value > worst[head]) {
            worst[head] = value;
            worstStart[head] = (int) before[PARTS * place(from) + 3];
            worstEnd[head] = (int) (before[PARTS * place(end - 1) + 3] >>> Integer.SIZE);
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
