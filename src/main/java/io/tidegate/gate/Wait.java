package io.tidegate.gate;

import java.util.OptionalLong;

/**
 * That a sample waited in escrow before it left.
 *
 * @param sequence its place among its scope's decisions when it began to wait
 * @param since when it began to wait, in milliseconds since the epoch
 * @param expired when it was let go, in milliseconds since the epoch, if it was for the time
 */
public record Wait(long sequence, long since, OptionalLong expired) {}
