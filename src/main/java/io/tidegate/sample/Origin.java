package io.tidegate.sample;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who wrote a text, as its producer declares it.
 *
 * @param model the model that wrote it, if one did
 * @param generation 0 for human text, 1 for text made by a model from human data, n + 1 for text made from generation n
 * @param parents ids of the samples that it was made from
 * @param syntheticCharacters how many code points of a mixed text a model wrote; empty means all of them
 */
public record Origin(
        Kind kind,
        Optional<String> model,
        OptionalInt generation,
        List<String> parents,
        OptionalInt syntheticCharacters) {

    /** Who wrote a text. */
    public enum Kind {
        HUMAN,
        SYNTHETIC,
        /** Written by both. */
        MIXED,
        /** Nobody said. */
        UNKNOWN;

        /** The name as samples and verdicts write it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind of that name. */
        public static Optional<Kind> of(String id) {
            return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
        }
    }

    /** Nobody said who wrote it. */
    public static final Origin UNKNOWN = of(Kind.UNKNOWN);

    public Origin {
        parents = List.copyOf(parents);
    }

    public static Origin of(Kind kind) {
        return new Origin(kind, Optional.empty(), OptionalInt.empty(), List.of(), OptionalInt.empty());
    }
}
