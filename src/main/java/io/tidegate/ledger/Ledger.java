package io.tidegate.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The books of one dataset: how much of what was accepted models wrote.
 *
 * <p>A sample that holds synthetic text is accepted only if the share, with the sample in, stays within its limit; text by
 * humans is never refused for a share. So at every accepted record that holds synthetic text the share over the window is
 * within the limit, and with a window of all, after every record (unless the baseline itself is over it, until human text
 * brings it down). The same holds for the share of each model that the record names.
 *
 * <p>The parts of a window are kept only while a policy has it: a window that a policy introduces, or makes longer, fills from
 * then on; one whose parts are of another length begins anew.
 */
public final class Ledger {

    /** Models that are counted by name; all further ones are counted together, as one. */
    static final int MAX_GENERATORS = 256;

    private final Tally all = new Tally();
    private final Tally recent = new Tally();
    private final Set<String> generators = new HashSet<>();
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private long partsKind;
    private long accepted;

    /**
     * What was accepted in one part of a window.
     *
     * @param number parts are numbered in the order in which they leave
     */
    public record Part(long number, Contribution sum) {}

    /** How many samples were accepted. */
    public long accepted() {
        return accepted;
    }

    /** The sum over all that was accepted, without the baseline. */
    public Tally all() {
        return all;
    }

    /** Of what kind the kept parts are, as {@link Window#partsKind} says. */
    public long partsKind() {
        return partsKind;
    }

    /** The number of the oldest part of the window that is kept; {@link Long#MAX_VALUE} if none is. */
    public long oldestPart() {
        return parts.isEmpty() ? Long.MAX_VALUE : parts.getFirst().number();
    }

    /** The number of the newest part of the window; {@link Long#MAX_VALUE} if none is kept. */
    public long newestPart() {
        return parts.isEmpty() ? Long.MAX_VALUE : parts.getLast().number();
    }

    /** The parts of the window from this number on, the newest first. */
    public List<Part> partsFrom(long number) {
        List<Part> newest = new ArrayList<>();
        for (Iterator<Part> each = parts.descendingIterator(); each.hasNext(); ) {
            Part part = each.next();
            if (part.number() < number) {
                break;
            }
            newest.add(part);
        }
        return newest;
    }

    /**
     * What a sample of this provenance would do to the shares, and every limit that it would break.
     *
     * @param second its record time, in seconds since the epoch
     */
    public Assessment assess(Provenance provenance, Limits limits, long second) {
        Contribution sample = contribution(provenance);
        Contribution leaving =
                leaving(limits.window(), second, sample.generators().keySet());
        Balance before = balance(limits);
        Balance after = before.with(sample, leaving, limits.unit());
        List<Breach> breaches = new ArrayList<>();
        if (provenance.syntheticCharacters() > 0) {
            addShareBreaches(breaches, sample, leaving, before, after, limits);
        }
        if (limits.maxGeneration().isPresent()
                && provenance.generation() > limits.maxGeneration().getAsInt()) {
            breaches.add(new Breach.GenerationDepth(
                    provenance.generation(), limits.maxGeneration().getAsInt()));
        }
        if (provenance.syntheticCharacters() > 0 && limits.humanFloor().isPresent()) {
            long human = human(limits);
            if (human < limits.humanFloor().getAsLong()) {
                breaches.add(new Breach.HumanFloor(human, limits.humanFloor().getAsLong()));
            }
        }
        if (!provenance.declared() && (limits.refuseUndeclared() || !breaches.isEmpty())) {
            breaches.add(new Breach.UnknownOrigin(limits.refuseUndeclared()));
        }
        return new Assessment(after.share(), breaches);
    }

    private void addShareBreaches(
            List<Breach> breaches,
            Contribution sample,
            Contribution leaving,
            Balance before,
            Balance after,
            Limits limits) {
        if (limits.maxShare().isPresent() && after.share() > limits.maxShare().getAsDouble()) {
            breaches.add(
                    new Breach.SyntheticShare(after.share(), limits.maxShare().getAsDouble(), before.human() == 0));
        }
        if (limits.maxGeneratorShare().isPresent()) {
            double limit = limits.maxGeneratorShare().getAsDouble();
            Tally counted = counted(limits.window());
            for (String model : new TreeSet<>(sample.generators().keySet())) {
                Amount units =
                        counted.generator(model).plus(sample.generator(model)).minus(leaving.generator(model));
                double share = (double) units.in(limits.unit()) / after.total();
                if (share > limit) {
                    breaches.add(new Breach.GeneratorShare(shownName(model), share, limit));
                }
            }
        }
    }

