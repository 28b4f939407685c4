package io.tidegate.ledger;

import java.util.HashMap;
import java.util.Map;

/** A sum of contributions in one unit. */
public final class Tally {

    private final Limits.Unit unit;
    private long total;
    private long synthetic;
    private final Map<String, Long> generators = new HashMap<>();

    Tally(Limits.Unit unit) {
        this.unit = unit;
    }

    /** All units: characters, or millionths of a sample. */
    public long total() {
        return total;
    }

    /** Synthetic units. */
    public long synthetic() {
        return synthetic;
    }

    /** One model's units. */
    public long generator(String model) {
        return generators.getOrDefault(model, 0L);
    }

    void add(Contribution contribution) {
        change(contribution, 1);
    }

    void remove(Contribution contribution) {
        change(contribution, -1);
    }

    private void change(Contribution contribution, int sign) {
        total += sign * contribution.total(unit);
        synthetic += sign * contribution.synthetic(unit);
        for (String model : contribution.generators().keySet()) {
            generators.merge(model, sign * contribution.generator(model, unit), Long::sum);
        }
    }

    void restore(long restoredTotal, long restoredSynthetic) {
        total = restoredTotal;
        synthetic = restoredSynthetic;
    }

    void restoreGenerator(String model, long units) {
        generators.put(model, units);
    }
}
