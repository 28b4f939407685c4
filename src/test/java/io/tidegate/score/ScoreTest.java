package io.tidegate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoreTest {

    @Test
    void valuesAreShownAsTheyAreCompared() {
        assertThat(new Score(0.123_449, Basis.MODEL, Optional.empty(), List.of()).value())
                .isEqualTo(0.1234);
        assertThat(new Category("hate", 0.123_45, Optional.empty()).value()).isEqualTo(0.1235);
        for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new Score(wrong, Basis.MODEL, Optional.empty(), List.of()))
                    .hasMessageContaining("[0, 1]");
            assertThatThrownBy(() -> new Category("hate", wrong, Optional.empty()))
                    .hasMessageContaining("[0, 1]");
        }
    }

    @Test
    void evidenceHasFrom1To8Spans() {
        Span span = new Span(3, 3);
        assertThat(new Evidence(0, Collections.nCopies(8, span)).spans()).hasSize(8);
        assertThatThrownBy(() -> new Evidence(0, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Evidence(0, Collections.nCopies(9, span)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Evidence.of(-1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Span(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Span(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aJudgeThatWasNotAskedSaysNothing() {
        assertThatThrownBy(() -> new Score(0.1, Basis.NOT_ASKED, Optional.empty(), List.of()))
                .hasMessageContaining("not asked");
        assertThatThrownBy(() -> new Score(0, Basis.NOT_ASKED, Optional.of(Evidence.of(0, 0, 1)), List.of()))
                .hasMessageContaining("not asked");
    }

    @Test
    void aCategoryIsThereOnce() {
        Category hate = new Category("hate", 0.1, Optional.empty());
        assertThatThrownBy(() -> new Score(0, Basis.MODEL, Optional.empty(), List.of(hate, hate)))
                .hasMessageContaining("twice");
    }

    @Test
    void basesAreNamedInVerdicts() {
        assertThat(List.of(Basis.values()).stream().map(Basis::id))
                .containsExactly("model", "wordlist", "unsupported", "not-asked");
    }
}
