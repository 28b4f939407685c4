package io.tidegate.novelty;

/** White space in texts. */
final class WhiteSpace {

    private static final long SPACES = ' ' * EightBytes.EACH;

    /** The mark of a space before the first of eight bytes. */
    private static final long BEFORE = 0x80;

    private WhiteSpace() {}

    static boolean is(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /**
     * Copies a text with each run of ASCII white space made one space, and none at its ends; returns the length of the copy.
     *
     * @param text has eight bytes more, which are written over
     * @param collapsed has room for all of it, and eight bytes more
     */
    static int collapse(byte[] text, int length, byte[] collapsed) {
        EightBytes.set(text, length, 0);
        int n = 0;
        int i = 0;
        long before = BEFORE;
        while (i < length) {
            long eight = EightBytes.get(text, i);
            EightBytes.set(collapsed, n, eight);
            // Marks the bytes that may be white space other than one space. What was marked in vain, such as
            // a ! after one, is kept below.
            long controls = (eight - SPACES) & ~eight;
            long whites = (eight - SPACES - EightBytes.EACH) & ~eight;
            long odd = (controls | (whites & (whites << 8 | before))) & EightBytes.HIGHEST;
            if (odd == 0) {
                i += 8;
                n += 8;
                before = whites >>> 56;
                continue;
            }
            int kept = Long.numberOfTrailingZeros(odd) >>> 3;
            i += kept;
            n += kept;
            if (isAscii(text[i])) {
                if (n > 0 && collapsed[n - 1] != ' ') {
                    collapsed[n++] = ' ';
                }
                do {
                    i++;
                } while (isAscii(text[i]));
                before = BEFORE;
            } else {
                collapsed[n++] = text[i++];
                before = 0;
            }
        }
        // The zeros behind the text may have been kept as if they were its own.
        n -= i - length;
        return n > 0 && collapsed[n - 1] == ' ' ? n - 1 : n;
    }

    private static boolean isAscii(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r') || (b >= 0x1C && b <= 0x1F);
    }
}
