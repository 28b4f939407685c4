package io.tidegate.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.management.ThreadMXBean;
import io.tidegate.gate.Admission;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Scored;
import io.tidegate.gate.Scoring;
import io.tidegate.gate.Storage;
import io.tidegate.gate.Verdict;
import io.tidegate.gate.VerdictJson;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Limits;
import io.tidegate.ledger.Window;
import io.tidegate.novelty.NoveltyIndex;
import io.tidegate.novelty.Remembered;
import io.tidegate.novelty.Sketch;
import io.tidegate.novelty.Sketcher;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Reading;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Source;
import io.tidegate.sample.Turn;
import io.tidegate.score.Judge;
import io.tidegate.score.Scorer;
import io.tidegate.stream.Contestant.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What judging costs without Kafka, on one core: all of it beside Jackson's mere parsing, and each stage alone. */
final class BenchStages {

    private static final int ROUNDS = 7;
    private static final JsonFactory JSON = new JsonFactory();

    private final Supplier<Gate> gates;
    private final List<Scorer> scorers;
    private final List<Arrival> arrivals;
    private final long bytes;
    private long seen; // keeps what is measured from being left out

    BenchStages(Supplier<Gate> gates, List<Scorer> scorers, List<Input> inputs) {
        this.gates = gates;
        this.scorers = scorers;
        this.arrivals = new ArrayList<>();
        for (Input input : inputs) {
            arrivals.add(Arrival.of(new Source("bench", 0, arrivals.size()), input.value()));
        }
        this.bytes = inputs.stream().mapToLong(input -> input.value().length).sum();
    }

    /**
     * Rates on one core, in MB (10^6 bytes) a second.
     *
     * @param ratio of the first to the second, of each pair of runs
     */
    record Score(double score, double jackson, Spread ratio) {}

    /** What {@code tidegate score} does with each sample, and merely parsing it, in turn: A-B-B-A. */
    Score score() {
        List<Double> scores = new ArrayList<>();
        List<Double> parses = new ArrayList<>();
        for (int round = -1; round < ROUNDS; round++) {
            boolean first = round % 2 == 0;
            double one = first ? rate(this::judge) : rate(this::parse);
            double other = first ? rate(this::parse) : rate(this::judge);
            if (round >= 0) {
                scores.add(first ? one : other);
                parses.add(first ? other : one);
            }
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            ratios.add(scores.get(i) / parses.get(i));
        }
        return new Score(Spread.of(scores).median(), Spread.of(parses).median(), Spread.of(ratios));
    }

    /**
     * What a sample costs.
     *
     * @param micros microseconds
     * @param allocated bytes
     */
    record Cost(double micros, double allocated) {

        private Cost without(Cost other) {
            return new Cost(Math.max(0, micros - other.micros), Math.max(0, allocated - other.allocated));
        }
    }

    /**
     * What a sample costs in each stage, each run alone over all samples.
     *
     * @param remembered unlike samples that the index holds before
     */
    Map<String, Cost> stages(int remembered) {
        SampleReader reader = new SampleReader();
        List<Sample> samples = arrivals.stream()
                .map(reader::read)
                .filter(Reading.Understood.class::isInstance)
                .map(reading -> ((Reading.Understood) reading).sample())
                .toList();
        Scoring scoring = gates.get().newScoring();
        List<Scored.Sampled> scored = arrivals.stream()
                .map(scoring::score)
                .filter(Scored.Sampled.class::isInstance)
                .map(Scored.Sampled.class::cast)
                .toList();
        Map<String, Cost> stages = new LinkedHashMap<>();
        stages.put("parse", cost(() -> arrivals.forEach(arrival -> see(reader.read(arrival)))));
        Sketcher sketcher = new Sketcher();
        stages.put(
                "sketch",
                cost(() -> samples.forEach(sample -> {
                    sketcher.begin();
                    for (int i = 0; i < sample.turns().size(); i++) {
                        Turn turn = sample.turns().get(i);
                        sketcher.add(turn.content(), turn.role() == Role.ASSISTANT ? i : Sketcher.NOT_ALONE);
                    }
                    see(sketcher.end());
                })));
        for (Scorer scorer : scorers) {
            Judge judge = scorer.newJudge();
            EnumSet<Role> roles = EnumSet.allOf(Role.class);
            stages.put(scorer.name(), cost(() -> samples.forEach(sample -> see(judge.score(sample, roles)))));
        }
        Cost ledger = cost(() -> ledger(scored));
        stages.put("index", cost(() -> filled(remembered), index -> index(index, scored)));
        stages.put("ledger", ledger);
        List<Verdict> verdicts = new ArrayList<>();
        Cost admission = cost(() -> {
            verdicts.clear();
            Admission memory = admission();
            scored.forEach(sample -> memory.admit(sample, 0, 0).forEach(gone -> verdicts.add(gone.verdict())));
            memory.close();
        });
        Cost emptyIndex = cost(NoveltyIndex::new, index -> index(index, scored));
        stages.put("admission beside these", admission.without(emptyIndex).without(ledger));
        stages.put("verdict", cost(() -> verdicts.forEach(verdict -> see(VerdictJson.write(verdict)))));
        return stages;
    }

