package io.tidegate.ledger;

import java.util.Map;

/**
 * What one accepted sample added to its dataset.
 *
 * @param characters code points in all turns
 * @param syntheticCharacters how many of them a model wrote
 * @param generators how many of them each model wrote, by the name under which the ledger counts it
 */
public record Contribution(int characters, int syntheticCharacters, Map<String, Integer> generators) {

    private static final long MILLIONTHS = 1_000_000;

    public Contribution {
        generators = Map.copyOf(generators);
    }

    /** Synthetic units: characters, or millionths of a sample. Rounded up, so that no synthetic text counts as none. */
    long synthetic(Limits.Unit unit) {
        return units(syntheticCharacters, unit);
    }

    /** All units. */
    long total(Limits.Unit unit) {
        return units(characters, unit);
    }

    /** One model's units. */
    long generator(String model, Limits.Unit unit) {
        return units(generators.getOrDefault(model, 0), unit);
    }

    private long units(int part, Limits.Unit unit) {
        return switch (unit) {
            case CHARACTERS -> part;
            case SAMPLES -> part == 0 ? 0 : (part * MILLIONTHS + characters - 1) / characters;
        };
    }

    /** Units of so many whole samples or characters. */
    static long whole(long count, Limits.Unit unit) {
        return switch (unit) {
            case CHARACTERS -> count;
            case SAMPLES -> Math.multiplyExact(count, MILLIONTHS);
        };
    }
}
