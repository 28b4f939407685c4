package io.tidegate.score.toxicity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well scores agree with people.
 *
 * @param auc how often a toxic text scores higher than a clean one, ties counting half; NaN unless there are both
 * @param recall the part of the toxic texts that score above the limit; NaN if there are none
 * @param falseAlarms the part of the clean texts that score above the limit; NaN if there are none
 * @param calibrationError the mean distance between score and the observed part of toxic texts, over ten bins of score,
 *     weighted by their texts
 */
public record ToxicityEvaluation(
        int toxic, int clean, double auc, double recall, double falseAlarms, double calibrationError) {

    private static final int BINS = 10;

    /** A text's score in [0, 1] and what people say. */
    public record Judged(double score, boolean toxic) {}

    public static ToxicityEvaluation of(List<Judged> judged, double limit) {
        int toxic = (int) judged.stream().filter(Judged::toxic).count();
        int clean = judged.size() - toxic;
        long caught =
                judged.stream().filter(j -> j.toxic() && j.score() > limit).count();
        long alarms =
                judged.stream().filter(j -> !j.toxic() && j.score() > limit).count();
        return new ToxicityEvaluation(
                toxic,
                clean,
                auc(judged, toxic, clean),
                (double) caught / toxic,
                (double) alarms / clean,
                weightedCalibrationError(judged, 1));
    }

    /** The Mann-Whitney statistic: ties share their mean rank. */
    private static double auc(List<Judged> judged, int toxic, int clean) {
        List<Judged> sorted = new ArrayList<>(judged);
        sorted.sort(Comparator.comparingDouble(Judged::score));
        double ranks = 0;
        int from = 0;
        while (from < sorted.size()) {
            int to = from;
            int toxicTies = 0;
            while (to < sorted.size()
                    && sorted.get(to).score() == sorted.get(from).score()) {
                toxicTies += sorted.get(to++).toxic() ? 1 : 0;
            }
            ranks += toxicTies * (from + 1 + to) / 2.0;
            from = to;
        }
        return (ranks - toxic * (toxic + 1.0) / 2) / toxic / clean;
    }

    /**
     * The calibration error in a stream in which toxic texts have another part than in these.
     *
     * @param toxicPart in (0, 1)
     */
    public static double calibrationError(List<Judged> judged, double toxicPart) {
        double toxic = judged.stream().filter(Judged::toxic).count();
        return weightedCalibrationError(judged, toxicWeight(toxicPart, toxic, judged.size() - toxic));
    }

    /** What toxic texts must weigh to be this part of a whole in which clean ones weigh 1; 1 if there are none. */
    static double toxicWeight(double part, double toxic, double clean) {
        return toxic == 0 ? 1 : part / (1 - part) * clean / toxic;
    }

    private static double weightedCalibrationError(List<Judged> judged, double toxicWeight) {
        double[] distances = new double[BINS];
        double total = 0;
        for (Judged one : judged) {
            double weight = one.toxic() ? toxicWeight : 1;
            int bin = Math.min(BINS - 1, (int) (one.score() * BINS));
            distances[bin] += weight * (one.score() - (one.toxic() ? 1 : 0));
            total += weight;
        }
        double error = 0;
        for (double distance : distances) {
            error += Math.abs(distance);
        }
        return error / total;
    }
}
