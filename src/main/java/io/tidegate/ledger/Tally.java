package io.tidegate.ledger;

import java.util.HashMap;
import java.util.Map;

/** A sum of contributions that more are added to and taken from. */
public final class Tally {

    private Amount total = Amount.NONE;
    private Amount synthetic = Amount.NONE;
    private final Map<String, Amount> generators = new HashMap<>();

    /** All text. */
    public Amount total() {
        return total;
    }

    /** What models wrote of it. */
    public Amount synthetic() {
        return synthetic;
    }

    /** What one model wrote. */
    public Amount generator(String model) {
        return generators.getOrDefault(model, Amount.NONE);
    }

    /** What each model wrote. */
    public Map<String, Amount> generators() {
        return Map.copyOf(generators);
    }

    void add(Contribution more) {
        restore(total.plus(more.total()), synthetic.plus(more.synthetic()));
        more.generators().forEach((model, amount) -> generators.merge(model, amount, Amount::plus));
    }

    void remove(Contribution less) {
        restore(total.minus(less.total()), synthetic.minus(less.synthetic()));
        less.generators().forEach((model, amount) -> {
            Amount left = generator(model).minus(amount);
            if (left.equals(Amount.NONE)) {
                generators.remove(model);
            } else {
                generators.put(model, left);
            }
        });
    }

    void restore(Amount restoredTotal, Amount restoredSynthetic) {
        total = restoredTotal;
        synthetic = restoredSynthetic;
    }

    void restoreGenerator(String model, Amount amount) {
        generators.put(model, amount);
    }
}
