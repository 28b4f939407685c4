package io.tidegate.novelty;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * Makes sketches. Reuses its arrays: one per thread.
 *
 * <p>One pass over the text cuts it into {@link Tokens words}, hashes each run of five of them (a shingle; a text of fewer
 * words is one shingle), and keeps the smallest hash in each of 254 bins: one-permutation hashing (Li, Owen and Zhang, NIPS
 * 2012). Bins that stay empty borrow from others by optimal densification (Shrivastava, ICML 2017), which keeps the estimate
 * unbiased down to a single shingle.
 */
public final class Sketcher {

    private static final int SHINGLE = 5;
    private static final long EMPTY = Long.MAX_VALUE;
    /** All code points before it are as NFC wants them, whatever stands beside them. */
    private static final int FIRST_MARK = 0x300;

    private static final int MAX_MARKS = 30;

    private static final Hasher64 EXACT = Hashing.komihash5_0();

    private static final long[] POSITION_FACTORS = {
        0x9E3779B97F4A7C15L, 0xC2B2AE3D27D4EB4FL, 0x165667B19E3779F9L, 0xD6E8FEB86659FD93L, 0xFF51AFD7ED558CCDL
    };

    private final long[] bins = new long[Sketch.LANES];
    private final long[] recentWords = new long[SHINGLE];
    private final StringBuilder collapsed = new StringBuilder();
    private final long[] turnHashes = new long[MAX_LONG_TURNS];
    private int words;
    private int numbers;
    private int turns;
    private long turnHash;

    /** The place of a turn that is compared only together with the others. */
    public static final int NOT_ALONE = -1;

    /** Words from which on an assistant turn is compared by itself, too. */
    public static final int LONG_TURN = 50;

    /** Long turns of one sample that are compared; further ones aren't. */
    public static final int MAX_LONG_TURNS = 32;

    /** Sketches one text of any length. */
    public Sketch sketch(CharSequence text) {
        begin();
        add(text, NOT_ALONE);
        return end();
    }

    /** Begins a sketch of several turns. */
    public void begin() {
        Arrays.fill(bins, EMPTY);
        words = 0;
        numbers = 1;
        collapsed.setLength(0);
        turns = 0;
    }

    /**
     * Adds a turn, of any length, to the sketch that was begun. Lone surrogates count as U+FFFD, as they will when the text is
     * written as UTF-8.
     *
     * @param place of a turn in its conversation, from 0, if it is compared by itself too where it is long; else -1
     */
    public void add(CharSequence turn, int place) {
        int wordsBefore = words;
        turnHash = 1;
        CharSequence normal = nfc(turn);
        collapseWhiteSpace(normal);
        cutIntoWords(normal);
        if (place >= 0 && words - wordsBefore >= LONG_TURN && turns < MAX_LONG_TURNS) {
            turnHashes[turns++] = turnHash >>> Sketch.PLACE_BITS << Sketch.PLACE_BITS | place;
        }
    }

    /** The sketch of the turns that were added. */
    public Sketch end() {
        long exact = EXACT.hashCharsToLong(collapsed);
        if (words == 0) {
            return new Sketch(lanesOfNoWords(exact), exact, numbers, new long[0]);
        }
        if (words < SHINGLE) {
            addShingle(words);
        }
        return new Sketch(lanes(), exact, numbers, Arrays.copyOf(turnHashes, turns));
    }

