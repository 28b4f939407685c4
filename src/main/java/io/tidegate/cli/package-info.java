/**
 * The command line. One class per command; the rooms are wired together here and nowhere else.
 */
@NullMarked
package io.tidegate.cli;

import org.jspecify.annotations.NullMarked;
