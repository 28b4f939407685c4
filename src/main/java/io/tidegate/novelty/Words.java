package io.tidegate.novelty;

import java.util.Arrays;

/**
 * Cuts a text into {@link Tokens words} and hashes them, some hundreds at a time. Reuses its arrays: one per thread.
 *
 * <p>The text is in UTF-8, and folded ({@link NormalText}). It is read in blocks of 64 bytes. Of each block a few masks are
 * made, bit i for byte i: which bytes are letters, which are digits and so on. Where words begin and end follows from these by
 * shifts and sums, for 64 bytes at once and without branches, which no processor could foresee. Then a word is hashed eight
 * bytes at a time. The masks are the part that the Vector API could make faster.
 */
final class Words {

    /** The hashes before those of a call of {@link #next} are those of this many words before. */
    static final int BEFORE = 5;

    private static final int BLOCK = 64;
    private static final int MAX_WORDS = 512;
    private static final byte[] NO_TEXT = {};

    /** Four masks of 16 bits in one word; these are what a byte, which may be several, sets in them. */
    private static final long LETTER = 1L << 15;

    private static final long DIGIT = 1L << 31;
    private static final long SINGLE = 1L << 47;
    private static final long JOINER = 1L << 63;

    private static final long[] KINDS = new long[256];

    /** The first so many bytes of eight. */
    private static final long[] FIRST = new long[9];

    static {
        for (int c = 0; c < KINDS.length; c++) {
            KINDS[c] = c < 128 ? kind(c) : LETTER;
        }
        for (int bytes = 1; bytes < FIRST.length; bytes++) {
            FIRST[bytes] = -1L >>> (64 - 8 * bytes);
        }
    }

    private final long[] hashes = new long[BEFORE + MAX_WORDS];

    /** Where words begin and end, one more having begun than ended at most; there is room for one that isn't any. */
    private final int[] starts = new int[MAX_WORDS + 2];

    private final int[] ends = new int[MAX_WORDS + 1];

    /** Words that have a digit, and words of more than eight bytes. */
    private final int[] withDigit = new int[MAX_WORDS];

    private final int[] longer = new int[MAX_WORDS + 1];
    private int started;
    private int count;
    private int withDigits;
    private int numbers;

    private byte[] text = NO_TEXT;
    private int length;
    private int at;

    /** What the byte before the block was, and whether the word that it belongs to has a digit: 0 or 1. */
    private long afterLetter;

    private long afterDigit;
    private long afterSingle;
    private long inWord;
    private long inNumber;

    /** A joiner has the bit of what it joins, too. */
    private static long kind(int c) {
        if (Tokens.joinsDigits(c)) {
            return JOINER | DIGIT;
        }
        if (Tokens.joinsLetters(c)) {
            return JOINER | LETTER;
        }
        return switch (Tokens.kind(c)) {
            case NOTHING -> 0;
            case WORD -> LETTER;
            case DIGIT -> DIGIT;
            case SINGLE -> SINGLE;
        };
    }

    /** Begins anew: the hashes of words before are 0. */
    void begin() {
        Arrays.fill(hashes, 0, BEFORE, 0);
        count = 0;
        numbers = 1;
    }

    /**
     * Begins a text, which goes on after the one before.
     *
     * @param text has {@link NormalText#PADDING} bytes more
     */
    void read(byte[] text, int length) {
        this.text = text;
        this.length = length;
        for (int i = 0; i < NormalText.PADDING; i += 8) {
            EightBytes.set(text, length + i, 0);
        }
        at = 0;
        started = 0;
        afterLetter = 0;
        afterDigit = 0;
        afterSingle = 0;
        inWord = 0;
        inNumber = 0;
    }

    /** Hashes the next words of the text, and returns how many; 0 at its end. */
    int next() {
        System.arraycopy(hashes, count, hashes, 0, BEFORE);
        starts[0] = starts[count];
        started -= count;
        count = 0;
        withDigits = 0;
        while (at <= length && count < MAX_WORDS - BLOCK) {
            cutBlock();
        }
        hash();
        if (count == 0) {
            text = NO_TEXT;
        }
        return count;
    }

    /** The hashes that {@link #next} made, from {@link #BEFORE} on. */
    long[] hashes() {
        return hashes;
    }

    /** Hash of the sequence of words with a digit in them. */
    int numbers() {
        return numbers;
    }

