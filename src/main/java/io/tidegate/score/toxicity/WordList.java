package io.tidegate.score.toxicity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The obscene words and phrases of a language that has no model, as {@link WordListReader} looks
 * them up. Immutable.
 *
 * <p>An entry is a sequence of symbols (see {@link WordListReader}), kept back to front: the table
 * holds a hash of each of its endings, so that whoever has read a symbol can ask whether it and
 * those before it are an entry. The hashes have 64 bits; that two differ only in sequence and not
 * in hash is left out of account.
 */
final class WordList {

    /** What {@link #entryOf} answers for symbols that no entry ends with. */
    static final int NONE = -1;
    /** What {@link #entryOf} answers for symbols that only longer entries end with. */
    static final int MORE = -2;

    private static final String RESOURCE = "word-lists.txt.gz";
    private static final String HEADING = "= ";
    /**
     * An entry of so many katakana letters at most is a word only where no other katakana stands
     * beside it.
     */
    private static final int SHORT_KATAKANA = 3;

    static final WordList EMPTY = new WordList(Language.UNKNOWN, List.of());

    private static final Map<Language, WordList> LISTS = load();

    private final Language language;
    /** Hashes of endings, 0 where a slot is free; open addressing. */
    private final long[] endings;

    private final int[] entries;
    private final boolean[] isShortKatakana;
    private final int longest;

    private WordList(Language language, List<String> lines) {
        this.language = language;
        List<long[]> sequences = new ArrayList<>();
        List<Boolean> isShort = new ArrayList<>();
        for (String line : lines) {
            sequences.add(WordListReader.symbols(line, readsCharacters()));
            isShort.add(line.length() <= SHORT_KATAKANA && line.codePoints().allMatch(WordListReader::isKatakana));
        }
        int count = sequences.stream().mapToInt(s -> s.length).sum();
        endings = new long[Integer.highestOneBit(Math.max(1, count)) * 4];
        entries = new int[endings.length];
        isShortKatakana = new boolean[sequences.size()];
        int most = 0;
        for (int entry = 0; entry < sequences.size(); entry++) {
            isShortKatakana[entry] = isShort.get(entry);
            long[] symbols = sequences.get(entry);
            most = Math.max(most, symbols.length);
            long hash = 0;
            for (int i = symbols.length - 1; i >= 0; i--) {
                hash = extend(hash, symbols[i]);
                put(hash, i == 0 ? entry : MORE);
            }
        }
        longest = most;
    }

    /** The list of a language, if it has one and no model. */
    static Optional<WordList> of(Language language) {
        return Optional.ofNullable(LISTS.get(language));
    }

    Language language() {
        return language;
    }

    /** Whether words aren't set off by spaces, so that entries are looked for among the characters. */
    boolean readsCharacters() {
        return language == Language.JA || language == Language.TH;
    }

    /** Symbols of the longest entry. */
    int longest() {
        return longest;
    }

    boolean isShortKatakana(int entry) {
        return isShortKatakana[entry];
    }

    /** The hash of a sequence that is one symbol longer at its front; 0 is the empty sequence. */
    static long extend(long hash, long symbol) {
        long h = (hash ^ symbol) * 0x9E3779B97F4A7C15L;
        h = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L;
        h ^= h >>> 32;
        return h == 0 ? 1 : h;
    }

    /** The number of the entry with this hash, {@link #MORE} or {@link #NONE}. */
    int entryOf(long hash) {
        for (int slot = (int) hash & (endings.length - 1); ; slot = (slot + 1) & (endings.length - 1)) {
            if (endings[slot] == hash) {
                return entries[slot];
            }
            if (endings[slot] == 0) {
                return NONE;
            }
        }
    }

    private void put(long hash, int entry) {
        int slot = (int) hash & (endings.length - 1);
        while (endings[slot] != 0 && endings[slot] != hash) {
            slot = (slot + 1) & (endings.length - 1);
        }
        // Entries that fold to the same symbols are one; so are an entry and the ending of a longer one.
        if (endings[slot] == 0 || entries[slot] == MORE) {
            endings[slot] = hash;
            entries[slot] = entry;
        }
    }

    private static Map<Language, WordList> load() {
        Map<String, List<String>> linesOf = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String line : read().lines().toList()) {
            if (line.startsWith(HEADING)) {
                lines = new ArrayList<>();
                linesOf.put(line.substring(HEADING.length()), lines);
            } else {
                lines.add(line);
            }
        }
        Map<Language, WordList> lists = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            List<String> own = linesOf.get(language.code());
            if (own != null) {
                lists.put(language, new WordList(language, own));
            }
        }
        return lists;
    }

    private static String read() {
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(Bundled.bytes(RESOURCE)))) {
            return new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " can't be read", e);
        }
    }
}
