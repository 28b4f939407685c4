package io.tidegate.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Documents that look real, and that are wrong in ways that happen; the same for the same random numbers. */
final class RandomDocuments {

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
            "text",
            "role",
            "content",
            "tool_calls",
            "function_call",
            "from",
            "value",
            "type",
            "function",
            "arguments",
            "kind",
            "model",
            "generation",
            "parents",
            "syntheticCharacters",
            "x");

    private static final List<String> ODD_VALUES = List.of(
            "null",
            "true",
            "7",
            "-1",
            "1.5",
            "\"\"",
            "\"odd\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[\"a\", 2]",
            "{\"x\": 1}",
            "{\"role\": \"user\"}",
            "[{\"type\": \"text\", \"text\": \"t\"}]",
            "\"human\"",
            "\"user\"",
            "\"\\u0007\"");

    private final RandomGenerator random;

    /** What every text holds. */
    private final String text;

    /** How likely something is not as it should be, in [0, 1]. */
    private final double wrong;

    RandomDocuments(RandomGenerator random, String text, double wrong) {
        this.random = random;
        this.text = text;
        this.wrong = wrong;
    }

    String next() {
        List<String> fields = new ArrayList<>();
        maybe(fields, "id", random.nextBoolean() ? string() : "" + random.nextInt());
        maybe(fields, "dataset", string());
        maybe(fields, "origin", origin());
        int shapes = random.nextInt(8) == 0 ? 2 : 1;
        for (int i = 0; i < shapes; i++) {
            switch (random.nextInt(6)) {
                case 0 -> field(fields, "messages", messages());
                case 1 -> field(fields, "conversations", conversations());
                case 2 -> {
                    field(fields, "prompt", speech());
                    field(fields, "chosen", speech());
                    field(fields, "rejected", speech());
                }
                case 3 -> {
                    field(fields, "prompt", speech());
                    field(fields, "completion", speech());
                }
                case 4 -> {
                    field(fields, "instruction", string());
                    maybe(fields, "input", string());
                    field(fields, random.nextBoolean() ? "output" : "response", string());
                }
                default -> field(fields, "text", string());
            }
        }
        return object(fields);
    }

    private String speech() {
        return random.nextInt(3) == 0 ? messages() : string();
    }

    private String messages() {
        return array(() -> {
            List<String> fields = new ArrayList<>();
            field(
                    fields,
                    "role",
                    oneOf("\"system\"", "\"developer\"", "\"user\"", "\"assistant\"", "\"tool\"", "\"function\""));
            switch (random.nextInt(5)) {
                case 0 -> field(fields, "content", array(this::textPart));
                case 1 -> field(fields, "tool_calls", array(() -> object(List.of("\"function\": " + function()))));
                case 2 -> field(fields, "function_call", function());
                default -> field(fields, "content", string());
            }
            maybe(fields, "origin", origin());
            return object(fields);
        });
    }

    private String conversations() {
        return array(() -> {
            List<String> fields = new ArrayList<>();
            field(fields, "from", oneOf("\"human\"", "\"gpt\"", "\"system\"", "\"observation\"", "\"function_call\""));
            field(fields, "value", string());
            maybe(fields, "origin", origin());
            return object(fields);
        });
    }

    private String textPart() {
        List<String> fields = new ArrayList<>();
        field(fields, "type", "\"text\"");
        field(fields, "text", string());
        return object(fields);
    }

    private String function() {
        List<String> fields = new ArrayList<>();
        maybe(fields, "name", string());
        maybe(fields, "arguments", random.nextBoolean() ? string() : object(List.of("\"a\": " + string())));
        return object(fields);
    }

    private String origin() {
        List<String> fields = new ArrayList<>();
        maybe(fields, "kind", oneOf("\"human\"", "\"synthetic\"", "\"mixed\"", "\"unknown\""));
        maybe(fields, "model", string());
        maybe(fields, "generation", "" + random.nextInt(5));
        maybe(fields, "parents", array(() -> random.nextBoolean() ? string() : "" + random.nextInt()));
        maybe(fields, "syntheticCharacters", "" + random.nextInt(3));
        return object(fields);
    }

    private void maybe(List<String> fields, String key, String value) {
        if (random.nextInt(3) == 0) {
            field(fields, key, value);
        }
    }

    private void field(List<String> fields, String key, String value) {
        if (isWrong()) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    return;
                }
                case 1 -> fields.add("\"" + oneOf(KEYS.toArray(String[]::new)) + "\": " + value);
                default -> fields.add("\"" + key + "\": " + oneOf(ODD_VALUES.toArray(String[]::new)));
            }
        } else {
            fields.add("\"" + key + "\": " + value);
        }
        if (random.nextInt(6) == 0) {
            fields.add("\"" + text + "\": " + string());
        }
    }

    private interface Value {
        String next();
    }

    private String array(Value value) {
        List<String> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(isWrong() ? oneOf(ODD_VALUES.toArray(String[]::new)) : value.next());
        }
        return "[" + String.join(", ", values) + "]";
    }

    private static String object(List<String> fields) {
        return "{" + String.join(", ", fields) + "}";
    }

    private String string() {
        return "\"" + text + oneOf("", " é", " 😀", " \\\"", " \\ud83d\\ude00") + "\"";
    }

    private boolean isWrong() {
        return random.nextDouble() < wrong;
    }

    private String oneOf(String... values) {
        return values[random.nextInt(values.length)];
    }
}
