package io.tidegate.bench;

import io.tidegate.sample.Origin;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import io.tidegate.score.toxicity.ToxicityScorer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Texts of 2 KiB that the toxicity judge judges a second, on one core; 48,828 a second are 100 MB/s. Texts named {@code worst-N}
 * are one each of so many KiB, made to be slow: words that no other has, of letters that need a second look.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ToxicityBenchmark {

    @Param({"demo", "prose", "chinese", "worst-256", "worst-512", "worst-1024"})
    String texts = "";

    private final Judge judge = ToxicityScorer.bundled().newJudge();
    private List<Sample> all = List.of();
    private int next;

    @Setup
    public void makeTexts() {
        List<String> made = switch (texts) {
            case "demo" -> BenchTexts.demo();
            case "prose" -> BenchTexts.prose();
            case "chinese" -> BenchTexts.chinese();
            default -> List.of(worst(Integer.parseInt(texts.substring("worst-".length())) << 10));
        };
        all = made.stream()
                .map(text -> new Sample(
                        "text", Optional.empty(), Origin.UNKNOWN, List.of(new Turn(Role.TEXT, text, Origin.UNKNOWN))))
                .toList();
    }

    private static String worst(int characters) {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        while (text.length() < characters) {
            for (int i = 1 + random.nextInt(14); i > 0; i--) {
                text.append("abcdefghijklmnopqrstuvwxyz13450$@!".charAt(random.nextInt(34)));
            }
            text.append(" .-! \n".charAt(random.nextInt(6)));
        }
        return text.substring(0, characters);
    }

    @Benchmark
    public Score judge() {
        next = next + 1 < all.size() ? next + 1 : 0;
        return judge.score(all.get(next), Set.of());
    }
}
