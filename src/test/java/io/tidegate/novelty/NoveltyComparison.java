package io.tidegate.novelty;

import com.dynatrace.hash4j.similarity.ElementHashProvider;
import com.dynatrace.hash4j.similarity.SimilarityHashPolicy;
import com.dynatrace.hash4j.similarity.SimilarityHasher;
import com.dynatrace.hash4j.similarity.SimilarityHashing;
import io.tidegate.bench.BenchTexts;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Prints a table of our sketch beside hash4j's MinHash and SuperMinHash, in one JVM, over English texts of 2 KiB and edits of
 * them: {@code mvn -q -Pbench test -Dbench.main=io.tidegate.novelty.NoveltyComparison}.
 *
 * <p>The others get the same words and shingle hashes, and as many components, of four bits or of one, as give them our
 * standard error at 0.8 as measured here. Rates are per second of CPU time, the median of rounds that take turns, so that what
 * else the machine does counts less. The last four columns are pairs by their true similarity, and how many of them are
 * estimated at 0.8 or more.
 */
final class NoveltyComparison {

    private static final int ROUNDS = 11;
    private static final int WARM_UP_ROUNDS = 3;
    private static final long ROUND_NANOS = 300_000_000;
    private static final int PAIRS = 20_000;
    private static final double LIMIT = 0.8;
    private static final double NOT_ESTIMATED = Double.NEGATIVE_INFINITY;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private NoveltyComparison() {}

    /** A way to sketch. */
    private interface Method {

        String name();

        int bytes();

        /** Sketches a text; returns something of it. */
        int sketch(String text);

        /** The same from the hashes of its shingles. */
        int sketch(long[] shingles);

        double estimate(String a, String b);
    }

