package io.tidegate.cli;

import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A made-up stream that shows what becomes of a language whose models learn from each other: people and, generation after
 * generation, models write samples by turns, and each model is a {@link BigramModel} of all that was accepted before its
 * time.
 *
 * <p>People draw their words independently of each other from a vocabulary in which frequencies follow Zipf's law. First
 * comes human text alone; then each generation brings the same number of human and of synthetic samples, in random order.
 * People write the same, and the kinds come in the same order, whatever is accepted; what the models write depends on it.
 *
 * <p>Models that learn from models lose the rare words first (Shumailov et al., "AI models collapse when trained on
 * recursively generated data", Nature 631, 2024). Where human text is kept and accumulates beside theirs, they lose less
 * (Gerstgrasser et al., "Is Model Collapse Inevitable?", arXiv 2404.01413, 2024). Not for many threads.
 */
final class MixStream {

    /** The name that samples say they come from. */
    static final String NAME = "mix";

    private static final int VOCABULARY = 50_000;
    private static final int SHORTEST = 40;
    private static final int LONGEST = 80;
    private static final double TOP_P = 0.9;

    /** Up to each word, how frequent it and those before it are, relative to the first. */
    private static final double[] FREQUENCIES = zipf();

    private final Mix mix;
    private final Random people;
    private final Random models;
    private final List<Integer> generations;
    private final List<int[]> accepted = new ArrayList<>();
    private Optional<BigramModel> model = Optional.empty();
    private int trained;
    private int next;

    MixStream(Mix mix) {
        this.mix = mix;
        Random seeds = new Random(mix.seed());
        people = new Random(seeds.nextLong());
        models = new Random(seeds.nextLong());
        generations = generations(mix, new Random(seeds.nextLong()));
    }

    /** For each sample in turn: 0 if it is human, else the generation of the model that writes it. */
    private static List<Integer> generations(Mix mix, Random random) {
        List<Integer> all = new ArrayList<>();
        for (int generation = 0; generation <= mix.generations(); generation++) {
            List<Integer> period = new ArrayList<>();
            period.addAll(Collections.nCopies(part(mix.human(), mix.generations() + 1, generation), 0));
            if (generation > 0) {
                period.addAll(
                        Collections.nCopies(part(mix.synthetic(), mix.generations(), generation - 1), generation));
            }
            Collections.shuffle(period, random);
            all.addAll(period);
        }
        return all;
    }

    /** How many of a whole fall to one of several equal parts. */
    private static int part(int whole, int parts, int number) {
        return (int) ((long) whole * (number + 1) / parts - (long) whole * number / parts);
    }

    private static double[] zipf() {
        double[] upTo = new double[VOCABULARY];
        double sum = 0;
        for (int i = 0; i < VOCABULARY; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
        return upTo;
    }

    /** The next sample; empty after the last. */
    Optional<Arrival> next() {
        if (next == generations.size()) {
            return Optional.empty();
        }
        int generation = generations.get(next);
        int[] words = generation == 0 ? byPeople() : byModel(generation);
        String origin = generation == 0
                ? "{\"kind\":\"human\"}"
                : "{\"kind\":\"synthetic\",\"model\":\"bigram\",\"generation\":" + generation + "}";
        String text = Arrays.stream(words).mapToObj(word -> "w" + word).collect(Collectors.joining(" "));
        String dataset = mix.dataset()
                .map(name -> "\"dataset\":\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\",")
                .orElse("");
        String json = "{" + dataset + "\"origin\":" + origin + ",\"text\":\"" + text + "\"}";
        return Optional.of(Arrival.of(new Source(NAME, 0, next++), json.getBytes(StandardCharsets.UTF_8)));
    }

    private int[] byPeople() {
        int[] words = new int[length(people)];
        for (int i = 0; i < words.length; i++) {
            int place = Arrays.binarySearch(FREQUENCIES, people.nextDouble() * FREQUENCIES[VOCABULARY - 1]);
            words[i] = 1 + (place < 0 ? -place - 1 : place);
        }
        return words;
    }

    private int[] byModel(int generation) {
        if (generation > trained) {
            if (accepted.isEmpty()) {
                throw Failure.failed(
                        "none of the human text with which the mix begins was accepted, so there is nothing that a"
                                + " model could learn from. Which rules refuse it, a mix with synthetic=0 shows.");
            }
            model = Optional.of(new BigramModel(accepted, TOP_P));
            trained = generation;
        }
        return model.orElseThrow().write(length(models), models);
    }

    private static int length(Random random) {
        return SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
    }

    /** Models of later generations learn from this text of the stream. */
    void learn(String text) {
        accepted.add(Arrays.stream(text.split(" ", -1))
                .mapToInt(word -> Integer.parseInt(word.substring(1)))
                .toArray());
    }
}
