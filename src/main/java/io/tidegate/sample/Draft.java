package io.tidegate.sample;

import io.tidegate.sample.JsonCursor.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A document that was read to its end: what it says of itself, and the parts of the shapes that it may have. */
final class Draft {

    /**
     * The accepted shapes as the fields that make them, in the order of their turns. A document has the first shape of
     * which it has all fields.
     */
    private static final List<List<String>> SHAPES = List.of(
            List.of("messages"),
            List.of("conversations"),
            List.of("prompt", "chosen", "rejected"),
            List.of("prompt", "completion"),
            List.of("instruction", "input", "output"),
            List.of("instruction", "output"),
            List.of("instruction", "input", "response"),
            List.of("instruction", "response"),
            List.of("text"));

    private static final List<String> KEYS = List.of(
            "id",
            "dataset",
            "origin",
            "messages",
            "conversations",
            "prompt",
            "chosen",
            "rejected",
            "completion",
            "instruction",
            "input",
            "output",
            "response",
            "text");

    private static final List<String> WHATEVER_THE_SHAPE = List.of(Problems.DOCUMENT, "id", "dataset", "origin");

    private final Problems problems;
    private final Map<String, List<Message>> parts = new HashMap<>();
    private Optional<String> id = Optional.empty();
    private Optional<String> dataset = Optional.empty();
    private OriginClaim origin = OriginClaim.NONE;

    private Draft(Problems problems) {
        this.problems = problems;
    }

    /** Reads the object at the cursor. */
    static Draft read(JsonCursor cursor, Problems problems) throws IOException {
        Draft draft = new Draft(problems);
        MessageReader messages = new MessageReader(cursor);
        Fields fields = cursor.fields(KEYS);
        while (fields.next()) {
            String name = fields.name();
            switch (name) {
                case "id" -> draft.id = cursor.id();
                case "dataset" -> draft.dataset = cursor.label(Label.MAX_DATASET_BYTES);
                case "origin" -> draft.origin = OriginClaim.read(cursor);
                case "messages" -> draft.parts.put(name, messages.openAi());
                case "conversations" -> draft.parts.put(name, messages.shareGpt());
                case "prompt" -> draft.parts.put(name, stringOrMessages(cursor, messages, Role.USER));
                case "chosen", "rejected", "completion" ->
                    draft.parts.put(name, stringOrMessages(cursor, messages, Role.ASSISTANT));
                case "instruction" -> draft.parts.put(name, string(cursor, Role.USER));
                case "input" -> draft.parts.put(name, stringUnlessEmpty(cursor, Role.USER));
                case "output", "response" -> draft.parts.put(name, string(cursor, Role.ASSISTANT));
                case "text" -> draft.parts.put(name, string(cursor, Role.TEXT));
                default -> cursor.skip();
            }
        }
        return draft;
    }

    private static List<Message> string(JsonCursor cursor, Role role) throws IOException {
        return List.of(new Message(role, cursor.string(), Optional.empty()));
    }

    private static List<Message> stringUnlessEmpty(JsonCursor cursor, Role role) throws IOException {
        String text = cursor.string();
        return text.isEmpty() ? List.of() : List.of(new Message(role, text, Optional.empty()));
    }

    private static List<Message> stringOrMessages(JsonCursor cursor, MessageReader messages, Role role)
            throws IOException {
        if (cursor.atArray()) {
            return messages.openAi();
        }
        if (!cursor.atString()) {
            cursor.wrongType("a string or an array of messages");
            return List.of();
        }
        return string(cursor, role);
    }

    /** The sample that this document and the headers beside it make, or what is wrong. */
    Reading finish(Arrival arrival) {
        HeaderClaims claims = new HeaderClaims(arrival.headers(), problems);
        Optional<String> effectiveDataset = dataset.or(claims::dataset);
        Origin effectiveOrigin = origin.or(
                origin.kind().isPresent() ? Optional.empty() : claims.kind(),
                origin.model().isPresent() ? Optional.empty() : claims.model());
        Optional<String> problem = problems.firstOf(WHATEVER_THE_SHAPE);
        if (problem.isPresent()) {
            return new Reading.Malformed(problem.get());
        }
        Optional<List<String>> shape = shape();
        if (shape.isEmpty()) {
            return new Reading.Malformed("none of the known shapes: messages, conversations, prompt with chosen and"
                    + " rejected, prompt with completion, instruction with output, text");
        }
        Optional<String> shapeProblem = problems.firstOf(shape.get());
        if (shapeProblem.isPresent()) {
            return new Reading.Malformed(shapeProblem.get());
        }
        List<Message> messages = new ArrayList<>();
        shape.get().forEach(field -> messages.addAll(parts.getOrDefault(field, List.of())));
        if (messages.size() > Sample.MAX_TURNS) {
            return new Reading.Malformed("more than " + Sample.MAX_TURNS + " turns");
        }
        if (messages.stream().allMatch(message -> message.text().isBlank())) {
            return new Reading.Malformed("no text in any turn");
        }
        if (effectiveOrigin.claimsMoreThan(() -> characters(messages))) {
            return new Reading.Malformed("origin.syntheticCharacters is more than the sample has");
        }
        return new Reading.Understood(new Sample(
                id.orElseGet(() -> arrival.source().id()),
                effectiveDataset,
                effectiveOrigin,
                Attribution.turns(messages, effectiveOrigin)));
    }

    private Optional<List<String>> shape() {
        for (List<String> shape : SHAPES) {
            if (parts.keySet().containsAll(shape)) {
                return Optional.of(shape);
            }
        }
        return Optional.empty();
    }

    private static int characters(List<Message> messages) {
        return messages.stream().mapToInt(Message::characters).sum();
    }
}