    public static void main(String[] args) {
        List<Method> methods = List.of(
                new Ours(false),
                new Ours(true),
                new Theirs("MinHash", SimilarityHashing.minHash(192, 4)),
                new Theirs("SuperMinHash", SimilarityHashing.superMinHash(150, 4)),
                new Theirs("MinHash", SimilarityHashing.minHash(400, 1)),
                new Theirs("SuperMinHash", SimilarityHashing.superMinHash(330, 1)));
        List<String> texts = BenchTexts.prose();
        List<long[]> shingles = texts.stream().map(new Shingles()::of).toList();
        double[] ofTexts = rates(methods, texts, Method::sketch);
        double[] ofShingles = rates(methods, shingles, Method::sketch);
        List<Recall> recalls = recalls(methods, texts);
        System.out.println(
                "| method | bytes a sample | sketches/s from text | from shingle hashes | standard error at 0.8 |"
                        + " 0.8–0.85 | 0.85–0.9 | 0.9–1 | below 0.7 |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < methods.size(); i++) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %,.0f | %,.0f | %s |%n",
                    methods.get(i).name(),
                    methods.get(i).bytes(),
                    ofTexts[i],
                    ofShingles[i],
                    recalls.get(i));
        }
        printOursByTexts();
    }

    private static void printOursByTexts() {
        System.out.println();
        System.out.println("| texts of 2 KiB | sketches/s | MB/s |");
        System.out.println("|---|---|---|");
        List<Method> ours = List.of(new Ours(false));
        print("English prose", rates(ours, BenchTexts.prose(), Method::sketch)[0]);
        print("code, sums, dialogues and comments of the demo", rates(ours, BenchTexts.demo(), Method::sketch)[0]);
        print("Chinese", rates(ours, BenchTexts.chinese(), Method::sketch)[0]);
    }

    private static void print(String texts, double rate) {
        System.out.printf(Locale.ROOT, "| %s | %,.0f | %,.0f |%n", texts, rate, rate * BenchTexts.BYTES / 1e6);
    }

    private interface Sketching<T> {
        int apply(Method method, T input);
    }

    /** Sketches a second of each method. */
    private static <T> double[] rates(List<Method> methods, List<T> inputs, Sketching<T> sketching) {
        double[][] rates = new double[methods.size()][ROUNDS];
        int used = 0;
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            for (int i = 0; i < methods.size(); i++) {
                long start = THREADS.getCurrentThreadCpuTime();
                long nanos = 0;
                long sketches = 0;
                while (nanos < ROUND_NANOS) {
                    for (T input : inputs) {
                        used += sketching.apply(methods.get(i), input);
                    }
                    sketches += inputs.size();
                    nanos = THREADS.getCurrentThreadCpuTime() - start;
                }
                rates[i][Math.max(0, round)] = sketches * 1e9 / nanos;
            }
        }
        System.err.println("(checksum " + used + ")");
        return Arrays.stream(rates)
                .mapToDouble(of -> Arrays.stream(of).sorted().toArray()[ROUNDS / 2])
                .toArray();
    }

    /** Of each method, over pairs with so many words replaced that most are between 0.6 and 1. */
    private static List<Recall> recalls(List<Method> methods, List<String> texts) {
        Random random = new Random(2);
        Shingles shingles = new Shingles();
        List<Recall> recalls = methods.stream().map(method -> new Recall()).toList();
        for (int i = 0; i < PAIRS; i++) {
            String a = texts.get(i % texts.size());
            String b = edited(random, a);
            double exact = jaccard(shingles.of(a), shingles.of(b));
            for (int m = 0; m < methods.size(); m++) {
                recalls.get(m).add(exact, methods.get(m).estimate(a, b));
            }
        }
        return recalls;
    }

    private static String edited(Random random, String text) {
        String[] words = text.split(" ");
        for (int left = random.nextInt(words.length / 18); left > 0; left--) {
            words[random.nextInt(words.length)] = Integer.toString(random.nextInt(), Character.MAX_RADIX);
        }
        return String.join(" ", words);
    }

    private static double jaccard(long[] a, long[] b) {
        long[] union = distinct(a, b);
        return (double) (distinct(a).length + distinct(b).length - union.length) / union.length;
    }

    private static long[] distinct(long[]... sets) {
        return Arrays.stream(sets).flatMapToLong(Arrays::stream).distinct().toArray();
    }

    /** What was estimated of pairs whose similarity is known. */
    private static final class Recall {

        private static final double[] FROM = {0, 0.8, 0.85, 0.9};
        private static final double[] TO = {0.7, 0.85, 0.9, 1.01};

        private final int[] pairs = new int[FROM.length];
        private final int[] reached = new int[FROM.length];
        private double squares;
        private int near;

        private void add(double exact, double estimate) {
            for (int i = 0; i < FROM.length; i++) {
                if (exact >= FROM[i] && exact < TO[i]) {
                    pairs[i]++;
                    reached[i] += estimate >= LIMIT ? 1 : 0;
                }
            }
            if (estimate != NOT_ESTIMATED && Math.abs(exact - LIMIT) < 0.03) {
                squares += (estimate - exact) * (estimate - exact);
                near++;
            }
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.4f | %s | %s | %s | %s",
                    Math.sqrt(squares / near),
                    percent(1),
                    percent(2),
                    percent(3),
                    percent(0));
        }

        private String percent(int i) {
            return String.format(Locale.ROOT, "%.1f %%", 100.0 * reached[i] / pairs[i]);
        }
    }

    /** The hashes of a text's shingles. */
    private static final class Shingles {

        private final NormalText normal = new NormalText();
        private final Words words = new Words();

        private long[] of(String text) {
            normal.read(text);
            words.begin();
            words.read(normal.folded(), normal.foldedLength());
            long[] shingles = new long[text.length()];
            int count = 0;
            long run = 0;
            for (int more = words.next(); more > 0; more = words.next()) {
                long[] hashes = words.hashes();
                for (int i = Words.BEFORE; i < Words.BEFORE + more; i++) {
                    run = Sketcher.nextRun(run, hashes[i - Words.BEFORE], hashes[i]);
                    shingles[count++] = Words.scrambled(run);
                }
            }
            return Arrays.copyOfRange(shingles, Words.BEFORE - 1, count);
        }
    }

    private static final class Ours implements Method {

        private final Sketcher sketcher = new Sketcher();
        private final MinHashes hashes = new MinHashes();
        private final boolean onlyCandidates;

        /**
         * @param onlyCandidates estimate only pairs that agree in a band, as the index does
         */
        private Ours(boolean onlyCandidates) {
            this.onlyCandidates = onlyCandidates;
        }

        @Override
        public String name() {
            return onlyCandidates ? "… found by the index" : "Tidegate, 54 x 4 and 200 x 1 bit";
        }

        @Override
        public int bytes() {
            return (4 * Sketch.WIDE_LANES + Sketch.NARROW_LANES) / 8;
        }

        @Override
        public int sketch(String text) {
            return (int) sketcher.sketch(text).lanes()[0];
        }

        @Override
        public int sketch(long[] shingles) {
            hashes.begin();
            for (long shingle : shingles) {
                hashes.add(shingle);
            }
            return (int) hashes.lanes()[0];
        }

        @Override
        public double estimate(String a, String b) {
            long[] ofA = sketcher.sketch(a).lanes();
            long[] ofB = sketcher.sketch(b).lanes();
            return onlyCandidates && !Sketch.shareBand(ofA, ofB) ? NOT_ESTIMATED : Sketch.estimate(ofA, 0, ofB, 0);
        }
    }

    private static final class Theirs implements Method {

        private final String name;
        private final SimilarityHashPolicy policy;
        private final SimilarityHasher hasher;
        private final Shingles shingles = new Shingles();

        private Theirs(String name, SimilarityHashPolicy policy) {
            this.name = "hash4j " + name + ", " + policy.getNumberOfComponents() + " x "
                    + policy.getComponentSizeInBits() + " bit";
            this.policy = policy;
            this.hasher = policy.createHasher();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int bytes() {
            return policy.getSignatureSizeInBytes();
        }

        @Override
        public int sketch(String text) {
            return sketch(shingles.of(text));
        }

        @Override
        public int sketch(long[] shingles) {
            return hasher.compute(ElementHashProvider.ofValues(shingles))[0];
        }

        @Override
        public double estimate(String a, String b) {
            double byChance = Math.pow(2, -policy.getComponentSizeInBits());
            double equal = policy.getFractionOfEqualComponents(
                    hasher.compute(ElementHashProvider.ofValues(shingles.of(a))),
                    hasher.compute(ElementHashProvider.ofValues(shingles.of(b))));
            return (equal - byChance) / (1 - byChance);
        }
    }
}
