package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class MarksTest {

    private final Sketcher sketcher = new Sketcher();

    @Test
    void marksComposeAsUnicodeSays() {
        assertThat(sketcher.sketch("cafe\u0301 au lait").exact())
                .isEqualTo(sketcher.sketch("caf\u00e9 au lait").exact());
        assertThat(sketcher.sketch("a" + "\u0301\u0316".repeat(15)).exact())
                .isEqualTo(sketcher.sketch("a" + "\u0316".repeat(15) + "\u0301".repeat(15))
                        .exact());
    }

    /** Normalising such a run takes time that grows with its square: minutes for a legal sample, which would stall the gate. */
    @Test
    void runsOfMarksThatNoLanguageWritesAreComparedAsTheyAre() {
        String text = "a" + "\u0301".repeat(1 << 19) + "\u0316".repeat(1 << 19);

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatCode(() -> sketcher.sketch(text)).doesNotThrowAnyException());
        assertThat(sketcher.sketch(text).exact())
                .isEqualTo(sketcher.sketch(text).exact());
    }
}