    private static NoveltyIndex filled(int remembered) {
        SplittableRandom random = new SplittableRandom(1);
        NoveltyIndex.Loading loading = NoveltyIndex.load(0);
        for (int i = 0; i < remembered; i++) {
            loading.add(new Remembered(Sketch.random(random), random.nextLong(), 1, 0, 0, 0, i));
        }
        return loading.done();
    }

    private void index(NoveltyIndex index, List<Scored.Sampled> scored) {
        long offset = 0;
        for (Scored.Sampled sample : scored) {
            see(index.mostSimilar(sample.sketch(), false));
            index.add(new Remembered(sample.sketch(), sample.idHash(), sample.valueHash(), 1, 0, 0, offset++));
        }
    }

    private void ledger(List<Scored.Sampled> scored) {
        Limits limits = new Limits(
                OptionalDouble.of(1),
                OptionalDouble.of(1),
                OptionalInt.empty(),
                OptionalLong.empty(),
                Limits.Unit.SAMPLES,
                new Window.All(),
                0,
                0,
                false);
        Ledger ledger = new Ledger();
        for (Scored.Sampled sample : scored) {
            see(ledger.assess(sample.provenance(), limits, 0));
            see(ledger.accept(sample.provenance(), limits, 0));
        }
    }

    private Admission admission() {
        return gates.get()
                .newAdmission(Storage.ofTheProcess(), "bench", new IndexBudget(Long.MAX_VALUE), GateListener.NONE);
    }

    private void judge() {
        Scoring scoring = gates.get().newScoring();
        Admission memory = admission();
        for (Arrival arrival : arrivals) {
            memory.admit(scoring.score(arrival), 0, 0).forEach(gone -> see(VerdictJson.write(gone.verdict())));
        }
        memory.close();
    }

    private void parse() {
        for (Arrival arrival : arrivals) {
            try (JsonParser parser = JSON.createParser(arrival.value())) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.VALUE_STRING) {
                        seen += parser.getTextLength();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void see(Object result) {
        seen += System.identityHashCode(result) & 1;
    }

    private double rate(Runnable work) {
        return bytes / 1e6 / seconds(work);
    }

    private Cost cost(Runnable work) {
        return cost(() -> this, self -> work.run());
    }

    /** Of the work alone, not of what is made before each round. */
    private <T> Cost cost(Supplier<T> made, Consumer<T> work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Double> micros = new ArrayList<>();
        List<Double> allocated = new ArrayList<>();
        for (int round = -2; round < ROUNDS; round++) {
            T with = made.get();
            long before = threads.getCurrentThreadAllocatedBytes();
            double seconds = seconds(() -> work.accept(with));
            if (round >= 0) {
                micros.add(seconds * 1e6 / arrivals.size());
                allocated.add((double) (threads.getCurrentThreadAllocatedBytes() - before) / arrivals.size());
            }
        }
        return new Cost(Spread.of(micros).median(), Spread.of(allocated).median());
    }

    private double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        if (seen < 0) {
            throw new IllegalStateException("there is no end to what was seen");
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
