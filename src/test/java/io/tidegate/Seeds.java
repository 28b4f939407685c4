package io.tidegate;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a test over seeded randomness, and names the seed that fails. */
public final class Seeds {

    private Seeds() {}

    /** Runs the test with each of the seeds from 0 to {@code count - 1}. */
    public static void each(int count, Consumer<Random> test) {
        for (long seed = 0; seed < count; seed++) {
            one(seed, test);
        }
    }

    /** Runs the test with one seed; for a repeated look at one that failed, too. */
    public static void one(long seed, Consumer<Random> test) {
        try {
            // Seeds that follow each other give first numbers that are alike; spread them.
            test.accept(new Random(seed * 0x9E3779B97F4A7C15L));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
