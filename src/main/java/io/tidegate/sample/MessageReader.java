package io.tidegate.sample;

import io.tidegate.sample.JsonCursor.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Reads conversations, in the two dialects that are spoken. */
final class MessageReader {

    private static final List<String> OPENAI = List.of("role", "content", "tool_calls", "function_call", "origin");
    private static final List<String> SHAREGPT = List.of("from", "value", "origin");
    private static final List<String> TEXT_PART = List.of("type", "text");
    private static final List<String> TOOL_CALL = List.of("function");
    private static final List<String> FUNCTION = List.of("arguments");

    private final JsonCursor cursor;

    MessageReader(JsonCursor cursor) {
        this.cursor = cursor;
    }

    /** OpenAI's messages, with {@code role} and {@code content}. */
    List<Message> openAi() throws IOException {
        return each(this::openAiMessage);
    }

    /** ShareGPT's conversations, with {@code from} and {@code value}. */
    List<Message> shareGpt() throws IOException {
        return each(this::shareGptMessage);
    }

    private interface MessageShape {
        Message read() throws IOException;
    }

    /** At most one message more than a sample may have turns, so that a hostile array takes no memory. */
    private List<Message> each(MessageShape shape) throws IOException {
        List<Message> messages = new ArrayList<>();
        if (!cursor.atArray()) {
            cursor.wrongType("an array of messages");
            return messages;
        }
        while (cursor.nextElement()) {
            if (messages.size() > Sample.MAX_TURNS) {
                cursor.skip();
            } else if (cursor.atObject()) {
                messages.add(shape.read());
            } else {
                cursor.wrongType("an object");
            }
        }
        return messages;
    }

    private Message openAiMessage() throws IOException {
        Role role = Role.USER;
        String content = "";
        List<String> toolArguments = new ArrayList<>(0);
        List<String> functionArguments = new ArrayList<>(0);
        Optional<Origin> origin = Optional.empty();
        Fields fields = cursor.fields(OPENAI);
        while (fields.next()) {
            switch (fields.name()) {
                case "role" ->
                    role = cursor.word(
                                    MessageReader::openAiRole,
                                    "one of system, developer, user, assistant, tool, function")
                            .orElse(role);
                case "content" -> content = content();
                case "tool_calls" -> toolCalls(toolArguments);
                case "function_call" -> function(functionArguments);
                case "origin" -> origin = Optional.of(OriginClaim.read(cursor).alone());
                default -> cursor.skip();
            }
        }
        fields.require("role");
        if (!fields.has("tool_calls") && !fields.has("function_call")) {
            fields.require("content");
        }
        toolArguments.addAll(functionArguments);
        return checked(new Message(role, joined(content, toolArguments), origin));
    }

    private static String joined(String content, List<String> arguments) {
        if (arguments.isEmpty()) {
            return content;
        }
        StringJoiner text = new StringJoiner("\n");
        if (!content.isEmpty()) {
            text.add(content);
        }
        arguments.forEach(text::add);
        return text.toString();
    }

    private Message shareGptMessage() throws IOException {
        Role role = Role.USER;
        String text = "";
        Optional<Origin> origin = Optional.empty();
        Fields fields = cursor.fields(SHAREGPT);
        while (fields.next()) {
            switch (fields.name()) {
                case "from" ->
                    role = cursor.word(MessageReader::shareGptRole, "a known speaker")
                            .orElse(role);
                case "value" -> text = cursor.string();
                case "origin" -> origin = Optional.of(OriginClaim.read(cursor).alone());
                default -> cursor.skip();
            }
        }
        fields.require("from");
        fields.require("value");
        return checked(new Message(role, text, origin));
    }

    private Message checked(Message message) {
        if (message.origin().isPresent() && message.origin().get().claimsMoreThan(message::characters)) {
            cursor.note(".origin.syntheticCharacters is more than the message has");
        }
        return message;
    }

    private String content() throws IOException {
        if (cursor.atString()) {
            return cursor.string();
        }
        if (!cursor.atArray()) {
            cursor.wrongType("a string or an array of text parts");
            return "";
        }
        StringJoiner text = new StringJoiner("\n");
        while (cursor.nextElement()) {
            if (cursor.atObject()) {
                text.add(textPart());
            } else {
                cursor.wrongType("a text part");
            }
        }
        return text.toString();
    }

    private String textPart() throws IOException {
        boolean isText = false;
        String text = "";
        Fields fields = cursor.fields(TEXT_PART);
        while (fields.next()) {
            switch (fields.name()) {
                case "type" -> isText = cursor.string().equals("text");
                case "text" -> text = cursor.string();
                default -> cursor.skip();
            }
        }
        if (isText) {
            fields.require("text");
        } else {
            cursor.note(" is not a text part: only text is judged");
        }
        return text;
    }

    private void toolCalls(List<String> arguments) throws IOException {
        if (!cursor.atArray()) {
            cursor.wrongType("an array of tool calls");
            return;
        }
        while (cursor.nextElement()) {
            if (cursor.atObject()) {
                toolCall(arguments);
            } else {
                cursor.wrongType("a tool call");
            }
        }
    }

    private void toolCall(List<String> arguments) throws IOException {
        Fields fields = cursor.fields(TOOL_CALL);
        while (fields.next()) {
            if (fields.name().equals("function")) {
                function(arguments);
            } else {
                cursor.skip();
            }
        }
        fields.require("function");
    }

    /** OpenAI writes the arguments as a string of JSON, others as the object itself. */
    private void function(List<String> arguments) throws IOException {
        if (!cursor.atObject()) {
            cursor.wrongType("an object");
            return;
        }
        Fields fields = cursor.fields(FUNCTION);
        while (fields.next()) {
            if (!fields.name().equals("arguments")) {
                cursor.skip();
            } else if (cursor.atString()) {
                arguments.add(cursor.string());
            } else if (cursor.atObject()) {
                arguments.add(cursor.source());
            } else {
                cursor.wrongType("a string or an object");
            }
        }
    }

    private static Optional<Role> openAiRole(String word) {
        return switch (word) {
            case "system" -> Optional.of(Role.SYSTEM);
            case "developer" -> Optional.of(Role.DEVELOPER);
            case "user" -> Optional.of(Role.USER);
            case "assistant" -> Optional.of(Role.ASSISTANT);
            case "tool", "function" -> Optional.of(Role.TOOL);
            default -> Optional.empty();
        };
    }

    private static Optional<Role> shareGptRole(String word) {
        return switch (word) {
            case "system" -> Optional.of(Role.SYSTEM);
            case "human", "user" -> Optional.of(Role.USER);
            case "gpt", "assistant", "chatgpt", "bing", "bard", "model", "function_call" -> Optional.of(Role.ASSISTANT);
            case "tool", "function", "observation", "function_response" -> Optional.of(Role.TOOL);
            default -> Optional.empty();
        };
    }
}
