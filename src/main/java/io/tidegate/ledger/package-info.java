/**
 * Shares. In: what a sample says of its origin. Out: whether accepting it would break a limit on what models wrote.
 */
@NullMarked
package io.tidegate.ledger;

import org.jspecify.annotations.NullMarked;
