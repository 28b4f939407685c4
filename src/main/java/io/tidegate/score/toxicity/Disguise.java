package io.tidegate.score.toxicity;

import java.util.Locale;
import java.util.Random;

/** Ways in which people hide words from judges. Training learns some texts in them, and evaluation measures what they do. */
public enum Disguise {
    /** Digits and signs for letters. */
    LEETSPEAK {
        @Override
        String of(String word, Random random) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                int at = "aeiost".indexOf(Character.toLowerCase(c));
                out.append(
                        at < 0 || random.nextInt(4) == 0 ? c : (random.nextBoolean() ? "431057" : "@31057").charAt(at));
            }
            return out.toString();
        }
    },
    /** A space after each letter, and one more before and after the word, so that it can be read. */
    SPACES {
        @Override
        String of(String word, Random random) {
            return " " + between(word, " ") + " ";
        }
    },
    /** A mark after each letter. */
    PUNCTUATION {
        @Override
        String of(String word, Random random) {
            return between(word, String.valueOf(".-*_".charAt(random.nextInt(4))));
        }
    },
    /** One letter several times. */
    REPEATED_LETTERS {
        @Override
        String of(String word, Random random) {
            int at = word.offsetByCodePoints(0, random.nextInt(word.codePointCount(0, word.length())));
            int letter = word.codePointAt(at);
            return word.substring(0, at)
                    + Character.toString(letter).repeat(2 + random.nextInt(4))
                    + word.substring(at);
        }
    },
    /** Characters that nobody sees: of no width, or for the direction of writing. */
    INVISIBLE {
        @Override
        String of(String word, Random random) {
            return between(
                    word,
                    String.valueOf(
                            "\u200b\u200c\u200d\u2060\u202d\u202c\u2066\u2069\ufeff\u00ad".charAt(random.nextInt(10))));
        }
    },
    /** Letters as wide as Chinese ones. */
    FULL_WIDTH {
        @Override
        String of(String word, Random random) {
            StringBuilder out = new StringBuilder();
            word.chars().forEach(c -> out.append((char) (c > ' ' && c < 0x7f ? c + 0xfee0 : c)));
            return out.toString();
        }
    },
    /** Letters of other alphabets that look the same. */
    LOOK_ALIKES {
        @Override
        String of(String word, Random random) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                int at = "abcehikmnoprstuxyABCEHIKMNOPTXY".indexOf(c);
                out.append(
                        at < 0
                                ? c
                                : "\u0430\u044c\u0441\u0435\u04bb\u0456\u043a\u043c\u0578\u043e\u0440\u0433\u0455\u03c4\u057d\u0445\u0443\u0410\u0412\u0421\u0415\u041d\u0406\u041a\u041c\u039d\u041e\u0420\u0422\u0425\u0423"
                                        .charAt(at));
            }
            return out.toString();
        }
    };

    private static final int SHORTEST = 3;

    /** One word, at least three letters long, disguised. */
    abstract String of(String word, Random random);

    /**
     * The text with its words of three letters or more disguised.
     *
     * @param all whether all of them, or each with the chance of one half
     */
    public String of(String text, Random random, boolean all) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int from = i;
            while (i < text.length() && Character.isLetter(text.charAt(i))) {
                i++;
            }
            if (i - from >= SHORTEST && (all || random.nextBoolean())) {
                out.append(of(text.substring(from, i), random));
            } else {
                out.append(text, from, i);
            }
            if (i < text.length()) {
                out.append(text.charAt(i++));
            }
        }
        return out.toString();
    }

    /** For messages, such as {@code look-alikes}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String between(String word, String mark) {
        return String.join(mark, word.split(""));
    }
}
