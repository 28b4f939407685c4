package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {

    private static List<Curve.Point> points(int count) {
        Curve curve = new Curve();
        for (int i = 1; i <= count; i++) {
            curve.add(i, i / 10.0);
        }
        return curve.points();
    }

    @Test
    void aShortCurveIsKeptWhole() {
        assertThat(new Curve().points()).isEmpty();
        assertThat(points(3))
                .containsExactly(new Curve.Point(1, 0.1), new Curve.Point(2, 0.2), new Curve.Point(3, 0.3));
        assertThat(points(Curve.MOST)).hasSize(Curve.MOST);
    }

    @Test
    void aLongCurveIsThinnedEvenlyAndEndsWhereItEnds() {
        for (int count : new int[] {Curve.MOST + 1, 2 * Curve.MOST, 12_345, 1_000_000}) {
            List<Curve.Point> points = points(count);

            assertThat(points).hasSizeBetween(Curve.MOST / 2, Curve.MOST + 1);
            assertThat(points.get(0).at()).isEqualTo(1);
            assertThat(points.get(points.size() - 1).at()).isEqualTo(count);
            long stride = points.get(1).at() - 1;
            for (int i = 1; i < points.size() - 1; i++) {
                assertThat(points.get(i).at()).isEqualTo(1 + i * stride);
                assertThat(points.get(i).value()).isEqualTo(points.get(i).at() / 10.0);
            }
        }
    }
}
