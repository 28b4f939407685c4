/**
 * Shares and generations. In: what a sample says of its origin. Out: which limits on what models wrote accepting it would break.
 */
@NullMarked
package io.tidegate.ledger;

import org.jspecify.annotations.NullMarked;
