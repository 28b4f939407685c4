package io.tidegate.gate;

import io.tidegate.ledger.Breach;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Limits;
import io.tidegate.ledger.Provenance;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Reading;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Holds what trainers read against the limits of a policy: adds up accepted samples from the first on, and finds every prefix of
 * a dataset that breaks a limit on who wrote it. It goes by the samples themselves; of a verdict it takes the dataset, the
 * generation and the time alone.
 */
public final class Audit {

    /** Stands for the dataset of records without a verdict. */
    private static final String NO_VERDICT = "(no verdict)";

    private final Policy policy;
    private final SampleReader reader = new SampleReader();
    private final Map<String, Dataset> datasets = new TreeMap<>();

    public Audit(Policy policy) {
        this.policy = policy;
    }

    /** What was found of one dataset. */
    public static final class Dataset {

        private final String name;
        private final Optional<Limits> limits;
        private final boolean unknownIsSynthetic;
        private final Ledger ledger = new Ledger();
        private double highest;
        private long broken;
        private Optional<Finding> first = Optional.empty();

        private Dataset(String name, Optional<Limits> limits, boolean unknownIsSynthetic) {
            this.name = name;
            this.limits = limits;
            this.unknownIsSynthetic = unknownIsSynthetic;
        }

        public String name() {
            return name;
        }

        /** How many samples were read. */
        public long samples() {
            return ledger.accepted();
        }

        /** Synthetic share at the end, in [0, 1]. */
        public double share() {
            return limits.map(ledger::share).orElse(0.0);
        }

        /** Highest synthetic share after a sample that holds synthetic text, in [0, 1]. */
        public double highestShare() {
            return highest;
        }

        /** The largest share that the policy allows, in [0, 1], if it sets one. */
        public OptionalDouble limit() {
            return limits.map(Limits::maxShare).orElse(OptionalDouble.empty());
        }

        /** How many prefixes break a limit. */
        public long broken() {
            return broken;
        }

        /** The first of these. */
        public Optional<Finding> first() {
            return first;
        }

        private void found(Source at, List<Reason> reasons) {
            broken++;
            if (first.isEmpty()) {
                first = Optional.of(new Finding(at, reasons));
            }
        }
    }

    /**
     * A prefix that breaks limits.
     *
     * @param at its last record
     */
    public record Finding(Source at, List<Reason> reasons) {

        public Finding {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Adds the next record of the topic; those of a dataset lie in one partition, in the order in which they were accepted.
     *
     * @param dataset as the verdict names it
     * @param generation as the verdict says, parents looked up
     * @param millis the record time that the verdict says, or else the producer's, in milliseconds since the epoch
     */
    public void add(Arrival accepted, String dataset, int generation, long millis) {
        Dataset audited = datasets.computeIfAbsent(dataset, this::open);
        if (audited.limits.isEmpty()) {
            audited.found(accepted.source(), List.of(Reason.of(Rule.UNKNOWN_DATASET)));
            return;
        }
        if (!(reader.read(accepted) instanceof Reading.Understood understood)) {
            audited.found(accepted.source(), List.of(Reason.of(Rule.MALFORMED)));
            return;
        }
        Limits limits = audited.limits.get();
        Provenance provenance =
                Provenance.of(understood.sample(), audited.unknownIsSynthetic).madeFrom(generation - 1, 0);
        long second = Judging.second(millis);
        List<Breach> breaches =
                audited.ledger.assess(provenance, limits, second).breaches();
        audited.ledger.accept(provenance, limits, second);
        if (provenance.syntheticCharacters() > 0) {
            audited.highest = Math.max(audited.highest, audited.ledger.share(limits));
        }
        if (!breaches.isEmpty()) {
            List<Reason> reasons = new ArrayList<>();
            breaches.forEach(breach -> reasons.add(Judging.reason(breach)));
            audited.found(accepted.source(), reasons);
        }
    }

    /** Adds a record that has no verdict: it came past the gate. */
    public void foreign(Source at) {
        datasets.computeIfAbsent(NO_VERDICT, name -> new Dataset(name, Optional.empty(), true))
                .found(at, List.of(Reason.of(Rule.MALFORMED)));
    }

    private Dataset open(String name) {
        return policy.forDataset(name)
                .map(rules -> new Dataset(name, Optional.of(Gate.limits(rules)), Gate.unknownIsSynthetic(rules)))
                .orElseGet(() -> new Dataset(name, Optional.empty(), true));
    }

    /** What was found, by dataset. */
    public Collection<Dataset> datasets() {
        return Collections.unmodifiableCollection(datasets.values());
    }

    /** Whether every prefix of every dataset obeys. */
    public boolean holds() {
        return datasets.values().stream().allMatch(dataset -> dataset.broken == 0);
    }
}
