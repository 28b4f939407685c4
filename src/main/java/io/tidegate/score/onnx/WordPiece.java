package io.tidegate.score.onnx;

import java.text.Normalizer;

/**
 * Cuts text into the tokens of a vocabulary, with their places. One per thread; it reuses its arrays.
 *
 * <p>First into words, as BERT does (Devlin et al. 2018): control characters go, white space parts,
 * punctuation marks and Chinese characters stand alone, and for a lower-case vocabulary letters lose
 * case and accents. Then each word into pieces (Wu et al. 2016): from the left, always the longest that
 * the vocabulary has, where all but the first begin with {@code ##}; a word that can't be made of
 * pieces, or has more than 100 characters, is unknown. Text never gives a special token: a {@code [SEP]}
 * that somebody wrote is three words. Which characters are letters, marks or punctuation is as Java has
 * it: a later version may know characters that Unicode added.
 */
final class WordPiece {

    private static final int LONGEST_WORD = 100;
    private static final String CONTINUED = "##";

    private final Vocabulary vocabulary;
    private final boolean lowerCase;
    private final int unknown;

    /** The word so far: its text, and for each of its code points where it begins in both texts. */
    private final StringBuilder word = new StringBuilder();

    private final int[] offsets = new int[LONGEST_WORD + 1];
    private final int[] places = new int[LONGEST_WORD];
    /** The pieces of the word: their ids, and the code points that they end before. */
    private final int[] ids = new int[LONGEST_WORD];

    private final int[] ends = new int[LONGEST_WORD];
    private int length;
    private int start;
    private int end;

    WordPiece(Vocabulary vocabulary, boolean lowerCase) {
        this.vocabulary = vocabulary;
        this.lowerCase = lowerCase;
        this.unknown = vocabulary.id(Vocabulary.UNKNOWN);
    }

    /** Adds a text's tokens; stops where the list is over its limit. */
    void tokenize(String text, TokenList tokens) {
        clear();
        int place = 0;
        for (int i = 0; i < text.length() && !tokens.over(); place++) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isSpace(c)) {
                finish(tokens);
            } else if (!isControl(c)) {
                add(c, place, tokens);
            }
        }
        finish(tokens);
    }

    private void add(int c, int place, TokenList tokens) {
        if (isChinese(c)) {
            finish(tokens);
            take(c, place, tokens);
            finish(tokens);
        } else if (!lowerCase) {
            take(c, place, tokens);
        } else if (c < 0x80) {
            take(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c, place, tokens);
        } else {
            String plain = Normalizer.normalize(Character.toString(Character.toLowerCase(c)), Normalizer.Form.NFD);
            for (int i = 0; i < plain.length(); ) {
                int part = plain.codePointAt(i);
                i += Character.charCount(part);
                if (Character.getType(part) != Character.NON_SPACING_MARK) {
                    take(part, place, tokens);
                }
            }
        }
    }

    private void take(int c, int place, TokenList tokens) {
        boolean alone = isPunctuation(c);
        if (alone) {
            finish(tokens);
        }
        if (length == 0) {
            start = place;
        }
        if (length < LONGEST_WORD) {
            offsets[length] = word.length();
            places[length] = place;
            word.appendCodePoint(c);
        }
        length++;
        end = place + 1;
        if (alone) {
            finish(tokens);
        }
    }

    private void finish(TokenList tokens) {
        if (length > LONGEST_WORD) {
            tokens.add(unknown, start, end);
        } else if (length > 0) {
            offsets[length] = word.length();
            cut(tokens);
        }
        clear();
    }

    private void clear() {
        word.setLength(0);
        length = 0;
    }

    private void cut(TokenList tokens) {
        int pieces = 0;
        for (int from = 0; from < length; from = ends[pieces++]) {
            if (!longestPiece(from, pieces)) {
                tokens.add(unknown, start, end);
                return;
            }
        }
        for (int i = 0; i < pieces; i++) {
            tokens.add(ids[i], places[i == 0 ? 0 : ends[i - 1]], places[ends[i] - 1] + 1);
        }
    }

    /** Finds the longest piece that begins with this code point of the word, if there is one. */
    private boolean longestPiece(int from, int piece) {
        String prefix = from == 0 ? "" : CONTINUED;
        for (int to = length; to > from; to--) {
            if (prefix.length() + offsets[to] - offsets[from] > vocabulary.longest()) {
                continue;
            }
            int id = vocabulary.id(prefix + word.substring(offsets[from], offsets[to]));
            if (id >= 0) {
                ids[piece] = id;
                ends[piece] = to;
                return true;
            }
        }
        return false;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || (c >= 0x80 && Character.isSpaceChar(c));
    }

    private static boolean isControl(int c) {
        if (c < 0x80) {
            return c < ' ' || c == 0x7F;
        }
        int type = Character.getType(c);
        return c == 0xFFFD
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.PRIVATE_USE;
    }

    private static boolean isPunctuation(int c) {
        if (c < 0x80) {
            return c > ' ' && c < 0x7F && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z');
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** The blocks that BERT treats so: words of these have no spaces between them. */
    private static boolean isChinese(int c) {
        return c >= 0x3400
                && (c <= 0x4DBF
                        || (c >= 0x4E00 && c <= 0x9FFF)
                        || (c >= 0xF900 && c <= 0xFAFF)
                        || (c >= 0x20000 && c <= 0x2A6DF)
                        || (c >= 0x2A700 && c <= 0x2CEAF)
                        || (c >= 0x2F800 && c <= 0x2FA1F));
    }
}
