package io.tidegate.bench;

import io.tidegate.novelty.Sketcher;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Source;
import io.tidegate.sample.Turn;
import io.tidegate.score.Judge;
import io.tidegate.score.Scorer;
import io.tidegate.score.Scorers;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * What texts of up to 1 MiB of UTF-8, made to be slow, cost each stage of scoring: processor time of one thread, the best of some rounds.
 * A cost that grows linearly doubles with the text.
 */
public final class WorstCases {

    private static final int MAX = 1 << 20;
    private static final int ROUNDS = 7;
    private static final Source SOURCE = new Source("t", 0, 0);

    private WorstCases() {}

    /** Something that is done to a text. */
    private interface Stage {
        void run(Sample sample, byte[] json);
    }

    private static Map<String, IntFunction<String>> texts() {
        Map<String, IntFunction<String>> texts = new LinkedHashMap<>();
        texts.put("random words", WorstCases::randomWords);
        texts.put("one word", bytes -> "a".repeat(bytes));
        texts.put("words of one letter", bytes -> "a ".repeat(bytes / 2));
        texts.put("letters apart", bytes -> "f.u.c.k.".repeat(bytes / 8));
        texts.put("white space", bytes -> "x" + " \n\t ".repeat(bytes / 4 - 1));
        texts.put("punctuation", bytes -> "!?(;".repeat(bytes / 4));
        texts.put("digits", bytes -> "1234567890 ".repeat(bytes / 11));
        texts.put("accents", bytes -> "a" + "\u0301".repeat(bytes / 2 - 1));
        texts.put("ligatures of 18 letters", bytes -> "\ufdfa".repeat(bytes / 3));
        texts.put("emoji", bytes -> "\ud83d\ude00".repeat(bytes / 4));
        texts.put("Chinese", bytes -> "\u4f60\u597d\u4e16\u754c".repeat(bytes / 12));
        texts.put("nearly giveaways", bytes -> "as an AI language as an AI language ".repeat(bytes / 36));
        texts.put("giveaways", bytes -> "As an AI language model, I can't do that. ".repeat(bytes / 42));
        texts.put("open quotes", bytes -> "\u201c \u00ab ' \" ( ".repeat(bytes / 14));
        texts.put("insults", bytes -> "you stupid idiot ".repeat(bytes / 17));
        return texts;
    }

    private static String randomWords(int bytes) {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes) {
            for (int i = 1 + random.nextInt(14); i > 0; i--) {
                text.append("abcdefghijklmnopqrstuvwxyz13450$@!".charAt(random.nextInt(34)));
            }
            text.append(" .-! \n".charAt(random.nextInt(6)));
        }
        return text.substring(0, bytes);
    }

    public static void main(String[] args) {
        Map<String, Stage> stages = new LinkedHashMap<>();
        SampleReader reader = new SampleReader();
        stages.put("reader", (sample, json) -> reader.read(Arrival.of(SOURCE, json)));
        Sketcher sketcher = new Sketcher();
        stages.put(
                "sketcher",
                (sample, json) -> sketcher.sketch(sample.turns().get(0).content()));
        for (Scorer scorer : Scorers.all()) {
            Judge judge = scorer.newJudge();
            stages.put(scorer.name(), (sample, json) -> judge.score(sample, Set.of()));
        }
        System.out.printf(
                "%-24s %-20s %9s %9s %9s  %s%n", "1 MiB of", "stage", "256 KiB", "512 KiB", "1 MiB", "doubling");
        texts().forEach((name, make) -> stages.forEach((stage, work) -> {
            double[] millis = new double[3];
            for (int i = 0; i < millis.length; i++) {
                millis[i] = best(work, make.apply(MAX >> (2 - i)));
            }
            System.out.printf(
                    "%-24s %-20s %6.1f ms %6.1f ms %6.1f ms  x %.1f, x %.1f%s%n",
                    name,
                    stage,
                    millis[0],
                    millis[1],
                    millis[2],
                    millis[1] / millis[0],
                    millis[2] / millis[1],
                    millis[2] > 200 ? "  OVER 200 ms" : "");
        }));
    }

    private static double best(Stage stage, String text) {
        // Declared human, so that the judge of declared origins reads it.
        Origin human =
                new Origin(Origin.Kind.HUMAN, Optional.empty(), OptionalInt.empty(), List.of(), OptionalInt.empty());
        Sample sample = new Sample("text", Optional.empty(), human, List.of(new Turn(Role.TEXT, text, human)));
        String escaped = text.replace("\n", "\\n").replace("\t", "\\t").replace("\"", "\\\"");
        byte[] json = ("{\"text\":\"" + escaped + "\"}").getBytes(StandardCharsets.UTF_8);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            stage.run(sample, json);
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun);
        }
        return best / 1e6;
    }
}
