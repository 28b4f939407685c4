package io.tidegate.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SegmentsTest {

    @Test
    void eachSegmentIsMeasuredByItself() {
        Segments segments = new Segments(4);

        assertThat(segments.add("a b a")).isEmpty();
        assertThat(segments.add("a b")).isEqualTo(OptionalDouble.of(2.0 / 4));
        assertThat(segments.add("b")).isEmpty();
        assertThat(segments.add("b b")).isEqualTo(OptionalDouble.of(1.0 / 4));
        assertThat(segments.add("a b c d a a a b")).isEqualTo(OptionalDouble.of(2.0 / 4));
    }
}
