package io.tidegate.sample;

/** Turns bytes into samples: every accepted shape is recognised here, by its fields. */
public final class SampleReader {

    /**
     * Reads one record.
     *
     * @return the sample, or what is wrong; never throws
     */
    public Reading read(Arrival arrival) {
        return new Reading.Malformed("not written yet");
    }
}
