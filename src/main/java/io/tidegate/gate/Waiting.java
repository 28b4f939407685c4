package io.tidegate.gate;

import io.tidegate.sample.Source;

/**
 * A record that waits in escrow, as the gate's stored state has it.
 *
 * @param place the scope, and the number of the decision to let it wait
 * @param sinceMillis when it began to wait, in milliseconds since the epoch
 * @param recordMillis its record time, in milliseconds since the epoch
 * @param source where it came from
 */
public record Waiting(Place place, long sinceMillis, long recordMillis, Source source) {

    /**
     * Reads an entry of the table {@link Storage.Table#HELD}.
     *
     * @throws Fatal if another program wrote it
     */
    public static Waiting read(byte[] kept) {
        HeldBytes.Held held = HeldBytes.read(kept);
        return new Waiting(
                new Place(held.scope(), held.sequence()),
                held.sinceMillis(),
                held.recordMillis(),
                held.arrival().source());
    }
}
