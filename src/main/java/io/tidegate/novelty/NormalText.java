package io.tidegate.novelty;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * A text in Unicode NFC and UTF-8, in two forms: <em>collapsed</em>, each run of white space being one space, and none at the
 * ends; and <em>folded</em>, where all that isn't ASCII is part of a word. Lone surrogates become U+FFFD. Reuses its arrays: one
 * per thread.
 *
 * <p>The folded text has the same {@link Tokens words}, spelled another way: what isn't ASCII is in lower case; a word of one
 * character stands between spaces, a digit between ASCII digits of its value. An ASCII text, which is read fastest, is its own
 * folded form.
 */
final class NormalText {

    /** Bytes behind each form of the text, which its readers may write over. */
    static final int PADDING = 72;

    private static final int FIRST_MARK = 0x300;

    private static final int MAX_MARKS = 30;

    /** Bytes that a char becomes at most. */
    private static final int BYTES = 3;

    private static final int FOLDED_BYTES = BYTES + 2;

    /** Longer texts' arrays are not kept. */
    private static final int LARGE = 1 << 16;

    private final CharsetEncoder ascii = StandardCharsets.US_ASCII.newEncoder();
    private char[] chars = {};
    private byte[] encoded = {};
    private byte[] collapsed = {};
    private byte[] folded = {};
    private int encodedLength;
    private int collapsedLength;
    private int foldedLength;
    private boolean isAscii;

    /** Reads a text of any length. */
    void read(String text) {
        encodeAscii(text);
        isAscii = encodedLength == text.length();
        if (!isAscii) {
            encode(isAlwaysNormal(text.length()) ? text : nfc(text));
        }
        collapsed = withRoom(collapsed, encodedLength);
        collapsedLength = WhiteSpace.collapse(encoded, encodedLength, collapsed);
    }

    byte[] collapsed() {
        return collapsed;
    }

    int collapsedLength() {
        return collapsedLength;
    }

    byte[] folded() {
        return isAscii ? collapsed : folded;
    }

    int foldedLength() {
        return isAscii ? collapsedLength : foldedLength;
    }

    /** Lets go of arrays that were needed for a text of unusual length. */
    void forgetLarge() {
        if (chars.length > LARGE) {
            chars = new char[0];
            encoded = new byte[0];
            collapsed = new byte[0];
            folded = new byte[0];
        }
    }

    /** Encodes the text as far as it is ASCII. */
    private void encodeAscii(String text) {
        put(text);
        encoded = withRoom(encoded, text.length());
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        ascii.reset().encode(CharBuffer.wrap(chars, 0, text.length()), bytes, true);
        encodedLength = bytes.position();
    }

    private void put(String text) {
        if (chars.length < text.length()) {
            chars = new char[text.length()];
        }
        text.getChars(0, text.length(), chars, 0);
    }

    private static byte[] withRoom(byte[] bytes, int length) {
        return bytes.length < length + PADDING ? new byte[length + PADDING] : bytes;
    }

    /** Encodes and folds the text. */
    private void encode(String text) {
        put(text);
        int length = text.length();
        encoded = withRoom(encoded, BYTES * length);
        folded = withRoom(folded, FOLDED_BYTES * length);
        char[] chars = this.chars;
        byte[] encoded = this.encoded;
        byte[] folded = this.folded;
        int e = 0;
        int f = 0;
        int i = 0;
        while (true) {
            int run = i;
            while (i < length && chars[i] < 128) {
                encoded[e++] = (byte) chars[i++];
            }
            if (i > run) {
                System.arraycopy(encoded, e - (i - run), folded, f, i - run);
                f += i - run;
            }
            if (i == length) {
                break;
            }
            int codePoint = codePointAt(i, length);
            i += Character.charCount(codePoint);
            Tokens.Kind kind = Tokens.kind(codePoint);
            boolean isWhiteSpace = kind == Tokens.Kind.NOTHING && WhiteSpace.is(codePoint);
            e = put(isWhiteSpace ? ' ' : codePoint, encoded, e);
            switch (kind) {
                case NOTHING -> folded[f++] = (byte) (Tokens.joinsLetters(codePoint) ? '\'' : ' ');
                case WORD -> f = put(Character.toLowerCase(codePoint), folded, f);
                case DIGIT -> f = putBetween('0' + Character.digit(codePoint, 10), codePoint, folded, f);
                case SINGLE -> f = putBetween(' ', codePoint, folded, f);
            }
        }
        encodedLength = e;
        foldedLength = f;
    }

    private int codePointAt(int index, int length) {
        int codePoint = Character.codePointAt(chars, index, length);
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE ? 0xFFFD : codePoint;
    }

    private static int putBetween(int fence, int codePoint, byte[] to, int at) {
        to[at] = (byte) fence;
        int end = put(codePoint, to, at + 1);
        to[end] = (byte) fence;
        return end + 1;
    }

    /** Writes a code point in UTF-8, and returns where it ends. */
    private static int put(int codePoint, byte[] to, int at) {
        int end = at;
        if (codePoint < 0x80) {
            to[end++] = (byte) codePoint;
            return end;
        }
        if (codePoint < 0x800) {
            to[end++] = (byte) (0xC0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                to[end++] = (byte) (0xE0 | codePoint >> 12);
            } else {
                to[end++] = (byte) (0xF0 | codePoint >> 18);
                to[end++] = continuation(codePoint >> 12);
            }
            to[end++] = continuation(codePoint >> 6);
        }
        to[end++] = continuation(codePoint);
        return end;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    /**
     * The text in Unicode NFC. A text with more than 30 marks in a row, which no language writes (Unicode's Stream-Safe Text
     * Format, UAX 15), is left as it is: normalising it takes time that grows with the square of the run.
     */
    private static String nfc(String text) {
        int marks = 0;
        for (int i = 0, codePoint; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            marks = Tokens.isMark(codePoint) ? marks + 1 : 0;
            if (marks > MAX_MARKS) {
                return text;
            }
        }
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Whether all chars are as NFC wants them, whatever stands beside them; false for some that are. */
    private boolean isAlwaysNormal(int length) {
        for (int i = 0; i < length; i++) {
            char c = chars[i];
            if (c >= FIRST_MARK) {
                boolean isPunctuation = c >= '‐' && c <= '⁞';
                boolean isHan = c >= '一' && c <= '鿿';
                if (!isPunctuation && !isHan) {
                    return false;
                }
            }
        }
        return true;
    }
}
