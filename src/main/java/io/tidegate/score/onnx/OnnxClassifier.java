package io.tidegate.score.onnx;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A text classifier to be used as a judge.
 *
 * @param name of the scorer
 * @param model the ONNX file, which holds its weights itself
 * @param vocabulary of WordPiece: one token a line, UTF-8
 * @param lowerCase whether the vocabulary is one of lower-case text without accents
 * @param column the model's output that is the score, from 0
 * @param categories the outputs that are further scores, by category
 * @param activation how outputs become scores
 * @param maxTokens tokens in one window of text, with the two special ones; at least 3
 * @param batch windows that the model is given at once; at least 1
 * @param budget tokens that a sample may have over all judged turns, without special ones; at least 1
 * @param max the limit in [0, 1] where no dataset sets one
 * @param optional whether a sample over the budget passes unjudged
 */
public record OnnxClassifier(
        String name,
        Path model,
        Path vocabulary,
        boolean lowerCase,
        int column,
        SortedMap<String, Integer> categories,
        Activation activation,
        int maxTokens,
        int batch,
        int budget,
        double max,
        boolean optional) {

    public OnnxClassifier {
        categories = Collections.unmodifiableSortedMap(new TreeMap<>(categories));
        if (maxTokens < 3 || batch < 1 || budget < 1 || column < 0) {
            throw new IllegalArgumentException("no window, batch, budget or column of " + name + " is so small");
        }
    }
}
