package io.tidegate.novelty;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Prints how far estimates are off, by number of shingles, and what other splits of the sketch's bits into lanes would give:
 * {@code mvn -q -Pbench test -Dbench.main=io.tidegate.novelty.SketchErrors}.
 */
final class SketchErrors {

    private static final int[] SHINGLES = {1, 2, 3, 5, 10, 20, 50, 100, 340, 2_000};
    private static final double LIMIT = 0.8;
    private static final double UNLIKE = 0.1;

    private static final List<Split> SPLITS = List.of(
            new Split(9, 6, 4, 200),
            new Split(8, 6, 4, 224),
            new Split(10, 6, 4, 176),
            new Split(10, 5, 4, 216),
            new Split(8, 7, 4, 192),
            new Split(13, 8, 4, 0),
            new Split(8, 3, 8, 224),
            new Split(9, 8, 3, 200),
            new Split(9, 12, 2, 200),
            new Split(17, 24, 1, 8));

    private SketchErrors() {}

    public static void main(String[] args) {
        printErrors(new Random(1));
        printSplits(new Random(2));
    }

    private static void printErrors(Random random) {
        System.out.println(
                "| shingles of both texts | pairs | mean error | standard error over all similarities | at 0.8 |");
        System.out.println("|---|---|---|---|---|");
        for (int shingles : SHINGLES) {
            Errors all = new Errors();
            Errors at80 = new Errors();
            int pairs = 4_000_000 / (shingles + 200);
            for (int i = 0; i < pairs; i++) {
                int common = random.nextInt(shingles + 1);
                all.add(estimate(random, common, shingles), (double) common / shingles);
                if (shingles % 5 == 0) {
                    at80.add(estimate(random, shingles / 5 * 4, shingles), LIMIT);
                }
            }
            String spread = shingles % 5 == 0 ? String.format(Locale.ROOT, "%.4f", at80.spread()) : "–";
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %,d | %+.4f | %.4f | %s |%n",
                    shingles,
                    pairs,
                    all.mean(),
                    all.spread(),
                    spread);
        }
        System.out.println();
    }

    /** Of two random sets that have so many elements together, and so many in common. */
    private static double estimate(Random random, int common, int union) {
        MinHashes one = new MinHashes();
        MinHashes other = new MinHashes();
        one.begin();
        other.begin();
        for (int i = 0; i < union; i++) {
            long element = random.nextLong();
            boolean first = (i - common) % 2 == 0;
            if (i < common || first) {
                one.add(element);
            }
            if (i < common || !first) {
                other.add(element);
            }
        }
        if (common == 0 && union == 1) {
            other.add(random.nextLong());
        }
        return Sketch.estimate(one.lanes(), 0, other.lanes(), 0);
    }

    private static void printSplits(Random random) {
        System.out.println(
                "| lanes | bytes | standard error at 0.8 | refused of pairs in 0.85–0.9 | 0.8–0.85 | 0.7–0.75 |"
                        + " compared of unlike pairs (0.1) |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (Split split : SPLITS) {
            System.out.printf(
                    Locale.ROOT,
                    "| %d bands of %d x %d bit, %d x 1 bit | %d | %.4f (%.4f) | %s | %s | %s | %.1e |%n",
                    split.bands,
                    split.rows,
                    split.bits,
                    split.narrow,
                    (split.wide() * split.bits + split.narrow) / 8,
                    split.deviation(LIMIT),
                    split.simulatedDeviation(random),
                    split.refused(random, 0.85),
                    split.refused(random, 0.8),
                    split.refused(random, 0.7),
                    split.bandAgrees(UNLIKE));
        }
    }

    /** Lanes of some bits in bands, and lanes of one bit that are in no band. */
    private record Split(int bands, int rows, int bits, int narrow) {

        private static final int PAIRS = 40_000;

        private int wide() {
            return bands * rows;
        }

        /** The weight of the wide lanes that gives the least error at the limit. */
        private double weight() {
            double ofWide = 1 / variance(LIMIT, bits, wide());
            return narrow == 0 ? 1 : ofWide / (ofWide + 1 / variance(LIMIT, 1, narrow));
        }

        private static double agrees(double similarity, int bits) {
            return similarity + (1 - similarity) / (1 << bits);
        }

        private static double variance(double similarity, int bits, int lanes) {
            double agrees = agrees(similarity, bits);
            double byChance = 1.0 / (1 << bits);
            return agrees * (1 - agrees) / lanes / ((1 - byChance) * (1 - byChance));
        }

        private double deviation(double similarity) {
            double weight = weight();
            double ofNarrow = narrow == 0 ? 0 : variance(similarity, 1, narrow);
            return Math.sqrt(
                    weight * weight * variance(similarity, bits, wide()) + (1 - weight) * (1 - weight) * ofNarrow);
        }

        private double bandAgrees(double similarity) {
            return 1 - Math.pow(1 - Math.pow(agrees(similarity, bits), rows), bands);
        }

        /** Part of the pairs from this similarity to 0.05 above it that are refused: calculated, and simulated. */
        private String refused(Random random, double from) {
            double calculated = 0;
            double simulated = 0;
            for (int i = 0; i < PAIRS; i++) {
                double similarity = from + 0.05 * (i + 0.5) / PAIRS;
                calculated += bandAgrees(similarity) * normal((similarity - LIMIT) / deviation(similarity));
                Pair pair = simulate(random, similarity);
                simulated += pair.inBand && pair.estimate >= LIMIT ? 1 : 0;
            }
            return String.format(Locale.ROOT, "%.1f %% (%.1f %%)", 100 * calculated / PAIRS, 100 * simulated / PAIRS);
        }

        private double simulatedDeviation(Random random) {
            double squares = 0;
            for (int i = 0; i < PAIRS; i++) {
                double error = simulate(random, LIMIT).estimate - LIMIT;
                squares += error * error;
            }
            return Math.sqrt(squares / PAIRS);
        }

        private record Pair(double estimate, boolean inBand) {}

        /** A pair whose lanes agree independently. */
        private Pair simulate(Random random, double similarity) {
            double ifWide = agrees(similarity, bits);
            int equal = 0;
            boolean inBand = false;
            for (int band = 0; band < bands; band++) {
                int inThis = 0;
                for (int row = 0; row < rows; row++) {
                    inThis += random.nextDouble() < ifWide ? 1 : 0;
                }
                equal += inThis;
                inBand |= inThis == rows;
            }
            double estimate = weight() * unbiased((double) equal / wide(), bits);
            if (narrow > 0) {
                double ifNarrow = agrees(similarity, 1);
                equal = 0;
                for (int lane = 0; lane < narrow; lane++) {
                    equal += random.nextDouble() < ifNarrow ? 1 : 0;
                }
                estimate += (1 - weight()) * unbiased((double) equal / narrow, 1);
            }
            return new Pair(estimate, inBand);
        }

        private static double unbiased(double agreeing, int bits) {
            double byChance = 1.0 / (1 << bits);
            return (agreeing - byChance) / (1 - byChance);
        }

        /** The normal distribution: Abramowitz and Stegun 26.2.17, right to seven digits. */
        private static double normal(double x) {
            double t = 1 / (1 + 0.2316419 * Math.abs(x));
            double tail = Math.exp(-x * x / 2)
                    / Math.sqrt(2 * Math.PI)
                    * t
                    * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
            return x > 0 ? 1 - tail : tail;
        }
    }
}
