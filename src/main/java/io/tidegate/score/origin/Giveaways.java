package io.tidegate.score.origin;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * All giveaways, and a trie of the words of their phrases, so that a text is looked up word by word. Immutable.
 *
 * <p>Its file has one phrase or one giveaway a line. {@code name = wordings} is a phrase, as {@link PhraseReader} reads it;
 * {@code weight place: phrase ~gap phrase} is a giveaway, whose place is {@code anywhere} or {@code ends}, with {@code ^} behind
 * it if it must begin a clause. The phrase {@code stop} names others than the speaker. An indented line goes on with the one above, and {@code #} begins a remark.
 */
final class Giveaways {

    /** Where every phrase begins. */
    static final int ROOT = 0;

    /** The word that stands for a pause. */
    static final int PAUSE = 0;

    /** The number of the phrase behind which a sentence speaks of somebody else, so that nothing before it counts. */
    static final int STOP = 0;

    private static final String RESOURCE = "giveaways.txt";
    private static final int[] NO_PHRASES = {};
    private static final int WORD_BITS = 20;

    private final String id;
    private final List<Giveaway> all;
    private final LongTable words = new LongTable();
    private final LongTable edges = new LongTable();
    private final List<int[]> ending = new ArrayList<>(List.of(NO_PHRASES));
    private final int phraseCount;
    private int wordCount = PAUSE + 1;

    private Giveaways(String file) {
        id = "giveaways-" + Long.toHexString(Hashing.komihash5_0().hashCharsToLong(file));
        Map<String, List<List<String>>> phrases = new HashMap<>();
        Map<String, Integer> used = new HashMap<>(Map.of("stop", STOP));
        List<Giveaway> found = new ArrayList<>();
        for (String line : lines(file)) {
            int equals = line.indexOf('=');
            if (equals >= 0) {
                String name = line.substring(0, equals).strip();
                List<List<String>> wordings = PhraseReader.wordings(line.substring(equals + 1), phrases);
                if (phrases.put(name, wordings) != null) {
                    throw new IllegalArgumentException("two phrases are called " + name);
                }
            } else {
                found.add(giveaway(line, used));
            }
        }
        Map<String, int[]> pieces = new HashMap<>();
        used.forEach((name, number) -> {
            List<List<String>> wordings = phrases.get(name);
            if (wordings == null) {
                throw new IllegalArgumentException("no phrase is called " + name);
            }
            wordings.forEach(wording -> add(wording, number, pieces));
        });
        all = List.copyOf(found);
        phraseCount = used.size();
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it can't be read
     */
    static Giveaways of(String file) {
        return new Giveaways(file);
    }

    /** @throws IllegalStateException if the file that comes with Tidegate is missing; the message says what to do */
    static Giveaways bundled() {
        try (InputStream in = Giveaways.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from this Tidegate: install it again");
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " can't be read", e);
        }
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

    private void add(List<String> wording, int phrase, Map<String, int[]> pieces) {
        int node = ROOT;
        for (String piece : wording) {
            for (int word : pieces.computeIfAbsent(piece, this::numbers)) {
                node = edges.getOrPut(edge(node, word), ending.size());
                if (node == ending.size()) {
                    ending.add(NO_PHRASES);
                }
            }
        }
        if (node == ROOT) {
            throw new IllegalArgumentException("a phrase of no words: " + wording);
        }
        int[] others = ending.get(node);
        if (Arrays.stream(others).noneMatch(other -> other == phrase)) {
            int[] more = Arrays.copyOf(others, others.length + 1);
            more[others.length] = phrase;
            ending.set(node, more);
        }
    }

    /** The numbers of a piece's words; new words get the next ones. */
    private int[] numbers(String piece) {
        if (piece.equals(PhraseReader.PAUSE)) {
            return new int[] {PAUSE};
        }
        IntStream.Builder numbers = IntStream.builder();
        new Words().read(piece, new Words.Listener() {
            @Override
            public void word(long hash, int start, int end) {
                int number = words.getOrPut(hash, wordCount);
                wordCount = Math.max(wordCount, number + 1);
                numbers.add(number);
            }

            @Override
            public void pause() {}

            @Override
            public void sentenceEnd() {}
        });
        return numbers.build().toArray();
    }

    private static long edge(int node, int word) {
        return ((long) (node + 1) << WORD_BITS) | word;
    }

    /** The number of the word with this hash; {@link LongTable#NONE} if no phrase has it. */
    int word(long hash) {
        return words.get(hash);
    }

    /** Where a word leads from a place in the trie; {@link LongTable#NONE} if no phrase goes on so. */
    int next(int node, int word) {
        return edges.get(edge(node, word));
    }

    /** The phrases that are complete at a place in the trie. */
    int[] ending(int node) {
        return ending.get(node);
    }

    /** Changes whenever the file does. */
    String id() {
        return id;
    }

    List<Giveaway> all() {
        return all;
    }

    /** Phrases are numbered from 0. */
    int phraseCount() {
        return phraseCount;
    }
}
