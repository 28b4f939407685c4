/**
 * Ingest. In: a record as it arrived, bytes and headers. Out: a sample, or what is wrong with the record; never an
 * exception.
 *
 * <p>{@code Payload} finds the JSON in the bytes, {@code JsonCursor} reads its values and notes what is wrong with them,
 * {@code Draft} gathers the fields and decides which shape they make, {@code MessageReader} and {@code OriginClaim} read what
 * lies within, {@code HeaderClaims} fills what is left open, and {@code Attribution} gives each turn its origin.
 */
@NullMarked
package io.tidegate.sample;

import org.jspecify.annotations.NullMarked;
