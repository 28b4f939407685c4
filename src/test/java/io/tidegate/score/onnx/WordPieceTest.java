package io.tidegate.score.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordPieceTest {

    private static final List<String> TOKENS = List.of(
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "un",
            "##aff",
            "##able",
            "want",
            "##want",
            "##ed",
            "runn",
            "##ing",
            "cafe",
            "Cafe",
            ",",
            "!",
            "水",
            "the",
            "o",
            "##k",
            "[",
            "]",
            "sep",
            "i",
            "\u1112",
            "##\u1161",
            "##\u11ab");

    @Test
    void takesTheLongestPieceFromTheLeft() throws Exception {
        assertThat(pieces("unaffable", true)).containsExactly("un", "##aff", "##able");
        assertThat(pieces("UNwant\u00e9d,running", true)).containsExactly("un", "##want", "##ed", ",", "runn", "##ing");
        assertThat(pieces("unwantedX running", true)).containsExactly("[UNK]", "runn", "##ing");
    }

    @Test
    void aVocabularyWithCaseKeepsCaseAndAccents() throws Exception {
        assertThat(pieces("Cafe cafe Caf\u00e9", false)).containsExactly("Cafe", "cafe", "[UNK]");
        assertThat(pieces("Cafe cafe Caf\u00e9 caf e\u0301", true))
                .containsExactly("cafe", "cafe", "cafe", "[UNK]", "[UNK]");
        assertThat(pieces("cafe\u0301", true)).containsExactly("cafe");
    }

    @Test
    void punctuationAndChineseStandAloneAndControlCharactersGo() throws Exception {
        assertThat(pieces("the!!the", true)).containsExactly("the", "!", "!", "the");
        assertThat(pieces("水水the", true)).containsExactly("水", "水", "the");
        assertThat(pieces("t\u0000h\u200be\ufffd", true)).containsExactly("the");
        assertThat(pieces("the\u00a0the\u2028the\t\n", true)).containsExactly("the", "the", "the");
        assertThat(pieces("th\ud83de", true)).as("half of a pair").containsExactly("the");
        assertThat(pieces("", true)).isEmpty();
        assertThat(pieces(" \u0007 ", true)).isEmpty();
        assertThat(pieces("\ud55c", true))
                .as("a syllable comes apart")
                .containsExactly("\u1112", "##\u1161", "##\u11ab");
    }

    @Test
    void writtenSpecialTokensAreText() throws Exception {
        assertThat(pieces("[SEP]", true)).containsExactly("[", "sep", "]");
        assertThat(pieces("[PAD]", true)).containsExactly("[", "[UNK]", "]");
    }

    @Test
    void aWordOfMoreThan100CharactersIsUnknown() throws Exception {
        assertThat(pieces("o" + "k".repeat(99), true)).hasSize(100).startsWith("o", "##k");
        assertThat(pieces("o" + "k".repeat(100), true)).containsExactly("[UNK]");
    }

    @Test
    void placesAreCodePointsOfTheText() throws Exception {
        TokenList tokens = tokens("😀 unaff\u200bABLE! İ \ud55c", true, 100);

        List<String> places = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            places.add(tokens.start(i) + "-" + tokens.end(i));
        }
        assertThat(places).containsExactly("0-1", "2-4", "4-7", "8-12", "12-13", "14-15", "16-17", "16-17", "16-17");
    }

    @Test
    void stopsOverTheLimit() throws Exception {
        assertThat(tokens("the ".repeat(5), true, 5).over()).isFalse();
        assertThat(tokens("the ".repeat(6), true, 5).over()).isTrue();
        assertThat(tokens("the ".repeat(300_000), true, 1_000_000).size()).isEqualTo(300_000);
    }

    @Test
    void anyTextGivesTokensInOrderAndInside() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                switch (random.nextInt(4)) {
                    case 0 -> text.append((char) random.nextInt(0x10000));
                    case 1 -> text.appendCodePoint(random.nextInt(0x110000));
                    case 2 -> text.append(TOKENS.get(random.nextInt(TOKENS.size())));
                    default -> text.append(' ');
                }
            }
            String any = text.toString();
            TokenList tokens = tokens(any, random.nextBoolean(), 1_000);
            int before = 0;
            for (int token = 0; token < tokens.size(); token++) {
                assertThat(tokens.start(token)).isGreaterThanOrEqualTo(before);
                assertThat(tokens.end(token)).isGreaterThan(tokens.start(token));
                before = tokens.start(token);
                assertThat(tokens.end(token)).isLessThanOrEqualTo(any.codePointCount(0, any.length()));
            }
        }
    }

    @Test
    void aVocabularyNeedsTheSpecialTokens() {
        assertThatThrownBy(() -> vocabulary(List.of("[PAD]", "[UNK]", "[CLS]", "the")))
                .isInstanceOf(UnusableClassifier.class)
                .hasMessage("has no line [SEP]: it is no vocabulary of WordPiece");
        assertThatThrownBy(() -> Vocabulary.of(new byte[] {'a', (byte) 0xe9}))
                .isInstanceOf(UnusableClassifier.class)
                .hasMessage("is no UTF-8 text");
    }

    private static List<String> pieces(String text, boolean lowerCase) throws UnusableClassifier {
        TokenList tokens = tokens(text, lowerCase, 1_000);
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            pieces.add(TOKENS.get(tokens.id(i)));
        }
        return pieces;
    }

    private static TokenList tokens(String text, boolean lowerCase, int limit) throws UnusableClassifier {
        TokenList tokens = new TokenList(limit);
        new WordPiece(vocabulary(TOKENS), lowerCase).tokenize(text, tokens);
        return tokens;
    }

    private static Vocabulary vocabulary(List<String> tokens) throws UnusableClassifier {
        return Vocabulary.of(String.join("\n", tokens).getBytes(StandardCharsets.UTF_8));
    }
}
