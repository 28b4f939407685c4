/**
 * Ingest. In: a record as it arrived, bytes and headers. Out: a sample, or what is wrong with the record; never an
 * exception.
 */
@NullMarked
package io.tidegate.sample;

import org.jspecify.annotations.NullMarked;
