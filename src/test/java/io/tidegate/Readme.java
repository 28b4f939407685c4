package io.tidegate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The README as its readers meet it: sections, tables and blocks of code. */
public final class Readme {

    private static final String TEXT = read();

    private Readme() {}

    /** The code blocks that are marked so, for example {@code yaml policy}. */
    public static List<String> blocks(String mark) {
        Matcher matcher = Pattern.compile("(?ms)^```" + Pattern.quote(mark) + "\n(.*?)^```$")
                .matcher(TEXT);
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /** The cells of the table whose head row begins with this cell, row by row. */
    public static List<List<String>> table(String head) {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : TEXT.split("\n", -1)) {
            if (line.startsWith("| " + head + " |")) {
                inside = true;
            } else if (inside && !line.startsWith("|")) {
                return rows;
            } else if (inside && !line.startsWith("|---")) {
                rows.add(Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList());
            }
        }
        throw new AssertionError("the README has no table under " + head);
    }

    /** What a cell marks as code, in its order. */
    public static List<String> code(String cell) {
        Matcher matcher = Pattern.compile("`([^`]+)`").matcher(cell);
        List<String> code = new ArrayList<>();
        while (matcher.find()) {
            code.add(matcher.group(1));
        }
        return code;
    }

    public static String text() {
        return TEXT;
    }

    private static String read() {
        try {
            return Files.readString(Path.of("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
