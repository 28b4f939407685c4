package io.tidegate.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The mistakes found so far in one file. */
final class Mistakes {

    /** Nobody reads more, and a hostile file can hold millions. */
    private static final int MOST = 1000;

    private static final int LONGEST_KEY = 300;
    private static final int LONGEST_QUOTE = 60;

    private final List<Mistake> list = new ArrayList<>();

    void add(int line, String key, String problem) {
        add(line, key, problem, Optional.empty());
    }

    void add(int line, String key, String problem, Optional<String> nearest) {
        if (!full()) {
            list.add(new Mistake(line, shown(key, LONGEST_KEY), problem, nearest));
        }
    }

    boolean full() {
        return list.size() >= MOST;
    }

    int size() {
        return list.size();
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    /** All of them, by line. */
    List<Mistake> list() {
        return list.stream().sorted(Comparator.comparingInt(Mistake::line)).toList();
    }

    /** A piece of the file, fit for a message: short, and without characters that would command a terminal. */
    static String quote(String text) {
        return '\'' + shown(text, LONGEST_QUOTE) + '\'';
    }

    private static String shown(String text, int longest) {
        String printable = printable(text);
        return printable.length() > longest ? printable.substring(0, longest) + "…" : printable;
    }

    private static String printable(String text) {
        return text.codePoints()
                .map(c -> switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> '\uFFFD';
                    default -> c;
                })
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
