/**
 * What may be learned. In: a YAML file. Out: checked limits per dataset, or every mistake in the file at once.
 */
@NullMarked
package io.tidegate.policy;

import org.jspecify.annotations.NullMarked;
