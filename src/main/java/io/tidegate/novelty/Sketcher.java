package io.tidegate.novelty;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;

/**
 * Makes sketches. Reuses its arrays: one per thread.
 *
 * <p>The text's {@link Words words} are hashed; each run of five of them (a shingle; a text of fewer words is one shingle)
 * becomes one hash; the smallest of these make the lanes ({@link MinHashes}).
 */
public final class Sketcher {

    private static final int SHINGLE = Words.BEFORE;

    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final NormalText text = new NormalText();
    private final HashStream64 exact = Hashing.komihash5_0().hashStream();
    private final Words words = new Words();
    private final MinHashes shingles = new MinHashes();
    private final long[] turnHashes = new long[MAX_LONG_TURNS];
    private int wordCount;
    private long newestWords;
    private int turns;

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
        exact.reset();
        words.begin();
        shingles.begin();
        wordCount = 0;
        newestWords = 0;
        turns = 0;
    }

    /**
     * Adds a turn, of any length, to the sketch that was begun. Lone surrogates count as U+FFFD, as they will when the text is
     * written as UTF-8.
     *
     * @param place of a turn in its conversation, from 0, if it is compared by itself too where it is long; else -1
     */
    public void add(CharSequence turn, int place) {
        text.read(turn.toString());
        if (text.collapsedLength() > 0) {
            exact.putBytes(text.collapsed(), 0, text.collapsedLength()).putByte((byte) ' ');
        }
        int wordsBefore = wordCount;
        long turnHash = 1;
        words.read(text.folded(), text.foldedLength());
        for (int count = words.next(); count > 0; count = words.next()) {
            addShingles(count);
            for (int i = Words.BEFORE; i < Words.BEFORE + count && place >= 0; i++) {
                turnHash = (turnHash + words.hashes()[i]) * ODD;
            }
            wordCount += count;
        }
        if (place >= 0 && wordCount - wordsBefore >= LONG_TURN && turns < MAX_LONG_TURNS) {
            turnHashes[turns++] = turnHash >>> Sketch.PLACE_BITS << Sketch.PLACE_BITS | place;
        }
    }

    private void addShingles(int count) {
        long[] hashes = words.hashes();
        long run = newestWords;
        int firstWhole = Words.BEFORE + SHINGLE - 1 - wordCount;
        for (int i = Words.BEFORE; i < Words.BEFORE + count; i++) {
            run = nextRun(run, hashes[i - SHINGLE], hashes[i]);
            if (i >= firstWhole) {
                shingles.add(Words.scrambled(run));
            }
        }
        newestWords = run;
    }

    /** Hash of a run of words that one word leaves and another one joins: the hashes of all, each rotated by its place. */
    static long nextRun(long run, long leaving, long joining) {
        return Long.rotateLeft(run ^ Long.rotateLeft(leaving, 52), 13) ^ joining;
    }

    /** The sketch of the turns that were added. */
    public Sketch end() {
        long hash = exact.getAsLong();
        if (wordCount > 0 && wordCount < SHINGLE) {
            shingles.add(Words.scrambled(newestWords));
        }
        long[] lanes = wordCount == 0 ? lanesOfNoWords(hash) : shingles.lanes();
        text.forgetLarge();
        return new Sketch(lanes, hash, words.numbers(), Arrays.copyOf(turnHashes, turns));
    }

    /** Equal for equal texts, and otherwise as of texts that have nothing in common. */
    private static long[] lanesOfNoWords(long exact) {
        long[] lanes = new long[Sketch.WORDS];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = Words.mixed(exact + i * ODD);
        }
        lanes[Sketch.WORDS - 1] &= Sketch.LAST_WORD;
        return lanes;
    }
}
