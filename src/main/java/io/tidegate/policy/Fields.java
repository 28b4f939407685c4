package io.tidegate.policy;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of a policy file, read key by key. Each reading method takes the value that holds where the key is absent or
 * wrong; what is wrong goes to the mistakes. {@link #finish} reports the keys that nobody asked for, so a key is known by
 * being read.
 */
final class Fields {

    /** Switches a limit off. */
    static final String OFF = "off";

    private static final int LONGEST_NUMBER = 64;
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"); // YAML 1.2, core schema
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");

    private record Field(Node key, Node value) {}

    private final String path;
    private final Mistakes mistakes;
    private final int line;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    /**
     * @param node a mapping, or nothing at all, which is an empty one
     * @param path dotted, empty for the whole file
     */
    Fields(Optional<Node> node, String path, Mistakes mistakes) {
        this.path = path;
        this.mistakes = mistakes;
        this.line = node.map(Fields::line).orElse(0);
        if (node.isEmpty() || isNothing(node.get())) {
            return;
        }
        if (!(node.get() instanceof MappingNode mapping)) {
            // A file that is one text is no policy, but the gate's settings perhaps, with passwords.
            boolean otherFile = path.isEmpty() && node.get() instanceof ScalarNode && !isNothing(node.get());
            mistakes.add(
                    line(node.get()),
                    path,
                    "must hold keys and values, not " + (otherFile ? "a text" : describe(node.get())));
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                mistakes.add(line(tuple.getKeyNode()), path, "a key must be a word, not a list or a mapping");
                continue;
            }
            Field first = fields.putIfAbsent(key.getValue(), new Field(key, tuple.getValueNode()));
            if (first != null) {
                mistakes.add(
                        line(key), path(key.getValue()), "is here twice; the first is in line " + line(first.key()));
            }
        }
    }

    /** The keys present, in the order of the file. */
    List<String> keys() {
        return List.copyOf(fields.keySet());
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    Fields section(String key) {
        return new Fields(value(key), path(key), mistakes);
    }

    /** A number in the range, or {@code off}, which is empty. */
    OptionalDouble limit(String key, double least, OptionalDouble otherwise) {
        Optional<ScalarNode> scalar = scalar(key);
        if (scalar.isEmpty()) {
            return otherwise;
        }
        if (scalar.get().getValue().equals(OFF)) {
            return OptionalDouble.empty();
        }
        OptionalDouble number = decimal(scalar.get());
        // written so that NaN fails
        boolean inRange = number.isPresent() && number.getAsDouble() >= least && number.getAsDouble() <= 1;
        if (!inRange) {
            String range = "a number from " + (least == 0 ? "0" : Double.toString(least)) + " to 1";
            wrong(key, scalar.get(), "must be " + range + ", or off", List.of(OFF));
            return otherwise;
        }
        return OptionalDouble.of(number.getAsDouble() + 0.0); // no negative zero
    }

    /** A whole number in the range, or the word for a limit that is off. */
    OptionalLong wholeOrOff(String key, long min, long max, OptionalLong otherwise) {
        Optional<ScalarNode> scalar = scalar(key);
        if (scalar.isEmpty()) {
            return otherwise;
        }
        if (scalar.get().getValue().equals(OFF)) {
            return OptionalLong.empty();
        }
        OptionalLong number = whole(scalar.get(), min, max);
        if (number.isEmpty()) {
            String range = "must be a whole number from " + min + " to " + max + ", or " + OFF;
            wrong(key, scalar.get(), range, List.of(OFF));
            return otherwise;
        }
        return number;
    }

    OptionalInt wholeOrOff(String key, int min, OptionalInt otherwise) {
        OptionalLong before = otherwise.isEmpty() ? OptionalLong.empty() : OptionalLong.of(otherwise.getAsInt());
        OptionalLong number = wholeOrOff(key, min, Integer.MAX_VALUE, before);
        return number.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) number.getAsLong());
    }

    int whole(String key, int min, int max, int otherwise) {
        return (int) whole(key, (long) min, (long) max, (long) otherwise);
    }

    long whole(String key, long max, long otherwise) {
        return whole(key, 0, max, otherwise);
    }

    long whole(String key, long min, long max, long otherwise) {
        Optional<ScalarNode> scalar = scalar(key);
        if (scalar.isEmpty()) {
            return otherwise;
        }
        OptionalLong number = whole(scalar.get(), min, max);
        if (number.isEmpty()) {
            wrong(key, scalar.get(), "must be a whole number from " + min + " to " + max, List.of());
        }
        return number.orElse(otherwise);
    }

    /** A number in the range. */
    double number(String key, double least, double most, double otherwise) {
        Optional<ScalarNode> scalar = scalar(key);
        if (scalar.isEmpty()) {
            return otherwise;
        }
        OptionalDouble number = decimal(scalar.get());
        // written so that NaN fails
        if (!(number.isPresent() && number.getAsDouble() >= least && number.getAsDouble() <= most)) {
            wrong(key, scalar.get(), "must be a number from " + shown(least) + " to " + shown(most), List.of());
            return otherwise;
        }
        return number.getAsDouble() + 0.0; // no negative zero
    }

    private static String shown(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    /** Any text. */
    Optional<String> text(String key) {
        return scalar(key).map(ScalarNode::getValue);
    }

    /** The text of a key whose value is checked by a later call, which also says what is wrong with it. */
    Optional<String> peek(String key) {
        return value(key).filter(ScalarNode.class::isInstance).map(node -> ((ScalarNode) node).getValue());
    }

    /**
     * What a text stands for.
     *
     * @param meaning empty for a text that stands for nothing
     * @param forms what texts stand for something, for a message
     */
    <T> T parsed(String key, Function<String, Optional<T>> meaning, String forms, T otherwise) {
        Optional<ScalarNode> scalar = scalar(key);
        if (scalar.isEmpty()) {
            return otherwise;
        }
        Optional<T> value = meaning.apply(scalar.get().getValue());
        if (value.isEmpty()) {
            wrong(key, scalar.get(), "must be " + forms, List.of());
        }
        return value.orElse(otherwise);
    }

    /** One of the words, by what it stands for. */
    <T> T word(String key, Map<String, T> words, T otherwise) {
        Optional<ScalarNode> scalar = scalar(key);
        if (scalar.isEmpty()) {
            return otherwise;
        }
        T value = words.get(scalar.get().getValue());
        if (value == null) {
            wrong(key, scalar.get(), "must be " + or(words.keySet()), words.keySet());
            return otherwise;
        }
        return value;
    }

    /** A list of different words, at least one, by what they stand for. */
    <T> Set<T> words(String key, Map<String, T> words, Set<T> otherwise) {
        Optional<Node> node = value(key);
        if (node.isEmpty()) {
            return otherwise;
        }
        if (!(node.get() instanceof SequenceNode list)) {
            String example = String.join(", ", new TreeSet<>(words.keySet()));
            mistakes.add(line(node.get()), path(key), "must be a list of words in brackets, of " + example);
            return otherwise;
        }
        if (list.getValue().isEmpty()) {
            mistakes.add(line(list), path(key), "must name at least one of " + or(words.keySet()));
        }
        Map<T, Integer> found = new HashMap<>();
        for (Node item : list.getValue()) {
            T value = item instanceof ScalarNode scalar ? words.get(scalar.getValue()) : null;
            if (value != null) {
                if (found.put(value, line(item)) != null) {
                    mistakes.add(line(item), path(key), "names " + describe(item) + " twice");
                }
            } else if (item instanceof ScalarNode scalar) {
                wrong(key, scalar, "must name " + or(words.keySet()), words.keySet());
            } else {
                mistakes.add(line(item), path(key), "must name words, not " + describe(item));
            }
        }
        return found.isEmpty() ? otherwise : Set.copyOf(found.keySet());
    }

    /** Records that a key which is present is wrong for a reason of the caller's own. */
    void mistake(String key, String problem) {
        Field field = fields.get(key);
        mistakes.add(field == null ? 0 : line(field.key()), path(key), problem);
    }

    /** Records that the mapping as a whole lacks something. */
    void incomplete(String problem) {
        mistakes.add(line, path, problem);
    }

    /** How many mistakes there are in the file so far. */
    int mistakes() {
        return mistakes.size();
    }

    /** Reports every key that is reserved, or that nobody asked for. */
    void finish(Set<String> reserved) {
        fields.forEach((key, field) -> {
            if (reserved.contains(key)) {
                mistakes.add(line(field.key()), path(key), "is reserved for a later version");
            } else if (!known.contains(key) && !mistakes.full()) {
                mistakes.add(line(field.key()), path(key), "is no known key", Nearest.of(key, known));
            }
        });
    }

    private Optional<Node> value(String key) {
        known.add(key);
        return Optional.ofNullable(fields.get(key)).map(Field::value);
    }

    private Optional<ScalarNode> scalar(String key) {
        Optional<Node> node = value(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (isNothing(node.get())) {
            mistakes.add(line(node.get()), path(key), "has no value");
            return Optional.empty();
        }
        if (!(node.get() instanceof ScalarNode scalar)) {
            mistakes.add(line(node.get()), path(key), "must be one value, not " + describe(node.get()));
            return Optional.empty();
        }
        return Optional.of(scalar);
    }

    private void wrong(String key, ScalarNode scalar, String expected, Collection<String> words) {
        String found = describe(scalar);
        mistakes.add(line(scalar), path(key), expected + ", not " + found, Nearest.of(scalar.getValue(), words));
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static OptionalDouble decimal(ScalarNode scalar) {
        String text = scalar.getValue();
        return scalar.isPlain()
                        && text.length() <= LONGEST_NUMBER
                        && DECIMAL.matcher(text).matches()
                ? OptionalDouble.of(Double.parseDouble(text))
                : OptionalDouble.empty();
    }

    private static OptionalLong whole(ScalarNode scalar, long min, long max) {
        if (!scalar.isPlain() || !WHOLE.matcher(scalar.getValue()).matches()) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(scalar.getValue());
        return number >= min && number <= max ? OptionalLong.of(number) : OptionalLong.empty();
    }

    private static boolean isNothing(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static String describe(Node node) {
        if (node instanceof ScalarNode scalar) {
            return isNothing(node)
                    ? "nothing"
                    : (scalar.isPlain() ? "" : "the text ") + Mistakes.quote(scalar.getValue());
        }
        return node instanceof SequenceNode ? "a list" : "a mapping";
    }

    private static String or(Set<String> words) {
        List<String> sorted = List.copyOf(new TreeSet<>(words));
        int last = sorted.size() - 1;
        return last == 0 ? sorted.get(0) : String.join(", ", sorted.subList(0, last)) + " or " + sorted.get(last);
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