    /** Equal for equal texts, and otherwise as of texts that have nothing in common. */
    private static long[] lanesOfNoWords(long exact) {
        long[] lanes = new long[Sketch.WORDS];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = mixed(exact + i * POSITION_FACTORS[0]);
        }
        lanes[Sketch.WORDS - 1] &= Sketch.LAST_WORD;
        return lanes;
    }

    /**
     * The text in Unicode NFC. A text with more than 30 marks in a row, which no language writes (Unicode's Stream-Safe Text
     * Format, UAX 15), is left as it is: normalising it takes time that grows with the square of the run.
     */
    private static CharSequence nfc(CharSequence text) {
        boolean plain = true;
        int marks = 0;
        for (int i = 0, codePoint; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = Character.codePointAt(text, i);
            plain &= codePoint < FIRST_MARK;
            marks = Tokens.isMark(codePoint) ? marks + 1 : 0;
            if (marks > MAX_MARKS) {
                return text;
            }
        }
        return plain || Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private void collapseWhiteSpace(CharSequence text) {
        boolean space = true;
        for (int i = 0, codePoint; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = codePointAt(text, i);
            if (isWhiteSpace(codePoint)) {
                space = true;
            } else {
                if (space && !collapsed.isEmpty()) {
                    collapsed.append(' ');
                }
                space = false;
                collapsed.appendCodePoint(codePoint);
            }
        }
    }

    private static boolean isWhiteSpace(int codePoint) {
        return codePoint == ' '
                || Character.isWhitespace(codePoint)
                || (codePoint >= 128 && Character.isSpaceChar(codePoint));
    }

    private void cutIntoWords(CharSequence text) {
        long word = 0;
        boolean inWord = false;
        boolean numeric = false;
        Tokens.Kind before = Tokens.Kind.NOTHING;
        for (int i = 0, codePoint; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = codePointAt(text, i);
            Tokens.Kind kind = Tokens.kind(codePoint);
            if (kind == Tokens.Kind.NOTHING && inWord && joins(codePoint, before, text, i)) {
                kind = before;
            }
            if (kind == Tokens.Kind.WORD || kind == Tokens.Kind.DIGIT) {
                if (!inWord) {
                    word = 0;
                    numeric = false;
                }
                inWord = true;
                numeric |= kind == Tokens.Kind.DIGIT;
                word = appended(word, codePoint == '’' ? '\'' : Character.toLowerCase(codePoint));
            } else {
                if (inWord) {
                    addWord(word, numeric);
                    inWord = false;
                }
                if (kind == Tokens.Kind.SINGLE) {
                    addWord(appended(0, codePoint), false);
                }
            }
            before = kind;
        }
        if (inWord) {
            addWord(word, numeric);
        }
    }

    /** Whether a mark inside a word belongs to it: a full stop or comma between digits, an apostrophe between letters. */
    private static boolean joins(int codePoint, Tokens.Kind before, CharSequence text, int at) {
        boolean betweenDigits = before == Tokens.Kind.DIGIT && Tokens.joinsDigits(codePoint);
        boolean betweenLetters = before == Tokens.Kind.WORD && Tokens.joinsLetters(codePoint);
        return (betweenDigits || betweenLetters)
                && at + 1 < text.length()
                && Tokens.kind(codePointAt(text, at + 1)) == before;
    }

    private static long appended(long word, int codePoint) {
        return (Long.rotateLeft(word, 27) ^ (codePoint + 1)) * 0x9FB21C651E98DF25L;
    }

    private void addWord(long word, boolean numeric) {
        recentWords[words % SHINGLE] = word;
        words++;
        turnHash = (turnHash + mixed(word)) * POSITION_FACTORS[1];
        if (numeric) {
            numbers = 31 * numbers + (int) (mixed(word) >>> 32);
        }
        if (words >= SHINGLE) {
            addShingle(SHINGLE);
        }
    }

    private void addShingle(int length) {
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash += mixed(recentWords[(words - length + i) % SHINGLE]) * POSITION_FACTORS[i];
        }
        hash = mixed(hash);
        int bin = (int) (((hash >>> 32) * Sketch.LANES) >>> 32);
        long rank = hash & 0xFFFF_FFFFL;
        if (rank < bins[bin]) {
            bins[bin] = rank;
        }
    }

    private long[] lanes() {
        long[] lanes = new long[Sketch.WORDS];
        for (int lane = 0; lane < Sketch.LANES; lane++) {
            int bin = lane;
            for (int attempt = 1; bins[bin] == EMPTY; attempt++) {
                long probe = mixed(((long) lane << 32 | attempt) * POSITION_FACTORS[0]);
                bin = (int) (((probe >>> 32) * Sketch.LANES) >>> 32);
            }
            // Each lane sees the hash through its own function: lanes that borrow from one bin then agree by chance one
            // by one, and not all together.
            long hash = mixed((long) lane << 32 | bins[bin]);
            if (lane < Sketch.WIDE_LANES) {
                lanes[lane >>> 4] |= hash >>> 60 << ((lane & 15) << 2);
            } else {
                int bit = Sketch.BORDER_BIT + lane - Sketch.WIDE_LANES;
                lanes[Sketch.BORDER_WORD + (bit >>> 6)] |= hash >>> 63 << bit;
            }
        }
        return lanes;
    }

    /** The finaliser of MurmurHash3: every bit of the input moves every bit of the result. */
    private static long mixed(long bits) {
        bits ^= bits >>> 33;
        bits *= 0xFF51AFD7ED558CCDL;
        bits ^= bits >>> 33;
        bits *= 0xC4CEB9FE1A85EC53L;
        return bits ^ (bits >>> 33);
    }

    private static int codePointAt(CharSequence text, int index) {
        int codePoint = Character.codePointAt(text, index);
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE ? 0xFFFD : codePoint;
    }
}
