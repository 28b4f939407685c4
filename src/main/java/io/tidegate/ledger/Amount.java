package io.tidegate.ledger;

/**
 * Text, counted in both units, so that a policy may change from one to the other.
 *
 * @param samples millionths of a sample
 * @param characters code points
 */
public record Amount(long samples, long characters) {

    static final long MILLIONTHS = 1_000_000;

    static final Amount NONE = new Amount(0, 0);

    /** Part of one sample's characters; its millionths are rounded up, so that no text counts as none. */
    static Amount part(int part, int characters) {
        return new Amount(part == 0 ? 0 : (part * MILLIONTHS + characters - 1) / characters, part);
    }

    Amount plus(Amount other) {
        return new Amount(samples + other.samples, characters + other.characters);
    }

    Amount minus(Amount other) {
        return new Amount(samples - other.samples, characters - other.characters);
    }

    /** Millionths of a sample, or characters. */
    public long in(Limits.Unit unit) {
        return switch (unit) {
            case SAMPLES -> samples;
            case CHARACTERS -> characters;
        };
    }
}
