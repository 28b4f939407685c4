package io.tidegate.score.onnx;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** What there is to say of a {@link TinyModel}; each method returns a changed copy. */
public record TinyClassifier(
        Path folder,
        int column,
        SortedMap<String, Integer> categories,
        Activation activation,
        int maxTokens,
        int batch,
        int budget,
        boolean optional) {

    public static TinyClassifier in(Path folder) {
        return new TinyClassifier(folder, 1, new TreeMap<>(), Activation.SIGMOID, 16, 4, 200, false);
    }

    TinyClassifier column(int number) {
        return new TinyClassifier(folder, number, categories, activation, maxTokens, batch, budget, optional);
    }

    TinyClassifier category(String name, int number) {
        SortedMap<String, Integer> more = new TreeMap<>(categories);
        more.put(name, number);
        return new TinyClassifier(folder, column, more, activation, maxTokens, batch, budget, optional);
    }

    TinyClassifier activation(Activation other) {
        return new TinyClassifier(folder, column, categories, other, maxTokens, batch, budget, optional);
    }

    TinyClassifier maxTokens(int number) {
        return new TinyClassifier(folder, column, categories, activation, number, batch, budget, optional);
    }

    TinyClassifier batch(int number) {
        return new TinyClassifier(folder, column, categories, activation, maxTokens, number, budget, optional);
    }

    TinyClassifier budget(int number) {
        return new TinyClassifier(folder, column, categories, activation, maxTokens, batch, number, optional);
    }

    TinyClassifier passing() {
        return new TinyClassifier(folder, column, categories, activation, maxTokens, batch, budget, true);
    }

    OnnxClassifier classifier() {
        return new OnnxClassifier(
                "second-opinion",
                folder.resolve("judge.onnx"),
                folder.resolve("vocab.txt"),
                true,
                column,
                categories,
                activation,
                maxTokens,
                batch,
                budget,
                0.5,
                optional);
    }

    public OnnxScorer open() throws UnusableClassifier {
        return OnnxScorer.open(classifier());
    }
}