    /** A model's name for people: models that are counted together have none. */
    public static String shownName(String model) {
        return model.equals(Provenance.FURTHER_GENERATORS) ? "" : model;
    }

    /** The synthetic share that the limits are held against, in [0, 1]; 0 of nothing. */
    public double share(Limits limits) {
        return balance(limits).share();
    }

    /** One model's part of what the shares are taken over, in [0, 1]; 0 of nothing. */
    public double generatorShare(String model, Limits limits) {
        long total = balance(limits).total();
        return total == 0
                ? 0
                : (double) counted(limits.window()).generator(nameNow(model)).in(limits.unit()) / total;
    }

    /**
     * How many whole units of synthetic text by a model fit in now, until other text comes; empty if no limit is set. A share
     * whose window loses something with each sample may have room for a little more or less.
     *
     */
    public OptionalLong room(String model, Limits limits) {
        if (limits.humanFloor().isPresent()
                && human(limits) < limits.humanFloor().getAsLong()) {
            return OptionalLong.of(0);
        }
        Balance balance = balance(limits);
        long room = Long.MAX_VALUE;
        if (limits.maxShare().isPresent()) {
            room = room(balance.synthetic(), balance.total(), limits.maxShare().getAsDouble());
        }
        if (limits.maxGeneratorShare().isPresent()) {
            long units = counted(limits.window()).generator(nameNow(model)).in(limits.unit());
            room = Math.min(
                    room,
                    room(units, balance.total(), limits.maxGeneratorShare().getAsDouble()));
        }
        return room == Long.MAX_VALUE
                ? OptionalLong.empty()
                : OptionalLong.of(limits.unit().count(room));
    }

    /** The largest x with (part + x) / (total + x) within the limit. */
    private static long room(long part, long total, double limit) {
        return limit >= 1
                ? Long.MAX_VALUE
                : (long) Math.max(0, Math.floor((limit * total - part) / (1 - limit) + 1e-6));
    }

    /** Whole units of human text that were ever accepted, and of the baseline. */
    public long human(Limits limits) {
        Amount human = all.total().minus(all.synthetic());
        return limits.baselineHuman() + limits.unit().count(human.in(limits.unit()));
    }

    /** Whole units of models' text that were ever accepted, and of the baseline. */
    public long synthetic(Limits limits) {
        return limits.baselineSynthetic() + limits.unit().count(all.synthetic().in(limits.unit()));
    }

    private Balance balance(Limits limits) {
        long synthetic = limits.unit().whole(limits.baselineSynthetic());
        long human = limits.unit().whole(limits.baselineHuman());
        Tally tally = counted(limits.window());
        return new Balance(
                synthetic + tally.synthetic().in(limits.unit()),
                synthetic + human + tally.total().in(limits.unit()));
    }

    private Tally counted(Window window) {
        return window instanceof Window.All ? all : recent;
    }

    /** Units that a share is taken of, baseline included. */
    private record Balance(long synthetic, long total) {

        private Balance with(Contribution entering, Contribution leaving, Limits.Unit unit) {
            return new Balance(
                    synthetic + entering.synthetic().minus(leaving.synthetic()).in(unit),
                    total + entering.total().minus(leaving.total()).in(unit));
        }

        private long human() {
            return total - synthetic;
        }

        private double share() {
            return total == 0 ? 0 : (double) synthetic / total;
        }
    }

    /**
     * Books an accepted sample, and says what to keep of it.
     *
     * @param second its record time, in seconds since the epoch
     */
    public Contribution accept(Provenance provenance, Limits limits, long second) {
        Contribution sample = contribution(provenance);
        generators.addAll(sample.generators().keySet());
        all.add(sample);
        accepted++;
        begin(limits.window());
        if (!(limits.window() instanceof Window.All)) {
            long number = entering(limits.window(), accepted, second);
            removeUpTo(number - limits.window().parts());
            recent.add(sample);
            Part last = parts.peekLast();
            if (last != null && last.number() == number) {
                parts.removeLast();
                parts.addLast(new Part(number, last.sum().plus(sample)));
            } else {
                parts.addLast(new Part(number, sample));
            }
        }
        return sample;
    }

