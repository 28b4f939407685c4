package io.tidegate.policy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A judge that a policy brings: an ONNX text classifier, under the name by which datasets limit it.
 *
 * @param onnx the model's file, relative to the policy's folder
 * @param vocabulary the file with its tokens, likewise
 * @param lowerCase whether text loses case and accents before it is judged
 * @param column the model's output that is the score, from 0
 * @param categories the outputs that are its categories, by name
 * @param maxTokens tokens in one window of text
 * @param batch windows that the model is given at once
 * @param budget tokens that a sample may have over all judged turns
 * @param max the limit in [0, 1] where no dataset sets one
 * @param optional whether samples over the budget pass unjudged
 */
public record OnnxJudge(
        String name,
        String onnx,
        String vocabulary,
        boolean lowerCase,
        int column,
        SortedMap<String, Integer> categories,
        Activation activation,
        int maxTokens,
        int batch,
        int budget,
        double max,
        boolean optional) {

    public OnnxJudge {
        categories = Collections.unmodifiableSortedMap(new TreeMap<>(categories));
    }

    /** How the model's outputs become scores. */
    public enum Activation {
        SIGMOID,
        SOFTMAX,
        NONE
    }

    /**
     * What keeps a judge from being used.
     *
     * @param key of its section in the policy, which is to blame
     */
    public record Problem(String key, String text) {}
}
