package io.tidegate.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Made-up secrets and personal data, each in one place, and a search for them in whatever was said. Found is also half of one, and
 * one that is coded: as numbers of bytes, in hexadecimal, in Base64, for a URL or for JSON. What is random comes from one seed.
 */
final class Secrets {

    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int PIECE = 12;
    private static final int EXCERPT = 160;

    /** One form of one secret. */
    private record Needle(String place, byte[] bytes) {}

    private final Random random;
    private final List<String> planted = new ArrayList<>();
    private final Map<Long, List<Needle>> needles = new HashMap<>(); // by their first eight bytes
    private final BitSet mayBegin = new BitSet(1 << 20);

    Secrets(long seed) {
        this.random = new Random(seed);
    }

    /** How many there are. */
    int size() {
        return planted.size();
    }

    /** A new secret of the next kind; it has no quotes, backslashes or control characters. */
    String plant(String place) {
        String text = switch (planted.size() % 8) {
            case 0 -> "sk-live-" + letters(24);
            case 1 -> "Pw!" + letters(16) + "#1";
            case 2 -> letters(14) + "@" + letters(12) + ".example";
            case 3 -> "4" + digits(3) + " " + digits(4) + " " + digits(4) + " " + digits(4);
            case 4 -> "+49 151 " + digits(5) + " " + digits(5);
            case 5 -> "Bearer ey" + letters(32);
            case 6 -> "DE" + digits(2) + " " + digits(4) + " " + digits(4) + " " + digits(4) + " " + digits(4);
            default -> "Qu\u00F6rl " + letters(13) + "-\u00D8degaard";
        };
        return remember(place, text);
    }

    /** A new secret of 24 letters and digits, for where only a word may be. */
    String plantWord(String place) {
        return remember(place, letters(24));
    }

    private String letters(int count) {
        return random.ints(count, 0, LETTERS.length())
                .mapToObj(at -> LETTERS.substring(at, at + 1))
                .collect(Collectors.joining());
    }

    private String digits(int count) {
        return random.ints(count, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
    }

    private String remember(String place, String text) {
        planted.add(text);
        List<String> pieces = new ArrayList<>(List.of(text, text.replace(" ", "")));
        for (String word : text.split("[^a-z0-9]+", -1)) {
            if (word.length() >= PIECE) {
                pieces.addAll(List.of(word.substring(0, PIECE), word.substring(word.length() - PIECE)));
            }
        }
        pieces.stream().distinct().forEach(piece -> forms(piece).forEach(form -> add(place, form)));
        return text;
    }

    /** What somebody may make of a text on its way into a message. */
    static List<String> forms(String text) {
        byte[] bytes = utf8(text);
        List<String> forms = new ArrayList<>(List.of(
                text,
                URLEncoder.encode(text, StandardCharsets.UTF_8),
                text.chars()
                        .mapToObj(c -> c < 128 ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c))
                        .collect(Collectors.joining()),
                Arrays.toString(bytes).replaceAll("[\\[\\]]", ""),
                HexFormat.of().formatHex(bytes),
                HexFormat.ofDelimiter(" ").formatHex(bytes)));
        for (int before = 0; before < 3; before++) { // bytes that stand before it in its group of three
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String coded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            forms.add(coded.substring((before * 8 + 5) / 6, shifted.length * 8 / 6));
        }
        return forms;
    }

    private void add(String place, String form) {
        byte[] bytes = lower(utf8(form));
        long begin = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            begin = next(begin, bytes[i]);
        }
        mayBegin.set(hash(begin));
        needles.computeIfAbsent(begin, key -> new ArrayList<>()).add(new Needle(place, bytes));
    }

    /** Where the secrets come from that these bytes hold, whatever their case; of each place one line that tells. */
    Map<String, String> in(byte[] said) {
        byte[] lower = lower(said);
        Map<String, String> found = new TreeMap<>();
        long window = 0;
        for (int end = 0; end < lower.length; end++) {
            window = next(window, lower[end]);
            int begin = end - Long.BYTES + 1;
            if (begin >= 0 && mayBegin.get(hash(window))) {
                for (Needle needle : needles.getOrDefault(window, List.of())) {
                    int to = begin + needle.bytes().length;
                    if (to <= lower.length && Arrays.equals(lower, begin, to, needle.bytes(), 0, to - begin)) {
                        found.putIfAbsent(needle.place(), line(said, begin, to));
                    }
                }
            }
        }
        return found;
    }

    /** The beginning of a line, which says who speaks, and what stands before and in a piece of it. */
    private static String line(byte[] text, int begin, int end) {
        int start = begin;
        while (start > 0 && text[start - 1] != '\n') {
            start--;
        }
        int most = Math.min(end, start + EXCERPT);
        return new String(text, start, most - start, StandardCharsets.UTF_8)
                + (most < end ? " ... " + new String(text, begin, end - begin, StandardCharsets.UTF_8) : "");
    }

    private static long next(long window, byte b) {
        return window << 8 | (b & 0xFF);
    }

    private static int hash(long window) {
        return (int) ((window * 0x9E3779B97F4A7C15L) >>> 44);
    }

    private static byte[] lower(byte[] bytes) {
        byte[] lower = bytes.clone();
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] = (byte) (lower[i] | 0x20);
            }
        }
        return lower;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
