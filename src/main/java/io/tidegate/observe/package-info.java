/**
 * What operators see. In: decisions and states. Out: metrics and health over HTTP.
 */
@NullMarked
package io.tidegate.observe;

import org.jspecify.annotations.NullMarked;
