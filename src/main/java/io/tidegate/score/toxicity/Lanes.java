package io.tidegate.score.toxicity;

/**
 * The weights of up to {@value #HEADS} heads in one {@code long}, so that one load and three additions add them all (SIMD
 * within a register). Six lanes of {@value #BITS} bits lie at the bits 0, 10, 20 and 32, 42, 52: one a head, each with
 * {@value #BIAS} added so that it isn't negative, and a last one that is 1 and so counts features. A sum of such numbers is
 * three {@code long}s of two lanes of 32 bits, and a difference of sums over a longer and a shorter beginning of a text is the
 * sum over what lies between, even when the sums overflow.
 */
final class Lanes {

    static final int HEADS = 5;

    /** Weights lie in [-{@value}, {@value}]. */
    static final int LARGEST = 511;

    private static final int BITS = 10;
    private static final int BIAS = 512;
    private static final long MASK = (1L << BITS) - 1 | ((1L << BITS) - 1) << Integer.SIZE;
    private static final int COUNT = 5;

    private Lanes() {}

    /** Of one weight a head. */
    static long pack(int[] weights) {
        long packed = 1L << shift(COUNT);
        for (int head = 0; head < weights.length; head++) {
            packed |= (long) (weights[head] + BIAS) << shift(head);
        }
        return packed;
    }

    private static int shift(int lane) {
        return (lane >>> 1) * BITS + (lane & 1) * Integer.SIZE;
    }

    /** What a packed number adds to the sum of the heads 0 and 1. */
    static long first(long packed) {
        return packed & MASK;
    }

    /** To that of the heads 2 and 3. */
    static long second(long packed) {
        return packed >>> BITS & MASK;
    }

    /** To that of head 4, and to the number of features. */
    static long third(long packed) {
        return packed >>> (2 * BITS) & MASK;
    }

    static int features(long third) {
        return (int) (third >>> Integer.SIZE);
    }

    /** The sum of weights in the lower lane of one of the three sums. */
    static int lower(long sum, int features) {
        return (int) sum - BIAS * features;
    }

    /** The sum of weights in the upper lane of one of the first two sums. */
    static int upper(long sum, int features) {
        return (int) (sum >>> Integer.SIZE) - BIAS * features;
    }
}
