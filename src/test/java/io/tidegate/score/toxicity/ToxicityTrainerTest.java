package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToxicityTrainerTest {

    static ToxicityModel tinyModel() {
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            texts.add(new LabelledText("abuse", "you are an idiot, number " + "abcd".charAt(i % 4), true, 1));
            texts.add(new LabelledText("clean", "you are a friend, number " + "abcd".charAt(i % 4), false, 1));
        }
        return ToxicityTrainer.train(texts, texts);
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

    private static double probability(ToxicityModel model, String text) {
        Passages passages = new Passages(model::weight);
        passages.clear();
        new Tokens().read(text, passages);
        return model.probability(passages.worst());
    }
}
