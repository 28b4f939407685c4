package io.tidegate.novelty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import java.text.Normalizer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NormalTextTest {

    private static final String[] PIECES = {
        "a",
        "B",
        "é",
        "e\u0301",
        " ",
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\u000B",
        "\f",
        "\u001C",
        "\u001F",
        "\u0000",
        "\u001B",
        "\u007F",
        "\u0085",
        "\u00A0",
        "\u1680",
        "\u2003",
        "\u2007",
        "\u2028",
        "\u202F",
        "\u205F",
        "\u3000",
        "\u200B",
        "\uFEFF",
        "!",
        "!!",
        "word",
        "eight888",
        "漢",
        "。",
        "’",
        "😀",
        "\uD800",
        "\uDC00",
        "\u0344",
        "\u0958",
        "\u2126",
        "\u1100\u1161",
        "\u1D15E",
        "𝅗𝅥",
        "\u0338",
        "←"
    };

    private final NormalText text = new NormalText();

    @Test
    void collapsedTextIsInNfcWithSingleSpaces() {
        Seeds.each(30_000, random -> {
            StringBuilder pieces = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                pieces.append(PIECES[random.nextInt(PIECES.length)]);
            }
            assertCollapsed(pieces.toString());
            assertCollapsed(" ".repeat(random.nextInt(20)) + "!" + " ".repeat(random.nextInt(20)) + "end");
        });
    }

    @Test
    void everyCharacterIsNormalised() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            assertCollapsed("a" + c + "b");
        }
    }

    private void assertCollapsed(String given) {
        text.read(given);
        byte[] collapsed = Arrays.copyOf(text.collapsed(), text.collapsedLength());
        assertThat(new String(collapsed, UTF_8)).isEqualTo(naive(given));
    }

    private static String naive(String given) {
        StringBuilder collapsed = new StringBuilder();
        boolean space = false;
        for (int codePoint :
                Normalizer.normalize(given, Normalizer.Form.NFC).codePoints().toArray()) {
            if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
                space = true;
                continue;
            }
            collapsed.append(space && !collapsed.isEmpty() ? " " : "");
            space = false;
            boolean lone = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            collapsed.appendCodePoint(lone ? 0xFFFD : codePoint);
        }
        return collapsed.toString();
    }
}
