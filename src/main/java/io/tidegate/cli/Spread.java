package io.tidegate.cli;

import java.util.List;
import java.util.stream.DoubleStream;

/** The median of some figures, and how far they lie apart. */
record Spread(double median, double min, double max) {

    /** @throws IllegalArgumentException if there is none */
    static Spread of(List<Double> figures) {
        return of(figures.stream().mapToDouble(Double::doubleValue));
    }

    /** @throws IllegalArgumentException if there is none */
    static Spread of(DoubleStream figures) {
        double[] sorted = figures.sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing has no median");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
