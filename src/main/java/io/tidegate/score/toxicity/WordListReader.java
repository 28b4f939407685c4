package io.tidegate.score.toxicity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for the entries of a {@link WordList} in a text. One per thread; it reuses its arrays.
 *
 * <p>The value is 1 - 2<sup>-n</sup>, n being the most different entries that stand within {@value
 * #PASSAGE} characters: 0 without any, 0.5 with one, 0.75 with two, below 1 always. A listed word
 * alone is weak evidence, because many are mild or mean something else in another sentence (the
 * Spanish list has <i>martillo</i>, a hammer); so one never exceeds a limit of 0.5, however often
 * it comes. Because the passage has a bound, the value doesn't grow with the text. Of entries that
 * overlap the longest counts, and of equal ones the first.
 *
 * <p>A text is read as symbols. Where words are set off by spaces, a symbol is a word: letters and
 * digits, folded as {@link Letters} says. Only whole words match, so inflected forms count only if
 * listed. Japanese and Thai are read character by character (runs of Latin letters and digits are a
 * word there, too), so a listed word also matches inside another, with these exceptions: a Japanese
 * entry of up to three katakana letters needs other letters around it, and a Thai entry begins and
 * ends with a syllable as far as vowel signs tell.
 *
 * <p>Each symbol costs at most as many look-ups as the longest entry has symbols.
 */
final class WordListReader {

    /** Spans of one text at most. */
    static final int MOST_SPANS = 8;
    /** Code points in which different entries add up. */
    static final int PASSAGE = 200;

    private static final int RING = 32;
    private static final long GAP = ' ';

    /**
     * What was found in a text.
     *
     * @param value how toxic the text is, in [0, 1)
     * @param starts the first code points of the found words, in reading order; at most {@value #MOST_SPANS}
     * @param ends the code points after their last
     */
    record Found(double value, int[] starts, int[] ends) {

        private static final Found NOTHING = new Found(0, new int[0], new int[0]);
    }

    private final long[] symbols = new long[RING];
    private final int[] starts = new int[RING];
    /** Where symbols start, in UTF-16 units. */
    private final int[] indexes = new int[RING];

    private final Listener matching = this::symbol;
    private WordList list = WordList.EMPTY;
    private String text = "";
    private int read;
    private long steps;

    private int pending;
    private int pendingStart;
    private int pendingEnd;

    /** The last different entries of the passage, in reading order. */
    private final int[] recent = new int[MOST_SPANS];

    private final int[] recentStarts = new int[MOST_SPANS];
    private final int[] recentEnds = new int[MOST_SPANS];
    private int recentCount;

    private final int[] bestStarts = new int[MOST_SPANS];
    private final int[] bestEnds = new int[MOST_SPANS];
    private int bestCount;

    /** Is told of the symbols of a text in reading order. */
    private interface Listener {

        /**
         * One symbol.
         *
         * @param index where it starts, in UTF-16 units
         * @param next where the text goes on behind it, in UTF-16 units
         * @param start its first code point
         * @param end the code point after its last
         */
        void symbol(long symbol, int index, int next, int start, int end);
    }

    /** Judges a text by a list. Never fails, whatever the text holds. */
    Found read(WordList list, String text) {
        read = 0;
        steps = 0;
        pending = WordList.NONE;
        recentCount = 0;
        bestCount = 0;
        this.list = list;
        this.text = text;
        int points = eachSymbol(text, list.readsCharacters(), matching);
        steps += points;
        this.text = "";
        commit();
        if (bestCount == 0) {
            return Found.NOTHING;
        }
        return new Found(
                1 - Math.pow(2, -bestCount), Arrays.copyOf(bestStarts, bestCount), Arrays.copyOf(bestEnds, bestCount));
    }

    /** Code points read and look-ups made for the last text. */
    long steps() {
        return steps;
    }

    /** The symbols of a list's entry. */
    static long[] symbols(String entry, boolean readsCharacters) {
        List<Long> all = new ArrayList<>();
        eachSymbol(entry, readsCharacters, (symbol, index, next, start, end) -> all.add(symbol));
        return all.stream().mapToLong(Long::longValue).toArray();
    }

    // ---- matching ----

    private void symbol(long symbol, int index, int next, int start, int end) {
        int at = read++ & (RING - 1);
        symbols[at] = symbol;
        starts[at] = start;
        indexes[at] = index;
        int found = WordList.NONE;
        int foundStart = 0;
        long hash = 0;
        for (int back = 0; back < Math.min(list.longest(), Math.min(read, RING)); back++) {
            steps++;
            int i = (at - back) & (RING - 1);
            hash = WordList.extend(hash, symbols[i]);
            int entry = list.entryOf(hash);
            if (entry == WordList.NONE) {
                break;
            }
            if (entry != WordList.MORE && isWord(entry, indexes[i], next)) {
                found = entry;
                foundStart = starts[i];
            }
        }
        if (found != WordList.NONE) {
            match(found, foundStart, end);
        }
    }

    /**
     * Whether an entry is at a word's or syllable's bounds as far as these can be told from the
     * next characters.
     */
    private boolean isWord(int entry, int from, int to) {
        if (!list.readsCharacters()) {
            return true;
        }
        int before = from > 0 ? text.charAt(from - 1) : ' ';
        int after = to < text.length() ? text.charAt(to) : ' ';
        if (list.isShortKatakana(entry)) {
            return !isKatakana(before) && !isKatakana(after);
        }
        boolean startsInSyllable = before >= 0x0E40 && before <= 0x0E44;
        boolean endsInSyllable = (after >= 0x0E30 && after <= 0x0E3A) || (after >= 0x0E47 && after <= 0x0E4E);
        return !startsInSyllable && !endsInSyllable;
    }

    private void match(int entry, int start, int end) {
        if (pending == WordList.NONE || start <= pendingStart) {
            pending = entry;
            pendingStart = start;
            pendingEnd = end;
        } else if (start >= pendingEnd) {
            commit();
            pending = entry;
            pendingStart = start;
            pendingEnd = end;
        }
    }

    private void commit() {
        if (pending == WordList.NONE) {
            return;
        }
        int kept = 0;
        for (int i = 0; i < recentCount; i++) {
            if (recent[i] != pending && recentStarts[i] >= pendingEnd - PASSAGE) {
                keep(kept++, recent[i], recentStarts[i], recentEnds[i]);
            }
        }
        if (kept < MOST_SPANS) {
            keep(kept++, pending, pendingStart, pendingEnd);
        }
        recentCount = kept;
        if (recentCount > bestCount) {
            bestCount = recentCount;
            System.arraycopy(recentStarts, 0, bestStarts, 0, bestCount);
            System.arraycopy(recentEnds, 0, bestEnds, 0, bestCount);
        }
        pending = WordList.NONE;
    }

    private void keep(int at, int entry, int start, int end) {
        recent[at] = entry;
        recentStarts[at] = start;
        recentEnds[at] = end;
    }

    // ---- symbols ----

    /** Tells a text's symbols. Returns how many code points it read. */
    private static int eachSymbol(String text, boolean readsCharacters, Listener listener) {
        long word = 0;
        int index = 0;
        int start = 0;
        int end = 0;
        int wordEnd = 0;
        boolean wasGap = true;
        int position = 0;
        int step;
        for (int i = 0; i < text.length(); i += step) {
            int point = text.codePointAt(i);
            step = Character.charCount(point);
            int points = 1;
            int letter = Letters.fold(point);
            if (readsCharacters && letter > 0 && i + step < text.length()) {
                int composed = compose(letter, text.charAt(i + step));
                if (composed != letter) {
                    letter = composed;
                    step++;
                    points++;
                }
            }
            boolean isOneSymbol = readsCharacters && letter >= 0x250;
            if (word != 0 && (isOneSymbol || letter == Letters.BREAK)) {
                listener.symbol(word, index, wordEnd, start, end);
                word = 0;
            }
            if (isOneSymbol) {
                listener.symbol(letter, i, i + step, position, position + points);
                wasGap = false;
            } else if (letter >= 0) {
                if (word == 0) {
                    word = 1;
                    index = i;
                    start = position;
                }
                word = WordList.extend(word, letter);
                end = position + points;
                wordEnd = i + step;
                wasGap = false;
            } else if (letter == Letters.BREAK && readsCharacters && !wasGap) {
                listener.symbol(GAP, i, i + step, position, position + points);
                wasGap = true;
            }
            position += points;
        }
        if (word != 0) {
            listener.symbol(word, index, wordEnd, start, end);
        }
        return position;
    }

    /** A letter with the mark behind it, where the two are one in Japanese or Thai; else the letter. */
    private static int compose(int letter, char next) {
        if (letter == 0x0E4D && next == 0x0E32) {
            return 0x0E33;
        }
        boolean isVoiced = next == 0x3099 || next == 0xFF9E;
        if (letter == 0x30A6 && isVoiced) {
            return 0x30F4;
        }
        boolean isHalfVoiced = next == 0x309A || next == 0xFF9F;
        boolean isKana = letter > 0x3040 && letter < 0x3100;
        return isKana && (isVoiced || isHalfVoiced) ? letter + (isVoiced ? 1 : 2) : letter;
    }

    static boolean isKatakana(int point) {
        return (point > 0x30A0 && point < 0x3100 && point != 0x30FB) || (point >= 0xFF66 && point <= 0xFF9F);
    }
}
