package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToxicityTrainerTest {

    static ToxicityModel tinyModel() {
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            char letter = "abcd".charAt(i % 4);
            texts.add(
                    text("abuse", "you are an idiot, number " + letter, Map.of("toxicity", true, "hate", i % 2 == 0)));
            texts.add(text("clean", "you are a friend, number " + letter, Map.of("toxicity", false, "hate", false)));
        }
        return ToxicityTrainer.train("en", texts, texts, what -> {});
    }

    private static LabelledText text(String source, String text, Map<String, Boolean> labels) {
        return new LabelledText(source, source, text, labels, 1);
    }

    @Test
    void theSameTextsGiveTheSameBytes() {
        assertThat(tinyModel().toBytes()).isEqualTo(tinyModel().toBytes());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        ToxicityModel model = tinyModel();

        ToxicityModel read = ToxicityModel.of(model.toBytes());

        assertThat(read.toBytes()).isEqualTo(model.toBytes());
        assertThat(read.id()).isEqualTo(model.id());
    }

    @Test
    void learnsWhatTellsTheTextsApart() {
        ToxicityModel model = tinyModel();

        assertThat(probability(model, "an idiot")).isGreaterThan(probability(model, "a friend"));
    }

    @Test
    void eachHeadReadsBackItsOwnWeights() {
        ToxicityModel model = ToxicityModel.of(
                "en",
                List.of(
                        new ToxicityModel.Head("toxicity", new Logistic(1, 0)),
                        new ToxicityModel.Head("hate", new Logistic(1, 0))),
                List.of(filled((byte) 127), filled((byte) -64)));

        ModelPassages passages = new PassageFinder(ToxicityModel.of(model.toBytes()), new Tokens()).find("word");

        assertThat(passages.worst(0) / passages.worst(1)).isCloseTo(511 / -130.0, within(1e-9));
    }

    private static byte[] filled(byte weight) {
        byte[] weights = new byte[Tokens.FEATURES];
        Arrays.fill(weights, weight);
        return weights;
    }

    @Test
    void aCategoryThatNoTextOfOneKindIsLabelledWithHasNoHead() {
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            texts.add(text("abuse", "you idiot " + i, Map.of("toxicity", true, "hate", true, "threat", true)));
            texts.add(text("clean", "you friend " + i, Map.of("toxicity", false, "hate", false)));
        }

        assertThat(ToxicityTrainer.train("en", texts, texts, what -> {}).categories())
                .containsExactly("hate");
    }

    @Test
    void hasAHeadForEachCategoryThatBothKindsOfTextsAreLabelledWith() {
        assertThat(tinyModel().categories()).containsExactly("hate");
    }

    @Test
    void learnsNothingFromTextsOfOneKind() {
        List<LabelledText> texts = List.of(text("clean", "hello", Map.of("toxicity", false)));

        assertThatThrownBy(() -> ToxicityTrainer.train("en", texts, texts, what -> {}))
                .hasMessage("training needs toxic and clean texts, and has 0 and 1");
    }

    private static double probability(ToxicityModel model, String text) {
        ModelPassages passages = new PassageFinder(model, new Tokens()).find(text);
        return model.heads().get(0).calibration().at(passages.worst(0));
    }
}
