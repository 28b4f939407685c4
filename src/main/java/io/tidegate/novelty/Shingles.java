package io.tidegate.novelty;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.tidegate.novelty.Tokens.Kind;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What similarity is measured on, in full: all shingles of a text, which are its runs of five {@link Tokens words}. Slow and
 * plain, and apart from {@link Sketcher}, which it is there to judge.
 */
public final class Shingles {

    static final int WORDS = 5;
    private static final int REPLACEMENT = 0xFFFD; // what lone surrogates count as
    private static final Hasher64 HASH = Hashing.komihash5_0();
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private Shingles() {}

    /** The distinct shingles of a text as 64-bit hashes, sorted. A text of fewer than five words is one, one of none has none. */
    public static long[] of(CharSequence text) {
        return of(words(text));
    }

    /** The same of a text that was cut into words. */
    static long[] of(List<String> words) {
        if (words.isEmpty()) {
            return new long[0];
        }
        long[] hashes = words.stream().mapToLong(HASH::hashCharsToLong).toArray();
        int length = Math.min(WORDS, hashes.length);
        long[] shingles = new long[hashes.length - length + 1];
        for (int from = 0; from < shingles.length; from++) {
            long shingle = length;
            for (int i = 0; i < length; i++) {
                shingle = shingle * FACTOR + hashes[from + i];
            }
            shingles[from] = shingle;
        }
        return Arrays.stream(shingles).sorted().distinct().toArray();
    }

    /** Jaccard similarity of two sets, in [0, 1]: what is in both, of what is in either; 0 where nothing is. */
    public static double jaccard(long[] a, long[] b) {
        int common = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            int order = Long.compare(a[i], b[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return jaccard(common, a.length, b.length);
    }

    /** The similarity of two sets of these sizes with so many shingles in common. */
    static double jaccard(int common, int sizeOfOne, int sizeOfOther) {
        return common == 0 ? 0 : (double) common / (sizeOfOne + sizeOfOther - common);
    }

    /** The words of a text, in lower case, in order. */
    static List<String> words(CharSequence text) {
        int[] codePoints = Normalizer.normalize(text, Normalizer.Form.NFC)
                .codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
                .toArray();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        Kind before = Kind.NOTHING;
        for (int i = 0; i < codePoints.length; i++) {
            int codePoint = codePoints[i];
            Kind after = i + 1 < codePoints.length ? Tokens.kind(codePoints[i + 1]) : Kind.NOTHING;
            Kind kind = before == after && joins(codePoint, before) ? before : Tokens.kind(codePoint);
            boolean continues = kind == Kind.WORD || kind == Kind.DIGIT;
            if (!continues && !word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
            if (continues) {
                word.appendCodePoint(codePoint == '’' ? '\'' : Character.toLowerCase(codePoint));
            } else if (kind == Kind.SINGLE) {
                words.add(Character.toString(codePoint));
            }
            before = kind;
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    /** Whether what stands between two characters of a kind joins them to one word. */
    private static boolean joins(int codePoint, Kind kind) {
        return (kind == Kind.DIGIT && Tokens.joinsDigits(codePoint))
                || (kind == Kind.WORD && Tokens.joinsLetters(codePoint));
    }
}
