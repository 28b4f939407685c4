package io.tidegate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.gate.Admission;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Scored;
import io.tidegate.gate.Scoring;
import io.tidegate.gate.Storage;
import io.tidegate.gate.VerdictJson;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.ScorerDefaults;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import io.tidegate.score.Scorer;
import io.tidegate.score.Scorers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much a larger memory slows the gate down: rates with few and with many samples remembered, in turn in one process.
 *
 * <p>Prints a table. Argument: how many are remembered at the most (10,000,000); a hundredth of that is compared with it.
 */
public final class AdmissionComparison {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROUNDS = 9;
    private static final int SAMPLES = 20_000;

    private AdmissionComparison() {}

    public static void main(String[] args) {
        int most = RandomSamples.count(args);
        Memory few = new Memory(most / 100);
        Memory many = new Memory(most);
        System.out.printf(
                Locale.ROOT,
                "%-34s %12s %12s %7s%n",
                "samples a second, one core",
                "%,d".formatted(few.size),
                "%,d".formatted(many.size),
                "ratio");
        print("admission alone, random sketches", few::randomSketches, many::randomSketches);
        print("scoring and admission, 2 KiB texts", few::texts, many::texts);
        System.out.printf(
                Locale.ROOT,
                "bytes of memory a sample           %12.1f %12.1f%n",
                few.bytesPerSample(),
                many.bytesPerSample());
    }

    private interface Work {
        /** What decides 20,000 samples, which are made before the clock starts. */
        Runnable prepare();
    }

    private static void print(String what, Work few, Work many) {
        double[] ofFew = new double[ROUNDS];
        double[] ofMany = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int round = -2; round < ROUNDS; round++) {
            double rateOfFew = rate(few);
            double rateOfMany = rate(many);
            if (round >= 0) {
                ofFew[round] = rateOfFew;
                ofMany[round] = rateOfMany;
                ratios[round] = rateOfMany / rateOfFew;
            }
        }
        System.out.printf(
                Locale.ROOT, "%-34s %,12.0f %,12.0f %7.2f%n", what, median(ofFew), median(ofMany), median(ratios));
    }

    private static double rate(Work work) {
        Runnable decisions = work.prepare();
        long start = System.nanoTime();
        decisions.run();
        return SAMPLES / ((System.nanoTime() - start) / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** A gate that remembers so many samples, and forgets as many as it accepts. */
    private static final class Memory {

        private final int size;
        private final IndexBudget budget = new IndexBudget(Long.MAX_VALUE);
        private final Admission admission;
        private final Scoring scoring;
        private final RandomSamples random;
        private final List<String> words =
                List.of(String.join(" ", BenchTexts.demo()).split("\\s+"));
        private final Random wordsAtRandom = new Random(1);
        private long number;

        Memory(int size) {
            this.size = size;
            Map<String, ScorerDefaults> defaults = Scorers.all().stream()
                    .collect(Collectors.toMap(
                            Scorer::name, scorer -> new ScorerDefaults(scorer.defaultLimit(), scorer.categories())));
            PolicyReader.Valid policy = (PolicyReader.Valid)
                    new PolicyReader(defaults).read("datasets: {default: {novelty: {remember: " + size + "}}}");
            Gate gate = new Gate(policy.policy(), Scorers.all(), 1 << 20, "bench");
            admission = gate.newAdmission(Storage.ofTheProcess(), "samples", budget, GateListener.NONE);
            scoring = gate.newScoring();
            random = new RandomSamples(gate, Scorers.all().size());
            for (int i = 0; i < size; i++) {
                admission.admit(random.next(), 0, 0);
            }
        }

        double bytesPerSample() {
            return (double) budget.used() / size;
        }

        private Runnable randomSketches() {
            List<Scored> samples = Stream.generate(random::next).limit(SAMPLES).collect(Collectors.toList());
            return () -> samples.forEach(this::decide);
        }

        private Runnable texts() {
            List<Arrival> samples = Stream.generate(this::text).limit(SAMPLES).toList();
            return () -> samples.forEach(sample -> decide(scoring.score(sample)));
        }

        private void decide(Scored scored) {
            if (VerdictJson.write(admission.admit(scored, 0, 0).get(0).verdict()).length == 0) {
                throw new IllegalStateException("a verdict is never empty");
            }
        }

        /** Words of the demo's texts at random, 2 KiB of them: a text that nothing remembered is like. */
        private Arrival text() {
            number++;
            StringBuilder text = new StringBuilder();
            while (text.length() < 2048) {
                text.append(words.get(wordsAtRandom.nextInt(words.size()))).append(' ');
            }
            byte[] json = JSON.createObjectNode()
                    .put("id", "t" + number)
                    .put("dataset", RandomSamples.DATASET)
                    .put("text", text.toString())
                    .toString()
                    .getBytes(UTF_8);
            return Arrival.of(new Source("", 0, number), json);
        }
    }
}
