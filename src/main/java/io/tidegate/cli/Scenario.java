package io.tidegate.cli;

import io.tidegate.gate.Admission;
import io.tidegate.gate.Departure;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Rule;
import io.tidegate.gate.Scored;
import io.tidegate.gate.Standing;
import io.tidegate.gate.Storage;
import io.tidegate.gate.Verdict;
import io.tidegate.novelty.Segments;
import io.tidegate.novelty.TextSample;
import io.tidegate.sample.Reading;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Turn;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One run of the gate in a simulation: a stream of records under one limit, and what is seen of it. */
final class Scenario {

    /** Words of accepted text that are measured; drawn at random if there are more. */
    static final long MEASURED_WORDS = 1_000_000;

    /** Words of accepted text to a point of the picture of its vocabulary. */
    static final int SEGMENT_WORDS = 1_000;

    private final String name;
    private final OptionalDouble limit;
    private final Gate gate;
    private final Admission admission;
    private final Consumer<String> learner;
    private final SampleReader reader = new SampleReader();
    private final TextSample text = new TextSample(MEASURED_WORDS);
    private final Segments segments = new Segments(SEGMENT_WORDS);
    private final Map<String, Standing> standings = new HashMap<>();
    private final SortedMap<String, Long> refusedByRule = new TreeMap<>();
    private final Curve share = new Curve();
    private final Curve vocabulary = new Curve();
    private long records;
    private long accepted;
    private long refused;
    private long held;
    private long expired;
    private double lastShare;
    private double highestShare;
    private OptionalLong surplusFrom = OptionalLong.empty();

    /**
     * @param name for people
     * @param limit the largest synthetic share, in [0, 1]; empty: any
     * @param topic that the records say they come from
     * @param learner is told each accepted text
     */
    Scenario(String name, OptionalDouble limit, Gate gate, IndexBudget budget, String topic, Consumer<String> learner) {
        this.name = name;
        this.limit = limit;
        this.gate = gate;
        this.learner = learner;
        this.admission = gate.newAdmission(Storage.ofTheProcess(), topic, budget, new GateListener() {
            @Override
            public void held() {
                held++;
                surplus();
            }
        });
    }

    /** Takes the next record in, which this or another run has scored. */
    void admit(Scored scored) {
        records++;
        see(admission.admit(gate.adopt(scored), scored.arrival().timestamp(), 0));
        admission.standings().forEach(standing -> standings.put(standing.dataset(), standing));
        lastShare = share(standings.values());
        highestShare = Math.max(highestShare, lastShare);
        share.add(records, lastShare);
    }

    /** Nothing more will come. */
    void end() {
        see(admission.end());
        admission.close();
    }

    private void see(List<Departure> leaving) {
        for (Departure departure : leaving) {
            Verdict verdict = departure.verdict();
            if (verdict.accepted()) {
                accepted++;
                see(text(departure));
            } else {
                refused++;
                verdict.reasons().stream()
                        .map(reason -> reason.rule().id())
                        .distinct()
                        .forEach(rule -> refusedByRule.merge(rule, 1L, Long::sum));
                if (broke(verdict, Rule.SYNTHETIC_SHARE)) {
                    surplus();
                }
                expired += broke(verdict, Rule.ESCROW_EXPIRED) ? 1 : 0;
            }
        }
    }

    private void see(String accepted) {
        text.add(this.accepted, accepted);
        segments.add(accepted).ifPresent(distinct -> vocabulary.add(records, distinct));
        learner.accept(accepted);
    }

    private String text(Departure departure) {
        if (reader.read(departure.arrival()) instanceof Reading.Understood understood) {
            return understood.sample().turns().stream().map(Turn::content).collect(Collectors.joining("\n"));
        }
        throw new IllegalStateException("what can't be read was accepted");
    }

    private static boolean broke(Verdict verdict, Rule rule) {
        return verdict.reasons().stream().anyMatch(reason -> reason.rule().equals(rule));
    }

    private void surplus() {
        if (surplusFrom.isEmpty()) {
            surplusFrom = OptionalLong.of(records);
        }
    }

    /** The share over all datasets: theirs, each weighted by what it holds. */
    private static double share(Collection<Standing> standings) {
        double synthetic = 0;
        double all = 0;
        for (Standing standing : standings) {
            double units = (double) standing.human() + standing.synthetic();
            synthetic += standing.share() * units;
            all += units;
        }
        return all == 0 ? 0 : synthetic / all;
    }

    String name() {
        return name;
    }

    /** The largest synthetic share, in [0, 1]; empty: any. */
    OptionalDouble limit() {
        return limit;
    }

    /** Records that came. */
    long records() {
        return records;
    }

    long accepted() {
        return accepted;
    }

    long refused() {
        return refused;
    }

    /** How many broke each rule, by its id. */
    SortedMap<String, Long> refusedByRule() {
        return refusedByRule;
    }

    /** Samples that waited in escrow. */
    long held() {
        return held;
    }

    /** Those of them that were let go in the end, and refused. */
    long expired() {
        return expired;
    }

    /** The number, from 1, of the first record that was refused for the synthetic share, or held; empty if none was. */
    OptionalLong surplusFrom() {
        return surplusFrom;
    }

    /** The synthetic share of what was accepted, in [0, 1], when the last record had come. */
    double share() {
        return lastShare;
    }

    /** The highest that it ever was. */
    double highestShare() {
        return highestShare;
    }

    /** The share after each record. */
    Curve shareCurve() {
        return share;
    }

    /** The distinct-1 of each thousand accepted words, at the record with which it was complete. */
    Curve vocabularyCurve() {
        return vocabulary;
    }

    /** Accepted text, to be measured. */
    TextSample text() {
        return text;
    }
}
