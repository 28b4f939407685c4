package io.tidegate.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The books of one dataset: how much of what was accepted models wrote.
 *
 * <p>A sample that holds synthetic text is accepted only if the share, with the sample in, stays within its limit; text by
 * humans is never refused for a share. So at every accepted record that holds synthetic text the share over the window is
 * within the limit, and with a window of all, after every record (unless the baseline itself is over it, until human text
 * brings it down). The same holds for the share of each model that the record names.
 *
 * <p>Both units are counted always, so that a policy may change from one to the other. The last samples are kept only while
 * a policy has a window: a window that a policy introduces, or makes longer, fills from then on.
 */
public final class Ledger {

    /** Models that are counted by name; all further ones are counted together, as one. */
    static final int MAX_GENERATORS = 256;

    private static final Contribution NOTHING = new Contribution(0, 0, Map.of());

    private final Map<Limits.Unit, Tally> all = tallies();
    private final Map<Limits.Unit, Tally> recent = tallies();
    private final Set<String> generators = new HashSet<>();
    private final ArrayDeque<Contribution> window = new ArrayDeque<>();
    private long accepted;

    /** How many samples were accepted. */
    public long accepted() {
        return accepted;
    }

    /** The sum over all that was accepted, without the baseline. */
    public Tally all(Limits.Unit unit) {
        return of(all, unit);
    }

    /** Every limit that accepting a sample of this provenance would break, in a fixed order. */
    public List<Breach> breaches(Provenance provenance, Limits limits) {
        List<Breach> breaches = new ArrayList<>();
        Contribution sample = contribution(provenance);
        if (provenance.syntheticCharacters() > 0) {
            addShareBreaches(breaches, sample, limits);
        }
        if (limits.maxGeneration().isPresent()
                && provenance.generation() > limits.maxGeneration().getAsInt()) {
            breaches.add(new Breach.GenerationDepth(
                    provenance.generation(), limits.maxGeneration().getAsInt()));
        }
        if (!provenance.declared() && (limits.refuseUndeclared() || !breaches.isEmpty())) {
            breaches.add(new Breach.UnknownOrigin());
        }
        return breaches;
    }

    private void addShareBreaches(List<Breach> breaches, Contribution sample, Limits limits) {
        Balance balance = balance(limits).with(sample, leaving(limits), limits.unit());
        if (limits.maxShare().isPresent() && balance.share() > limits.maxShare().getAsDouble()) {
            boolean noHumanYet = balance(limits).human() == 0;
            breaches.add(
                    new Breach.SyntheticShare(balance.share(), limits.maxShare().getAsDouble(), noHumanYet));
        }
        if (limits.maxGeneratorShare().isPresent()) {
            double limit = limits.maxGeneratorShare().getAsDouble();
            sample.generators().keySet().stream().sorted().forEach(model -> {
                double share = (double) units(model, sample, limits) / balance.total();
                if (share > limit) {
                    breaches.add(new Breach.GeneratorShare(
                            model.equals(Provenance.FURTHER_GENERATORS) ? "" : model, share, limit));
                }
            });
        }
    }

    /** One model's units with the sample in. */
    private long units(String model, Contribution sample, Limits limits) {
        return tally(limits).generator(model)
                + sample.generator(model, limits.unit())
                - leaving(limits).generator(model, limits.unit());
    }

    /** The synthetic share that the limits are held against once a sample of this provenance is in, in [0, 1]. */
    public double shareWith(Provenance provenance, Limits limits) {
        return balance(limits)
                .with(contribution(provenance), leaving(limits), limits.unit())
                .share();
    }

    /** The synthetic share that the limits are held against, in [0, 1]; 0 of nothing. */
    public double share(Limits limits) {
        return balance(limits).share();
    }

    private Balance balance(Limits limits) {
        long synthetic = Contribution.whole(limits.baselineSynthetic(), limits.unit());
        long human = Contribution.whole(limits.baselineHuman(), limits.unit());
        Tally tally = tally(limits);
        return new Balance(synthetic + tally.synthetic(), synthetic + human + tally.total());
    }

    private Tally tally(Limits limits) {
        return of(limits.windowLast().isPresent() ? recent : all, limits.unit());
    }

    /** Units that a share is taken of, baseline included. */
    private record Balance(long synthetic, long total) {

        private Balance with(Contribution entering, Contribution leaving, Limits.Unit unit) {
            return new Balance(
                    synthetic + entering.synthetic(unit) - leaving.synthetic(unit),
                    total + entering.total(unit) - leaving.total(unit));
        }

        private long human() {
            return total - synthetic;
        }

        private double share() {
            return total == 0 ? 0 : (double) synthetic / total;
        }
    }

    /** Books an accepted sample, and says what to keep of it. */
    public Contribution accept(Provenance provenance, Limits limits) {
        Contribution sample = contribution(provenance);
        generators.addAll(sample.generators().keySet());
        all.values().forEach(tally -> tally.add(sample));
        accepted++;
        limits.windowLast().ifPresent(length -> push(sample, length));
        return sample;
    }

    /** Puts the sums back as they were when so many samples had been accepted. */
    public void restore(long acceptedThen, Limits.Unit unit, long total, long synthetic) {
        accepted = acceptedThen;
        of(all, unit).restore(total, synthetic);
    }

    /** Puts one model's sum back. */
    public void restoreGenerator(String model, Limits.Unit unit, long units) {
        generators.add(model);
        of(all, unit).restoreGenerator(model, units);
    }

    /** Puts the next sample of the window back; the oldest comes first. */
    public void restoreWindow(Contribution sample) {
        push(sample, Integer.MAX_VALUE);
    }

    private void push(Contribution sample, int length) {
        window.addLast(sample);
        recent.values().forEach(tally -> tally.add(sample));
        while (window.size() > length) {
            Contribution oldest = window.removeFirst();
            recent.values().forEach(tally -> tally.remove(oldest));
        }
    }

    /** What leaves the window when one more sample enters. */
    private Contribution leaving(Limits limits) {
        boolean full = limits.windowLast().isPresent()
                && window.size() >= limits.windowLast().getAsInt();
        return full ? window.getFirst() : NOTHING;
    }

    private Contribution contribution(Provenance provenance) {
        Map<String, Integer> counted = new LinkedHashMap<>();
        provenance.generators().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> counted.merge(countedName(entry.getKey(), counted), entry.getValue(), Integer::sum));
        return new Contribution(provenance.characters(), provenance.syntheticCharacters(), counted);
    }

    private String countedName(String model, Map<String, Integer> counted) {
        long others = counted.keySet().stream()
                .filter(other -> !generators.contains(other))
                .count();
        return generators.contains(model) || generators.size() + others < MAX_GENERATORS
                ? model
                : Provenance.FURTHER_GENERATORS;
    }

    private static Tally of(Map<Limits.Unit, Tally> tallies, Limits.Unit unit) {
        Tally tally = tallies.get(unit);
        if (tally == null) {
            throw new IllegalStateException("no tally in " + unit);
        }
        return tally;
    }

    private static Map<Limits.Unit, Tally> tallies() {
        Map<Limits.Unit, Tally> tallies = new LinkedHashMap<>();
        for (Limits.Unit unit : Limits.Unit.values()) {
            tallies.put(unit, new Tally(unit));
        }
        return tallies;
    }
}
