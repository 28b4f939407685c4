/**
 * A judge that a user brings: an ONNX text classifier. In: the turns of a sample. Out: the score of the
 * worst window of text, and where that is.
 *
 * <p>In reading order: {@link io.tidegate.score.onnx.OnnxClassifier} says what there is to say of one,
 * {@link io.tidegate.score.onnx.OnnxScorer} opens it, {@code WordPiece} cuts text into tokens of a
 * {@code Vocabulary}, {@code WindowJudge} lays windows over the tokens and keeps the worst, and
 * {@code OnnxModel} runs the network. That last one alone knows ONNX Runtime, which may be absent from
 * the class path.
 */
@NullMarked
package io.tidegate.score.onnx;

import org.jspecify.annotations.NullMarked;
