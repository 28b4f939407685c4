package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of a few words have few shingles, and most lanes of their sketches borrow. */
class ShortTextsTest {

    private final Random random = new Random(4);
    private final Sketcher sketcher = new Sketcher();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6, 7, 10})
    @DisplayName("Short texts of other words are not similar")
    void unrelated(int words) {
        List<Sketch> sketches = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sketches.add(sketcher.sketch(text(words)));
        }
        for (int i = 0; i < sketches.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(similarity(sketches.get(i), sketches.get(j))).isLessThan(0.4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6, 7, 10})
    @DisplayName("Short texts of the same words are the same, whatever their case")
    void same(int words) {
        String text = text(words);

        assertThat(similarity(sketcher.sketch(text), sketcher.sketch(text.toUpperCase(java.util.Locale.ROOT))))
                .isEqualTo(1);
    }

    private static double similarity(Sketch one, Sketch other) {
        return Sketch.similarity(Sketch.estimate(one.lanes(), 0, other.lanes(), 0));
    }

    private String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            random.ints(8, 'a', 'z' + 1).forEach(text::appendCodePoint);
            text.append(' ');
        }
        return text.toString();
    }
}
