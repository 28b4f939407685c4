/**
 * What may be learned. In: a YAML file. Out: checked limits per dataset, or every mistake in the file at once.
 *
 * <p>Every entry starts from the default one, key by key. A dataset has the entry of its own name, else
 * of the glob with the most literal characters that matches it, else the default. A policy is known by
 * the hash of its canonical form, which holds every effective value. A policy may bring judges of its
 * own; what their files hold is for others to read.
 */
@NullMarked
package io.tidegate.policy;

import org.jspecify.annotations.NullMarked;
