package io.tidegate.score.toxicity;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The commonest function words of some sixty languages, and the letters their spelling adds to the
 * alphabet. Languages are numbered from 0 in the order of the resource; a set of them is a bit
 * mask. Immutable.
 */
final class FunctionWords {

    /** The number of the language that stands first in the resource. */
    static final int ENGLISH = 0;

    static final int LONGEST_WORD = 20;
    static final int NO_ENTRY = -1;

    private static final String RESOURCE = "function-words.txt";
    /** Ends the code of a language that isn't in its own script. */
    private static final String ROMANISED = "-latn";
    /** Ends the code of a line of letters. */
    private static final char LETTERS = '+';
    /** Ends the code of a line of common words that aren't function words. */
    private static final char COMMON = '~';

    /** What a function word of n languages says for each of them, n being the index. */
    private static final int[] WEIGHTS = {0, 12, 8, 6, 4, 3, 2};

    private static final int COMMON_WEIGHT = 4;
    private static final int ONE_LETTER_WEIGHT = 1;

    private static final int BITS = 14;
    private static final int SLOTS = 1 << BITS;
    private static final int SHIFT = Integer.SIZE - BITS;
    private static final int LETTERS_END = 0x1F00;

    private final List<Language> languages;
    /** Hashes of words, 0 where a slot is free; open addressing. */
    private final int[] hashes = new int[SLOTS];
    /** Which of the entries below a slot's word has. */
    private final short[] entryOf = new short[SLOTS];

    private final long[] masks;
    private final int[] weights;
    private final Map<Character.UnicodeScript, Long> languagesIn = new EnumMap<>(Character.UnicodeScript.class);
    private final long[] letters = new long[LETTERS_END];

    private FunctionWords(List<String> lines) {
        List<String> codes = new ArrayList<>();
        Map<String, Long> words = new LinkedHashMap<>();
        Map<String, Long> common = new LinkedHashMap<>();
        for (String line : lines) {
            String[] parts = line.split(" ", -1);
            char kind = parts[0].charAt(parts[0].length() - 1);
            String code = kind == LETTERS || kind == COMMON ? parts[0].substring(0, parts[0].length() - 1) : parts[0];
            if (!codes.contains(code)) {
                codes.add(code);
            }
            long bit = 1L << codes.indexOf(code);
            for (int i = 1; i < parts.length; i++) {
                if (kind == LETTERS) {
                    letters[parts[i].charAt(0)] |= bit;
                } else {
                    (kind == COMMON ? common : words).merge(parts[i], bit, (a, b) -> a | b);
                }
            }
        }
        if (codes.size() > Long.SIZE) {
            throw new IllegalStateException(RESOURCE + " has more languages than a mask has bits: " + codes.size());
        }
        languages = codes.stream().map(FunctionWords::language).toList();
        words.forEach((word, mask) ->
                languagesIn.merge(Character.UnicodeScript.of(word.codePointAt(0)), mask, (a, b) -> a | b));
        words = withoutAccents(words);
        Map<String, Entry> entries = new LinkedHashMap<>();
        words.forEach((word, mask) -> entries.put(word, new Entry(mask, weight(word, mask))));
        withoutAccents(common).forEach((word, mask) -> entries.putIfAbsent(word, new Entry(mask, COMMON_WEIGHT)));
        Map<Entry, Integer> numbers = new LinkedHashMap<>();
        entries.forEach((word, entry) -> {
            int next = numbers.size();
            put(word, numbers.computeIfAbsent(entry, e -> next));
        });
        masks = numbers.keySet().stream().mapToLong(Entry::mask).toArray();
        weights = numbers.keySet().stream().mapToInt(Entry::weight).toArray();
    }

    private static int weight(String word, long mask) {
        return word.length() == 1 ? ONE_LETTER_WEIGHT : WEIGHTS[Math.min(Long.bitCount(mask), WEIGHTS.length - 1)];
    }

    static FunctionWords load() {
        return new FunctionWords(Bundled.text(RESOURCE)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList());
    }

    /** The languages by number; those that there is no name for are {@link Language#UNKNOWN}. */
    List<Language> languages() {
        return languages;
    }

    /** The languages that have words in this script. */
    long languagesIn(Character.UnicodeScript script) {
        return languagesIn.getOrDefault(script, 0L);
    }

    /** The number of the entry of the word with this hash; {@link #NO_ENTRY} if there is none. */
    int find(int hash) {
        for (int slot = hash >>> SHIFT; ; slot = (slot + 1) & (SLOTS - 1)) {
            if (hashes[slot] == hash) {
                return entryOf[slot];
            }
            if (hashes[slot] == 0) {
                return NO_ENTRY;
            }
        }
    }

    /** The number of this word's entry; {@link #NO_ENTRY} if it has none. */
    int find(char[] word, int length) {
        return find(hash(word, length));
    }

    /** The languages that have an entry's word. */
    long languagesOf(int entry) {
        return masks[entry];
    }

    /** What an entry's word says for each of its languages. */
    int weightOf(int entry) {
        return weights[entry];
    }

    /** The languages that spell with this letter beyond a to z; 0 if none does. */
    long languagesWith(int letter) {
        return letter < LETTERS_END ? letters[letter] : 0;
    }

    /**
     * People leave accents out: adds such spellings, if long enough to tell anything and not
     * English.
     */
    private static Map<String, Long> withoutAccents(Map<String, Long> words) {
        Map<String, Long> all = new LinkedHashMap<>(words);
        words.forEach((word, mask) -> {
            StringBuilder plain = new StringBuilder();
            word.chars().map(Letters::fold).filter(c -> c >= 0).forEach(plain::appendCodePoint);
            long known = words.getOrDefault(plain.toString(), 0L);
            if (plain.length() > 2 && (known & (1L << ENGLISH)) == 0) {
                all.merge(plain.toString(), mask, (a, b) -> a | b);
            }
        });
        return all;
    }

    private void put(String word, int entry) {
        int hash = hash(word.toCharArray(), word.length());
        int slot = hash >>> SHIFT;
        while (hashes[slot] != 0) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        hashes[slot] = hash;
        entryOf[slot] = (short) entry;
    }

    private static int hash(char[] word, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum = add(sum, word[i]);
        }
        return hash(sum);
    }

    /** Adds a letter to what {@link #hash(int)} takes; 0 is the empty word. */
    static int add(int sum, int letter) {
        return (sum + letter) * 0x01000193;
    }

    /** The hash of a word from the sum of its letters. */
    static int hash(int sum) {
        int h = (sum ^ (sum >>> 15)) * 0x85ebca6b;
        h ^= h >>> 16;
        return h == 0 ? 1 : h;
    }

    private record Entry(long mask, int weight) {}

    private static Language language(String code) {
        for (Language language : Language.values()) {
            if (language.code().equals(code.replace(ROMANISED, ""))) {
                return language;
            }
        }
        return Language.UNKNOWN;
    }
}
