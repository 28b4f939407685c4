package io.tidegate.bench;

import io.tidegate.novelty.Sketch;
import io.tidegate.novelty.Sketcher;
import java.util.List;
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

/** Sketches a second, on one core, of texts of 2 KiB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SketcherBenchmark {

    @Param({"demo", "prose", "chinese"})
    String texts = "";

    private final Sketcher sketcher = new Sketcher();
    private List<String> all = List.of();
    private int next;

    @Setup
    public void makeTexts() {
        all = switch (texts) {
            case "demo" -> BenchTexts.demo();
            case "prose" -> BenchTexts.prose();
            case "chinese" -> BenchTexts.chinese();
            default -> throw new IllegalArgumentException(texts);
        };
    }

    @Benchmark
    public Sketch sketch() {
        next = next + 1 < all.size() ? next + 1 : 0;
        return sketcher.sketch(all.get(next));
    }
}
