package io.tidegate.novelty;

import java.util.Arrays;

/** Cuts texts into {@link Tokens words} and gives each a hash, in order. Reuses its arrays: one per thread. */
final class WordHashes {

    private final NormalText normal = new NormalText();
    private final Words words = new Words();
    private long[] hashes = new long[1 << 8];

    /** One hash of 64 bits for each word of a text of any length; equal for equal words. */
    long[] of(String text) {
        normal.read(text);
        words.begin();
        words.read(normal.folded(), normal.foldedLength());
        int count = 0;
        for (int more = words.next(); more > 0; more = words.next()) {
            if (count + more > hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * (count + more));
            }
            System.arraycopy(words.hashes(), Words.BEFORE, hashes, count, more);
            count += more;
        }
        normal.forgetLarge();
        return Arrays.copyOf(hashes, count);
    }
}
