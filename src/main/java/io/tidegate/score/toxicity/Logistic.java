package io.tidegate.score.toxicity;

import java.util.List;

/** The logistic function, and the fit of one through scored texts. StrictMath, so that every machine gets the same bits. */
record Logistic(double slope, double intercept) {

    private static final int MOST_STEPS = 50;

    /** In (0, 1). Monotonic. */
    double at(double value) {
        return of(slope * value + intercept);
    }

    /** In [0, 1]. */
    static double of(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    record Point(double value, boolean toxic, double weight) {}

    /**
     * Platt's scaling: the slope and intercept that make the observed labels most likely, by Newton's method with Platt's
     * softened targets (J. Platt, Probabilistic Outputs for Support Vector Machines, 1999).
     */
    static Logistic fit(List<Point> points) {
        double toxic =
                points.stream().filter(Point::toxic).mapToDouble(Point::weight).sum();
        double clean = points.stream()
                .filter(p -> !p.toxic())
                .mapToDouble(Point::weight)
                .sum();
        double high = (toxic + 1) / (toxic + 2);
        double low = 1 / (clean + 2);
        double slope = 0;
        double intercept = StrictMath.log((toxic + 1) / (clean + 1));
        for (int step = 0; step < MOST_STEPS; step++) {
            double gradientSlope = 0;
            double gradientIntercept = 0;
            double slopeSlope = 1e-9;
            double slopeIntercept = 0;
            double interceptIntercept = 1e-9;
            for (Point point : points) {
                double p = of(slope * point.value() + intercept);
                double error = point.weight() * (p - (point.toxic() ? high : low));
                double curvature = point.weight() * p * (1 - p);
                gradientSlope += error * point.value();
                gradientIntercept += error;
                slopeSlope += curvature * point.value() * point.value();
                slopeIntercept += curvature * point.value();
                interceptIntercept += curvature;
            }
            double determinant = slopeSlope * interceptIntercept - slopeIntercept * slopeIntercept;
            double bySlope = (interceptIntercept * gradientSlope - slopeIntercept * gradientIntercept) / determinant;
            double byIntercept = (slopeSlope * gradientIntercept - slopeIntercept * gradientSlope) / determinant;
            slope -= bySlope;
            intercept -= byIntercept;
            if (Math.abs(bySlope) < 1e-12 && Math.abs(byIntercept) < 1e-12) {
                break;
            }
        }
        return new Logistic(slope, intercept);
    }
}