    /** Finds where words begin and end in the next block, which may be the one after the end of the text. */
    private void cutBlock() {
        long letters = 0;
        long digits = 0;
        long singles = 0;
        long joiners = 0;
        for (int i = 0; i < BLOCK; i += 16) {
            long kinds = kinds(0, EightBytes.get(text, at + i));
            kinds = kinds(kinds, EightBytes.get(text, at + i + 8));
            letters |= (kinds & 0xFFFF) << i;
            digits |= (kinds >>> 16 & 0xFFFF) << i;
            singles |= (kinds >>> 32 & 0xFFFF) << i;
            joiners |= (kinds >>> 48) << i;
        }
        long next = KINDS[text[at + BLOCK] & 0xFF];
        long joiningLetters = joiners & letters;
        long joiningDigits = joiners & digits;
        letters ^= joiningLetters;
        digits ^= joiningDigits;
        long words = letters
                | digits
                | (joiningLetters & (letters << 1 | afterLetter) & (letters >>> 1 | (next == LETTER ? 1L << 63 : 0)))
                | (joiningDigits & (digits << 1 | afterDigit) & (digits >>> 1 | (next == DIGIT ? 1L << 63 : 0)));
        long wordBefore = words << 1 | inWord;
        long wordStarts = singles | (words & ~wordBefore);
        long wordEnds = (wordBefore & ~words) | singles << 1 | afterSingle;
        // A digit added to the run of ones that is its word carries to the end of that.
        long sum = words + digits + inNumber;
        for (long left = sum & ~words; left != 0; left &= left - 1) {
            withDigit[withDigits++] = count + Long.bitCount(wordEnds & (Long.lowestOneBit(left) - 1));
        }
        long startsLeft = wordStarts;
        long endsLeft = wordEnds;
        for (int i = 0; (startsLeft | endsLeft) != 0; i++) {
            starts[started + i] = at + Long.numberOfTrailingZeros(startsLeft);
            ends[count + i] = at + Long.numberOfTrailingZeros(endsLeft);
            startsLeft &= startsLeft - 1;
            endsLeft &= endsLeft - 1;
        }
        started += Long.bitCount(wordStarts);
        count += Long.bitCount(wordEnds);
        at += BLOCK;
        afterLetter = letters >>> 63;
        afterDigit = digits >>> 63;
        afterSingle = singles >>> 63;
        inWord = words >>> 63;
        inNumber = (digits | (words & ~sum)) >>> 63;
    }

    private static long kinds(long kinds, long eight) {
        for (int shift = 0; shift < 64; shift += 8) {
            kinds = kinds >>> 1 | KINDS[(int) (eight >>> shift) & 0xFF];
        }
        return kinds;
    }

    /** Hashes first the first eight bytes of every word, so that nothing hangs on how long it is. */
    private void hash() {
        int longers = 0;
        for (int i = 0; i < count; i++) {
            int length = ends[i] - starts[i];
            hashes[BEFORE + i] = withBytes(0, starts[i], length);
            longer[longers] = i;
            longers += (8 - length) >>> 31; // 1 if it is longer
        }
        for (int i = 0; i < longers; i++) {
            int word = longer[i];
            long hash = hashes[BEFORE + word];
            for (int from = starts[word] + 8; from < ends[word]; from += 8) {
                hash = withBytes(hash, from, ends[word] - from);
            }
            hashes[BEFORE + word] = hash;
        }
        for (int i = 0; i < withDigits; i++) {
            numbers = 31 * numbers + (int) (hashes[BEFORE + withDigit[i]] >>> 32);
        }
    }

    /** The hash with the next bytes of a word, of which there are so many, but with eight at most. */
    private long withBytes(long hash, int from, int left) {
        return scrambled(hash + lowerCase(EightBytes.get(text, from) & FIRST[Math.min(left, 8)]));
    }

    /**
     * Eight bytes with A to Z made small. In UTF-8, a byte that isn't ASCII is never taken for one of these, and a sum of it
     * never carries into one that is.
     */
    private static long lowerCase(long eight) {
        long fromA = eight + (128 - 'A') * EightBytes.EACH;
        long afterZ = eight + (128 - 'Z' - 1) * EightBytes.EACH;
        return eight | (fromA & ~afterZ & EightBytes.HIGHEST) >>> 2;
    }

    /** The finaliser of MurmurHash3: every bit of the input moves every bit of the result, and no two have the same. */
    static long mixed(long bits) {
        long mixed = (bits ^ bits >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }

    /** Fibonacci hashing, folded: no two results are the same. Enough for what is mixed with others, or again, later. */
    static long scrambled(long bits) {
        long product = bits * 0x9E3779B97F4A7C15L;
        return product ^ product >>> 32;
    }
}
