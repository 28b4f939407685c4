package io.tidegate.novelty;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/**
 * How varied a body of text is. Each of these measures depends on the amount of text, so bodies are compared at the same
 * number of words. A measure that the text is too short for is NaN.
 *
 * <ul>
 *   <li><em>distinct-n</em> is the number of different runs of n {@link Tokens words}, over the number of all: Li et al., "A
 *       Diversity-Promoting Objective Function for Neural Conversation Models", NAACL 2016. No run goes from one text on to
 *       the next.
 *   <li>The <em>compression ratio</em> is that of Shaib et al., "Standardizing the Measurement of Text Diversity", 2024, the
 *       other way up: compressed over raw.
 *   <li><em>Words seen once</em> among all are the estimate of Good, "The Population Frequencies of Species and the
 *       Estimation of Population Parameters", Biometrika 1953 (Good–Turing), for the chance that the next word is new: the
 *       mass of the tail.
 *   <li>The <em>Zipf coefficient</em> s, with frequency proportional to 1 / rank^s, is fitted as by Holtzman et al., "The
 *       Curious Case of Neural Text Degeneration", ICLR 2020: least squares over the logarithms of rank and frequency of the
 *       5,000 most frequent words.
 * </ul>
 *
 * @param words that were measured
 * @param distinct1 in (0, 1]; 1: no word comes twice
 * @param distinct2 of runs of two words, in (0, 1]
 * @param distinct3 of runs of three words, in (0, 1]
 * @param compression compressed over raw bytes (UTF-8, zlib's deflate at level 9), over 0; the lower, the more repeats
 *     itself within 32 KiB
 * @param once words that come once, of all words, in [0, 1]; the lower, the thinner the tail
 * @param zipf at least 0; the higher, the steeper the frequencies fall, and the fewer words are rare
 */
public record Diversity(
        long words,
        double distinct1,
        double distinct2,
        double distinct3,
        double compression,
        double once,
        double zipf) {

    private static final int LONGEST_RUN = 3;
    private static final int LEVEL = 9;
    private static final int RANKS = 5_000;

    /**
     * Measures texts.
     *
     * @param most words that are measured; the text in which the last of them stands is compressed whole
     */
    static Diversity of(List<String> texts, long most) {
        WordHashes cutter = new WordHashes();
        List<long[]> cut = new ArrayList<>();
        List<String> measured = new ArrayList<>();
        long words = 0;
        for (String text : texts) {
            if (words >= most) {
                break;
            }
            long[] hashes = cutter.of(text);
            long[] kept = Arrays.copyOf(hashes, (int) Math.min(hashes.length, most - words));
            words += kept.length;
            cut.add(kept);
            measured.add(text);
        }
        long[] sorted = runs(cut, 1);
        int[] frequencies = frequencies(sorted);
        double once = Arrays.stream(frequencies).filter(count -> count == 1).count();
        return new Diversity(
                words,
                (double) frequencies.length / words,
                distinct(runs(cut, 2)),
                distinct(runs(cut, LONGEST_RUN)),
                compression(measured),
                once / words,
                zipf(frequencies));
    }

    /** Hashes of all runs of so many words, sorted. */
    private static long[] runs(List<long[]> texts, int length) {
        long[] runs = new long
                [texts.stream()
                        .mapToInt(words -> Math.max(0, words.length - length + 1))
                        .sum()];
        int count = 0;
        for (long[] words : texts) {
            for (int from = 0; from + length <= words.length; from++) {
                long run = 0;
                for (int i = 0; i < length; i++) {
                    run = Words.mixed(run + words[from + i]);
                }
                runs[count++] = run;
            }
        }
        Arrays.sort(runs);
        return runs;
    }

    private static double distinct(long[] sorted) {
        return (double) Arrays.stream(sorted).distinct().count() / sorted.length;
    }

    /** How often each word comes, the most frequent first. */
    private static int[] frequencies(long[] sorted) {
        int[] counts = new int[sorted.length];
        int different = 0;
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from + 1;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            counts[different++] = from - to; // negative, so that the most frequent is sorted to the front
        }
        int[] frequencies = Arrays.copyOf(counts, different);
        Arrays.sort(frequencies);
        Arrays.setAll(frequencies, i -> -frequencies[i]);
        return frequencies;
    }

    private static double compression(List<String> texts) {
        if (texts.isEmpty()) {
            return Double.NaN;
        }
        Deflater deflater = new Deflater(LEVEL);
        byte[] out = new byte[1 << 14];
        try {
            for (String text : texts) {
                deflater.setInput((text + '\n').getBytes(StandardCharsets.UTF_8));
                drain(deflater, out);
            }
            deflater.finish();
            drain(deflater, out);
            return (double) deflater.getBytesWritten() / deflater.getBytesRead();
        } finally {
            deflater.end();
        }
    }

    private static void drain(Deflater deflater, byte[] out) {
        int written;
        do {
            written = deflater.deflate(out);
        } while (written > 0);
    }

    private static double zipf(int[] frequencies) {
        int ranks = Math.min(RANKS, frequencies.length);
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < ranks; i++) {
            meanX += Math.log(i + 1) / ranks;
            meanY += Math.log(frequencies[i]) / ranks;
        }
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < ranks; i++) {
            double x = Math.log(i + 1) - meanX;
            xy += x * (Math.log(frequencies[i]) - meanY);
            xx += x * x;
        }
        return Math.max(0.0, -xy / xx); // rounding could make it negative where all are as frequent
    }
}
