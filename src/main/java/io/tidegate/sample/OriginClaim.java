package io.tidegate.sample;

import io.tidegate.sample.JsonCursor.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An {@code origin} object as far as it goes: what it leaves open, a header may fill.
 *
 * @param rest everything but kind and model
 */
record OriginClaim(Optional<Origin.Kind> kind, Optional<String> model, Origin rest) {

    static final OriginClaim NONE = new OriginClaim(Optional.empty(), Optional.empty(), Origin.UNKNOWN);

    private static final List<String> KEYS = List.of("kind", "model", "generation", "parents", "syntheticCharacters");

    static OriginClaim read(JsonCursor cursor) throws IOException {
        if (!cursor.atObject()) {
            cursor.wrongType("an object");
            return NONE;
        }
        Optional<Origin.Kind> kind = Optional.empty();
        Optional<String> model = Optional.empty();
        OptionalInt generation = OptionalInt.empty();
        List<String> parents = List.of();
        OptionalInt syntheticCharacters = OptionalInt.empty();
        Fields fields = cursor.fields(KEYS);
        while (fields.next()) {
            switch (fields.name()) {
                case "kind" -> kind = cursor.word(Origin.Kind::of, "human, synthetic, mixed or unknown");
                case "model" -> model = cursor.label(Label.MAX_MODEL_BYTES);
                case "generation" -> generation = cursor.integer(Origin.MAX_GENERATION);
                case "parents" -> parents = parents(cursor);
                case "syntheticCharacters" -> syntheticCharacters = cursor.integer(Integer.MAX_VALUE);
                default -> cursor.skip();
            }
        }
        Origin rest = new Origin(Origin.Kind.UNKNOWN, Optional.empty(), generation, parents, syntheticCharacters);
        return new OriginClaim(kind, model, rest);
    }

    /** The origin that this and nothing else says. */
    Origin alone() {
        return or(Optional.empty(), Optional.empty());
    }

    /** The origin that this says, filled up with these where it says nothing. */
    Origin or(Optional<Origin.Kind> otherKind, Optional<String> otherModel) {
        return new Origin(
                kind.or(() -> otherKind).orElse(Origin.Kind.UNKNOWN),
                model.or(() -> otherModel),
                rest.generation(),
                rest.parents(),
                rest.syntheticCharacters());
    }

    private static List<String> parents(JsonCursor cursor) throws IOException {
        List<String> parents = new ArrayList<>();
        if (!cursor.atArray()) {
            cursor.wrongType("an array of ids");
            return parents;
        }
        while (cursor.nextElement()) {
            if (parents.size() < Origin.MAX_PARENTS) {
                cursor.id().ifPresent(parents::add);
            } else {
                cursor.note(" is one too many: at most " + Origin.MAX_PARENTS);
                cursor.skip();
            }
        }
        return parents;
    }
}
