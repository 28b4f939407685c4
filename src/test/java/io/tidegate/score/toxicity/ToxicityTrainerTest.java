package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
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
        Passages passages = new PassageFinder(model, new Tokens()).find(text);
        return model.heads().get(0).calibration().at(passages.worst(0));
    }
}
