package io.tidegate.sample;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntSupplier;

/**
 * Who wrote a text, as its producer declares it.
 *
 * <p>A turn's origin, where it has its own, is that origin alone: nothing of the sample's is mixed in. A turn without one has
 * the sample's. There the sample's {@code syntheticCharacters}, which count the whole sample, are shared out: what the turns
 * with an origin of their own account for is taken off, the rest falls to the other turns in proportion to their length. So
 * each turn's number counts that turn, and the sample's need not be looked at.
 *
 * @param model the model that wrote it, if one did; 1 to 256 bytes of UTF-8 without control characters
 * @param generation 0 for human text, 1 for text made by a model from human data, n + 1 for text made from generation n; at
 *     most 1,000,000
 * @param parents ids of the samples that it was made from, at most 1,000 of at most 256 bytes each
 * @param syntheticCharacters how many code points of a mixed text a model wrote, at most all of them; empty means all of
 *     them. Of another kind of text it says nothing
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

        /** The kind of this name, if there is one. */
        public static Optional<Kind> of(String id) {
            return switch (id) {
                case "human" -> Optional.of(HUMAN);
                case "synthetic" -> Optional.of(SYNTHETIC);
                case "mixed" -> Optional.of(MIXED);
                case "unknown" -> Optional.of(UNKNOWN);
                default -> Optional.empty();
            };
        }
    }

    static final int MAX_GENERATION = 1_000_000;
    static final int MAX_PARENTS = 1_000;

    /** Nobody said who wrote it. */
    public static final Origin UNKNOWN = of(Kind.UNKNOWN);

    public Origin {
        parents = List.copyOf(parents);
        if (generation.orElse(0) < 0 || syntheticCharacters.orElse(0) < 0) {
            throw new IllegalArgumentException("generations and characters are counted from 0");
        }
    }

    public static Origin of(Kind kind) {
        return new Origin(kind, Optional.empty(), OptionalInt.empty(), List.of(), OptionalInt.empty());
    }

    Origin withSyntheticCharacters(int number) {
        return new Origin(kind, model, generation, parents, OptionalInt.of(number));
    }

    /** How many code points of a mixed text a model wrote; empty if nobody said, or if the text is of another kind. */
    OptionalInt statedSynthetic() {
        return kind == Kind.MIXED ? syntheticCharacters : OptionalInt.empty();
    }

    /** How many code points a model is known to have written of a text that has {@code characters}. */
    int synthetic(int characters) {
        return switch (kind) {
            case HUMAN, UNKNOWN -> 0;
            case SYNTHETIC -> characters;
            case MIXED -> syntheticCharacters.orElse(characters);
        };
    }

    /** Whether more of a text is said to be synthetic than there is; the length is asked for only where it matters. */
    boolean claimsMoreThan(IntSupplier characters) {
        OptionalInt stated = statedSynthetic();
        return stated.isPresent() && stated.getAsInt() > characters.getAsInt();
    }
}
