package io.tidegate.novelty;

/**
 * The remembered sample most like the one asked about.
 *
 * @param similarity estimated Jaccard similarity in [0, 1], a multiple of 0.0001; 1 for an exact duplicate
 * @param exact the texts are equal after NFC and collapsed white space
 */
public record Match(Remembered sample, double similarity, boolean exact) {}
