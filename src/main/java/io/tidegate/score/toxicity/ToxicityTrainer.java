package io.tidegate.score.toxicity;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Trains models: for each head a logistic regression by AdaGrad (Duchi, Hazan, Singer 2011) with an L2 penalty, one text after
 * the other. A text is learned from its worst passage under the weights so far, as it will be judged: of a toxic text the passage
 * that gives it away, of a clean one the passage that comes nearest to a false alarm. A part of the texts is learned in disguise,
 * too.
 *
 * <p>The same texts in the same order give the same bytes on every machine: one thread, a fixed seed, StrictMath.
 */
public final class ToxicityTrainer {

    private static final long SEED = 20_260_101;
    private static final int EPOCHS = 12;
    private static final double RATE = 0.4;
    private static final double L2 = 3e-4;

    /** The bias is part of every text, so it moves slowly. */
    private static final double BIAS_RATE = 0.03;

    /** One text in so many is learned in disguise, too. */
    private static final int DISGUISED = 5;

    /** In so many texts a sequence of tokens must be seen to be a feature. */
    private static final int LEAST_SEEN = 8;

    private static final double DISGUISED_WEIGHT = 0.5;

    private final float[] weights = new float[Tokens.FEATURES];
    /** Of the weights after each of the last epochs: their mean is steadier than the last (Polyak and Juditsky 1992). */
    private final float[] sums = new float[Tokens.FEATURES];

    private final float[] squaredGradients = new float[Tokens.FEATURES];
    private double bias;
    private double biasSquaredGradient = 1e-8;
    private final TrainingPassages passages = new TrainingPassages();

    private ToxicityTrainer() {}

    private record Example(Document document, boolean yes, double weight) {}

    /**
     * Trains from scratch.
     *
     * @param language of the texts, such as {@code en}
     * @param training the texts to learn from; their order matters
     * @param calibration texts that are held back from training and only turn values into probabilities
     * @param progress is told what is being learned
     * @return a model with the overall head and one for each category that both kinds of texts are labelled with
     * @throws IllegalArgumentException unless both lists have toxic and clean texts
     */
    public static ToxicityModel train(
            String language, List<LabelledText> training, List<LabelledText> calibration, Consumer<String> progress) {
        checkBothKinds("training", training);
        checkBothKinds("calibration", calibration);
        List<LabelledText> texts = new ArrayList<>(training);
        texts.addAll(disguised(training));
        Tokens tokens = new Tokens();
        BitSet sequences = sequences(texts, tokens);
        List<Document> documents = texts.stream()
                .map(text -> Document.of(text.text(), tokens, sequences))
                .toList();
        List<ToxicityModel.Head> heads = new ArrayList<>();
        List<byte[]> weights = new ArrayList<>();
        for (String name : heads(training, calibration)) {
            List<Example> examples = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                Boolean label = texts.get(i).labels().get(name);
                if (label != null && !documents.get(i).isEmpty()) {
                    examples.add(
                            new Example(documents.get(i), label, texts.get(i).weight()));
                }
            }
            progress.accept(name + " from " + examples.size() + " texts");
            ToxicityTrainer trainer = new ToxicityTrainer();
            trainer.learn(examples);
            heads.add(new ToxicityModel.Head(name, new Logistic(1, 0)));
            weights.add(trainer.quantise());
        }
        return ToxicityModel.of(language, heads, weights).calibrated(calibration);
    }

    /** Those that are seen often enough to learn anything of. */
    private static BitSet sequences(List<LabelledText> texts, Tokens tokens) {
        int[] seen = new int[Tokens.FEATURES];
        BitSet all = new BitSet();
        all.set(Tokens.FIRST_SEQUENCE, Tokens.FEATURES);
        for (LabelledText text : texts) {
            Document document = Document.of(text.text(), tokens, all);
            IntStream.range(0, document.start(document.tokens()))
                    .map(document::feature)
                    .distinct()
                    .forEach(feature -> seen[feature]++);
        }
        all.stream().filter(sequence -> seen[sequence] < LEAST_SEEN).forEach(all::clear);
        return all;
    }

    /** The overall head, and then the categories in the order of the alphabet. */
    private static List<String> heads(List<LabelledText> training, List<LabelledText> calibration) {
        Set<String> categories = new TreeSet<>(labelledBothWays(training));
        categories.retainAll(labelledBothWays(calibration));
        categories.remove(ToxicityModel.OVERALL);
        List<String> heads = new ArrayList<>(List.of(ToxicityModel.OVERALL));
        heads.addAll(categories);
        return heads;
    }

    private static Set<String> labelledBothWays(List<LabelledText> texts) {
        Set<String> yes = new HashSet<>();
        Set<String> no = new HashSet<>();
        texts.forEach(text -> text.labels().forEach((name, label) -> (label ? yes : no).add(name)));
        yes.retainAll(no);
        return yes;
    }

    private static List<LabelledText> disguised(List<LabelledText> texts) {
        List<LabelledText> disguised = new ArrayList<>();
        List<Disguise> disguises = List.of(Disguise.values());
        Random random = new Random(SEED);
        for (int i = 0; i < texts.size(); i += DISGUISED) {
            LabelledText text = texts.get(i);
            Disguise disguise = disguises.get(random.nextInt(disguises.size()));
            disguised.add(text.withText(disguise.of(text.text(), random, false), DISGUISED_WEIGHT * text.weight()));
        }
        return disguised;
    }

    private static void checkBothKinds(String use, List<LabelledText> texts) {
        long toxic = texts.stream().filter(LabelledText::toxic).count();
        if (toxic == 0 || toxic == texts.size()) {
            throw new IllegalArgumentException(
                    use + " needs toxic and clean texts, and has " + toxic + " and " + (texts.size() - toxic));
        }
    }

    private void learn(List<Example> examples) {
        List<Example> order = new ArrayList<>(examples);
        Random random = new Random(SEED);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            for (Example example : order) {
                learn(example, epoch == 0);
            }
            if (epoch >= EPOCHS / 2) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += weights[i];
                }
            }
        }
    }

    private void learn(Example example, boolean whole) {
        Document document = example.document();
        int from = 0;
        int to = document.start(document.tokens());
        if (!whole) {
            document.walk(weights, passages);
            from = document.start(passages.worstFirst());
            to = document.start(passages.worstEnd());
        }
        double factor = Passages.factor(to - from);
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += weights[document.feature(i)];
        }
        double error = example.weight() * (Logistic.of(bias + sum * factor) - (example.yes() ? 1 : 0));
        biasSquaredGradient += error * error;
        bias -= BIAS_RATE * error / Math.sqrt(biasSquaredGradient);
        for (int i = from; i < to; i++) {
            int bucket = document.feature(i);
            double gradient = error * factor + L2 * weights[bucket];
            squaredGradients[bucket] += (float) (gradient * gradient);
            weights[bucket] -= (float) (RATE * gradient / (1e-6 + Math.sqrt(squaredGradients[bucket])));
        }
    }

    /** Of each weight the root, as {@link ToxicityModel} squares it again: small weights keep their differences. */
    private byte[] quantise() {
        double largest = 1e-9;
        for (float weight : sums) {
            largest = Math.max(largest, Math.abs(weight));
        }
        byte[] bytes = new byte[sums.length];
        for (int i = 0; i < bytes.length; i++) {
            double root = Math.sqrt(Math.abs(sums[i]) / largest);
            bytes[i] = (byte) (Math.signum(sums[i]) * Math.round(root * 127));
        }
        return bytes;
    }
}
