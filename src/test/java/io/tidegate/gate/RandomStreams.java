package io.tidegate.gate;

import io.tidegate.MarkerScorer;
import io.tidegate.Policies;
import io.tidegate.Samples;
import io.tidegate.Texts;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Random policies and streams of records that break their rules in every way, alone and together. */
final class RandomStreams {

    private static final String[] DATASETS = {"a", "b", "c", "default"};

    private RandomStreams() {}

    /** A policy with one scope that datasets a and b share. */
    static Policy policy(Random random, double nearDuplicate) {
        return policy(random, nearDuplicate, pick(random, "all", "10000000", "7", "40", "30s", "2m"));
    }

    /** Such a policy, by which so much is remembered. */
    static Policy policy(Random random, double nearDuplicate, String remember) {
        return Policies.of(String.format(
                Locale.ROOT,
                """
                datasets:
                  default:
                    novelty: {nearDuplicate: %s, numbers: any, remember: %s}
                    marker: {max: 0.5}
                    synthetic: {maxShare: %s, unit: %s, window: %s, baseline: {human: %d, synthetic: %d},
                                maxGeneration: 3, maxGeneratorShare: %s, unknownOriginIs: %s}
                    text: {minCharacters: 5, maxCharacters: 2000}
                  a: {novelty: {scope: shared}}
                  b: {novelty: {scope: shared}, synthetic: {window: all}}
                unknownDatasets: default
                """,
                nearDuplicate,
                remember,
                pick(random, "0.3", "0.5", "0.75", "off"),
                pick(random, "samples", "characters"),
                pick(random, "all", "3", "10", "40"),
                random.nextInt(3),
                random.nextInt(2),
                pick(random, "0.2", "0.5", "1.0"),
                pick(random, "synthetic", "human", "refused")));
    }

    /** So many records: new texts, edits and repetitions of earlier ones, retries, and what can't be read. */
    static List<Arrival> arrivals(Random random, int count) {
        List<Arrival> arrivals = new ArrayList<>();
        List<String> texts = new ArrayList<>(List.of("the first text of all, which is short"));
        for (int offset = 0; offset < count; offset++) {
            Arrival arrival = arrival(random, offset, arrivals, texts);
            // About a second apart, and up to a minute late
            long timestamp = offset * 1000L + 60_000 - random.nextInt(60_000);
            arrivals.add(Samples.stamped(arrival, timestamp));
        }
        return arrivals;
    }

    private static Arrival arrival(Random random, int offset, List<Arrival> before, List<String> texts) {
        int kind = random.nextInt(40);
        if (kind == 0) {
            return Samples.raw(offset, pick(random, "", "{", "{\"text\": 1}", "[]", "\uFFFF", "{\"text\": \" \"}"));
        }
        if (kind == 1) {
            return Samples.raw(offset, "x".repeat(TestGate.MAX_SAMPLE_BYTES + 1));
        }
        if (kind <= 4 && !before.isEmpty()) {
            Arrival again = before.get(random.nextInt(before.size()));
            return Arrival.of(new Source(Samples.TOPIC, 0, offset), Samples.value(again));
        }
        String text = text(random, texts.get(random.nextInt(texts.size())));
        texts.add(text);
        Samples.Draft draft = Samples.text(text).in(DATASETS[random.nextInt(DATASETS.length)]);
        draft = switch (random.nextInt(6)) {
            case 0, 1 -> draft;
            case 2 -> draft.by("unknown");
            case 3 -> draft.mixed(random.nextInt(text.length() + 1));
            default -> draft.model("m" + random.nextInt(4));
        };
        return (random.nextInt(8) == 0 ? draft.generation(1 + random.nextInt(5)) : draft).at(offset);
    }

    private static String text(Random random, String earlier) {
        return switch (random.nextInt(12)) {
            case 0 -> earlier;
            case 1 -> earlier + "!";
            case 2, 3, 4 -> Texts.edited(random, earlier, 1 + random.nextInt(4));
            case 5 -> earlier + " " + MarkerScorer.MARKER.concat(" ").repeat(random.nextInt(4));
            case 6 -> Texts.words(random, 1).substring(0, 1 + random.nextInt(8));
            default -> Texts.words(random, 1 + random.nextInt(random.nextInt(20) == 0 ? 250 : 50));
        };
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
