package io.tidegate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How commands print: data on stdout, as a table or as one JSON object. */
final class Output {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Output() {}

    /** Prints one object as JSON. */
    static void json(PrintStream out, Object value) {
        try {
            out.println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own data is no JSON", e);
        }
    }

    /** Reads JSON that the gate itself wrote. */
    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw Failure.failed("a verdict is no JSON; was it written by something else?");
        }
    }

    /** Prints rows in columns as wide as their widest cell; cells that look like numbers are set to the right. */
    static void table(PrintStream out, List<String> head, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(head);
        all.addAll(rows);
        int[] widths = IntStream.range(0, head.size())
                .map(column -> all.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < head.size(); column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths[column] - cell.length());
                boolean right = isNumber(rows.isEmpty() ? cell : rows.get(0).get(column));
                line.append(column == 0 ? "" : "  ").append(right ? padding + cell : cell + padding);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static boolean isNumber(String cell) {
        return !cell.isEmpty() && cell.chars().allMatch(c -> Character.isDigit(c) || ".,% -–".indexOf(c) >= 0);
    }
}
