package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.score.toxicity.ToxicityEvaluation.Judged;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToxicityEvaluationTest {

    @Test
    void tiesCountHalf() {
        ToxicityEvaluation result = ToxicityEvaluation.of(
                List.of(new Judged(0.9, true), new Judged(0.5, true), new Judged(0.5, false), new Judged(0.1, false)),
                0.5);

        assertThat(result.auc()).isEqualTo(3.5 / 4);
        assertThat(result.recall()).isEqualTo(0.5);
        assertThat(result.falseAlarms()).isZero();
        assertThat(result.calibrationError()).isCloseTo((0.1 + 0.1) / 4, within(1e-12));
    }

    @Test
    void whatCannotBeMeasuredIsNoNumber() {
        ToxicityEvaluation result = ToxicityEvaluation.of(List.of(new Judged(0.2, false)), 0.5);

        assertThat(result.auc()).isNaN();
        assertThat(result.recall()).isNaN();
        assertThat(result.falseAlarms()).isZero();
    }

    @Test
    void aCalibrationErrorCanBeAskedForAnotherPartOfToxicTexts() {
        List<Judged> judged = List.of(new Judged(0.25, true), new Judged(0.25, false));

        assertThat(ToxicityEvaluation.of(judged, 0.5).calibrationError()).isCloseTo(0.25, within(1e-12));
        assertThat(ToxicityEvaluation.calibrationError(judged, 0.25)).isCloseTo(0, within(1e-12));
        assertThat(ToxicityEvaluation.calibrationError(List.of(new Judged(0.25, false)), 0.25))
                .isCloseTo(0.25, within(1e-12));
    }
}
