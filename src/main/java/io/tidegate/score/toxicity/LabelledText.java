package io.tidegate.score.toxicity;

/**
 * A text that people judged.
 *
 * @param source where it comes from; sources are left out and reported one by one
 * @param weight how much it counts in training; 1 for most
 */
public record LabelledText(String source, String text, boolean toxic, double weight) {}
