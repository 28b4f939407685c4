package io.tidegate.score.toxicity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Trains a model: logistic regression by AdaGrad (Duchi, Hazan, Singer 2011), one text after the other. A text is learned
 * from its worst passage under the weights so far, as it will be judged: of a toxic text the passage that gives it away, of
 * a clean one the passage that comes nearest to a false alarm.
 *
 * <p>The same texts in the same order give the same bytes on every machine: one thread, a fixed seed, StrictMath.
 */
public final class ToxicityTrainer {

    private static final long SEED = 20_260_101;
    private static final int EPOCHS = 5;
    private static final double RATE = 0.3;
    /** Pulls the weights of features back that only a few texts have. */
    private static final double L2 = 1e-6;

    /** The bias is part of every text, so it moves slowly. */
    private static final double BIAS_RATE = 0.03;

    private final float[] weights = new float[1 << Tokens.BITS];
    private final float[] squaredGradients = new float[1 << Tokens.BITS];
    private double bias;
    private double biasSquaredGradient = 1e-8;
    private final Tokens tokens = new Tokens();
    private final Passages passages = new Passages(feature -> weights[feature]);
    private final Features features = new Features();

    private ToxicityTrainer() {}

    /**
     * Trains from scratch.
     *
     * @param training the texts to learn from; their order matters
     * @param calibration texts that are held back from training and only turn values into probabilities
     * @throws IllegalArgumentException unless both lists have toxic and clean texts
     */
    public static ToxicityModel train(List<LabelledText> training, List<LabelledText> calibration) {
        checkBothKinds("training", training);
        checkBothKinds("calibration", calibration);
        ToxicityTrainer trainer = new ToxicityTrainer();
        List<LabelledText> order = new ArrayList<>(training);
        Random random = new Random(SEED);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            for (LabelledText text : order) {
                trainer.learn(text, epoch == 0);
            }
        }
        return new ToxicityModel(trainer.quantise(), 1, 0).calibrated(calibration);
    }

    private static void checkBothKinds(String use, List<LabelledText> texts) {
        long toxic = texts.stream().filter(LabelledText::toxic).count();
        if (toxic == 0 || toxic == texts.size()) {
            throw new IllegalArgumentException(
                    use + " needs toxic and clean texts, and has " + toxic + " and " + (texts.size() - toxic));
        }
    }

    private void learn(LabelledText text, boolean whole) {
        features.clear();
        passages.clear();
        tokens.read(text.text(), features);
        if (!passages.any()) {
            return;
        }
        int from = whole ? 0 : features.startOf((int) passages.worstFirstToken());
        int to = whole ? features.size : features.startOf((int) passages.worstLastToken());
        double norm = Passages.norm(to - from);
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += weights[features.buckets[i]];
        }
        double error = text.weight() * (Logistic.of(bias + sum / norm) - (text.toxic() ? 1 : 0));
        biasSquaredGradient += error * error;
        bias -= BIAS_RATE * error / Math.sqrt(biasSquaredGradient);
        for (int i = from; i < to; i++) {
            int bucket = features.buckets[i];
            double gradient = error / norm + L2 * weights[bucket];
            squaredGradients[bucket] += (float) (gradient * gradient);
            weights[bucket] -= (float) (RATE * gradient / (1e-6 + Math.sqrt(squaredGradients[bucket])));
        }
    }

    /** Scaled so that all but one weight in a thousand of those that are used fit a byte; those are cut. */
    private byte[] quantise() {
        float[] sizes = new float[weights.length];
        int used = 0;
        for (float weight : weights) {
            if (weight != 0) {
                sizes[used++] = Math.abs(weight);
            }
        }
        Arrays.sort(sizes, 0, used);
        double largest = used == 0 ? 1 : sizes[(int) (used * 0.999)];
        byte[] bytes = new byte[weights.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.max(-127, Math.min(127, Math.round(weights[i] / largest * 127)));
        }
        return bytes;
    }

    /** Keeps the features of one text and passes them on. */
    private final class Features implements Tokens.Listener {

        private int[] buckets = new int[1 << 12];
        private int[] starts = new int[1 << 8];
        private int size;
        private int count;

        void clear() {
            size = 0;
            count = 0;
        }

        int startOf(int token) {
            return token == count ? size : starts[token];
        }

        @Override
        public void token(int start, int end, int[] found, int howMany) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = size;
            if (size + howMany > buckets.length) {
                buckets = Arrays.copyOf(buckets, 2 * (size + howMany));
            }
            System.arraycopy(found, 0, buckets, size, howMany);
            size += howMany;
            passages.token(start, end, found, howMany);
        }

        @Override
        public void sentenceEnd() {
            passages.sentenceEnd();
        }
    }
}