    /** Begins a window of another kind than the kept parts are of. */
    private void begin(Window window) {
        if (partsKind != window.partsKind()) {
            removeUpTo(Long.MAX_VALUE);
            partsKind = window.partsKind();
        }
    }

    private void removeUpTo(long number) {
        while (!parts.isEmpty() && parts.getFirst().number() <= number) {
            recent.remove(parts.removeFirst().sum());
        }
    }

    /** The part that a sample falls into. Time never goes back. */
    private long entering(Window window, long ordinal, long second) {
        long part = window.part(ordinal, second);
        return parts.isEmpty() ? part : Math.max(part, parts.getLast().number());
    }

    /** What leaves the window when one more sample enters; of models, what these wrote. */
    private Contribution leaving(Window window, long second, Set<String> models) {
        if (window instanceof Window.All) {
            return Contribution.NONE;
        }
        if (partsKind != window.partsKind()) {
            return sum(parts, models);
        }
        long newest = entering(window, accepted + 1, second);
        List<Part> leaving = new ArrayList<>();
        for (Part part : parts) {
            if (part.number() > newest - window.parts()) {
                break;
            }
            leaving.add(part);
        }
        return sum(leaving, models);
    }

    /** Lets go of parts that lie before the window, as they do when a policy makes it shorter. */
    public void narrow(Window window) {
        begin(window);
        if (!parts.isEmpty()) {
            removeUpTo(parts.getLast().number() - window.parts());
        }
    }

    private static Contribution sum(Collection<Part> parts, Set<String> models) {
        if (parts.isEmpty()) {
            return Contribution.NONE;
        }
        Amount total = Amount.NONE;
        Amount synthetic = Amount.NONE;
        Map<String, Amount> byModel = new HashMap<>();
        for (Part part : parts) {
            total = total.plus(part.sum().total());
            synthetic = synthetic.plus(part.sum().synthetic());
            for (String model : models) {
                byModel.merge(model, part.sum().generator(model), Amount::plus);
            }
        }
        return new Contribution(total, synthetic, byModel);
    }

    /** Puts the sums back as they were when so many samples had been accepted under a window of this kind. */
    public void restore(long acceptedThen, Amount total, Amount synthetic, long partsKindThen) {
        accepted = acceptedThen;
        all.restore(total, synthetic);
        partsKind = partsKindThen;
    }

    /** Puts one model's sum back. */
    public void restoreGenerator(String model, Amount amount) {
        generators.add(model);
        all.restoreGenerator(model, amount);
    }

    /** Puts the next part of the window back; the oldest comes first. */
    public void restorePart(Part part) {
        parts.addLast(part);
        recent.add(part.sum());
    }

    private Contribution contribution(Provenance provenance) {
        int characters = provenance.characters();
        return new Contribution(
                Amount.part(characters, characters),
                Amount.part(provenance.syntheticCharacters(), characters),
                amounts(provenance.generators(), characters));
    }

    private Map<String, Amount> amounts(Map<String, Integer> written, int characters) {
        if (written.size() == 1) { // as with nearly all samples
            Map.Entry<String, Integer> only = written.entrySet().iterator().next();
            return Map.of(nameNow(only.getKey()), Amount.part(only.getValue(), characters));
        }
        Map<String, Integer> counted = new HashMap<>();
        new TreeMap<>(written).forEach((model, part) -> counted.merge(countedName(model, counted), part, Integer::sum));
        Map<String, Amount> amounts = new HashMap<>();
        counted.forEach((model, part) -> amounts.put(model, Amount.part(part, characters)));
        return amounts;
    }

    private String nameNow(String model) {
        return countedName(model, Map.of());
    }

    private String countedName(String model, Map<String, Integer> counted) {
        if (generators.contains(model)) {
            return model;
        }
        int all = generators.size();
        for (String other : counted.keySet()) {
            all += generators.contains(other) ? 0 : 1;
        }
        return all < MAX_GENERATORS ? model : Provenance.FURTHER_GENERATORS;
    }
}
