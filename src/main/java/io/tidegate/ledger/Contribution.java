package io.tidegate.ledger;

import java.util.HashMap;
import java.util.Map;

/**
 * What accepted samples, one or more, added to their dataset.
 *
 * @param total all of their text
 * @param synthetic what models wrote of it
 * @param generators what each model wrote, by the name under which the ledger counts it
 */
public record Contribution(Amount total, Amount synthetic, Map<String, Amount> generators) {

    static final Contribution NONE = new Contribution(Amount.NONE, Amount.NONE, Map.of());

    public Contribution {
        generators = Map.copyOf(generators);
    }

    Amount generator(String model) {
        return generators.getOrDefault(model, Amount.NONE);
    }

    Contribution plus(Contribution other) {
        Map<String, Amount> sum = new HashMap<>(generators);
        other.generators.forEach((model, amount) -> sum.merge(model, amount, Amount::plus));
        return new Contribution(total.plus(other.total), synthetic.plus(other.synthetic), sum);
    }
}
