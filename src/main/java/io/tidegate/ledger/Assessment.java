package io.tidegate.ledger;

import java.util.List;

/**
 * What the ledger says of a sample before it is accepted.
 *
 * @param share the synthetic share that the limits are held against, with the sample in, in [0, 1]
 * @param breaches every limit that accepting it would break, in a fixed order
 */
public record Assessment(double share, List<Breach> breaches) {

    public Assessment {
        breaches = List.copyOf(breaches);
    }
}
