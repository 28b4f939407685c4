package io.tidegate.score.origin;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All giveaways, and the graph of their phrases. Immutable.
 *
 * <p>Its file has one phrase or one giveaway a line. {@code name = wordings} is a phrase, as {@link PhraseReader} reads it;
 * {@code weight place: phrase ~gap phrase} is a giveaway, whose place is {@code anywhere} or {@code ends}, with {@code ^} behind
 * it if it must begin a clause. The phrase {@code stop} names others than the speaker. An indented line goes on with the one above, and {@code #} begins a remark.
 */
final class Giveaways {

    /** The number of the phrase behind which a sentence speaks of somebody else, so that nothing before it counts. */
    static final int STOP = 0;

    private static final String RESOURCE = "giveaways.txt";

    private final List<Giveaway> all;
    private final PhraseGraph graph;

    private Giveaways(String file) {
        Map<String, Phrase> phrases = new HashMap<>();
        Map<String, Integer> used = new LinkedHashMap<>(Map.of("stop", STOP)); // in the order of their numbers
        List<Giveaway> found = new ArrayList<>();
        for (String line : lines(file)) {
            int equals = line.indexOf('=');
            if (equals >= 0) {
                String name = line.substring(0, equals).strip();
                Phrase phrase = PhraseReader.read(line.substring(equals + 1), phrases);
                if (phrases.put(name, phrase) != null) {
                    throw new IllegalArgumentException("two phrases are called " + name);
                }
            } else {
                found.add(giveaway(line, used));
            }
        }
        Map<String, Phrase> wanted = new LinkedHashMap<>();
        for (String name : used.keySet()) {
            Phrase phrase = phrases.get(name);
            if (phrase == null) {
                throw new IllegalArgumentException("no phrase is called " + name);
            }
            wanted.put(name, phrase);
        }
        graph = PhraseGraph.of(wanted);
        all = List.copyOf(found);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it can't be read
     */
    static Giveaways of(String file) {
        return new Giveaways(file);
    }

    /**
     * The file that comes with Tidegate.
     *
     * @throws IllegalStateException if it is missing; the message says what to do
     */
    static String bundledFile() {
        try (InputStream in = Giveaways.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from this Tidegate: install it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " can't be read", e);
        }
    }

    /** Changes whenever the file does. */
    static String id(String file) {
        return "giveaways-" + Long.toHexString(Hashing.komihash5_0().hashCharsToLong(file));
    }

    private static List<String> lines(String file) {
        List<String> lines = new ArrayList<>();
        for (String line : file.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith(" ") && !lines.isEmpty()) {
                lines.add(lines.remove(lines.size() - 1) + line);
            } else {
                lines.add(line);
            }
        }
        return lines;
    }

    private static Giveaway giveaway(String line, Map<String, Integer> used) {
        int colon = line.indexOf(':');
        String[] head = line.substring(0, Math.max(0, colon)).split(" ", -1);
        boolean atClauseStart = head.length == 3 && head[2].equals("^");
        if (head.length != (atClauseStart ? 3 : 2)) {
            throw new IllegalArgumentException("neither a phrase nor a giveaway: " + line);
        }
        List<Giveaway.Step> steps = new ArrayList<>();
        int gap = 0;
        for (String word : line.substring(colon + 1).strip().split(" +", -1)) {
            if (word.startsWith("~")) {
                gap = Integer.parseInt(word.substring(1));
            } else {
                steps.add(new Giveaway.Step(phraseNumber(word, used), gap));
                gap = 0;
            }
        }
        boolean anywhere = switch (head[1]) {
            case "anywhere" -> true;
            case "ends" -> false;
            default -> throw new IllegalArgumentException("neither anywhere nor ends: " + head[1]);
        };
        return new Giveaway(Double.parseDouble(head[0]), anywhere, atClauseStart, steps);
    }

    private static int phraseNumber(String name, Map<String, Integer> used) {
        int next = used.size();
        return used.computeIfAbsent(name, unknown -> next);
    }

    PhraseGraph graph() {
        return graph;
    }

    List<Giveaway> all() {
        return all;
    }
}
