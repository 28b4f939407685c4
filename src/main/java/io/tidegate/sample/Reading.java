package io.tidegate.sample;

/** What came of reading a record: a sample, or what is wrong with it. */
public sealed interface Reading {

    /** The record is a sample. */
    record Understood(Sample sample) implements Reading {}

    /**
     * The record is no sample.
     *
     * @param detail what is wrong and where, in words of our own: never a piece of the record's text
     */
    record Malformed(String detail) implements Reading {}
}
