package io.tidegate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.sample.Arrival;
import io.tidegate.sample.Reading;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Source;
import io.tidegate.sample.Turn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** Texts of 2 KiB in UTF-8: the bundled demo texts joined in a random order and cut, and generated Chinese ones. */
public final class BenchTexts {

    /** Bytes of each text, or a few less where its last character doesn't fit. */
    public static final int BYTES = 2048;

    private static final int TEXTS = 500;
    private static final String[] DATASETS = {
        "code-instructions", "comments", "math-dialogues", "roleplay", "seed-tasks", "tool-use"
    };

    private BenchTexts() {}

    /** Code, sums, dialogues, comments. */
    public static List<String> demo() {
        List<String> turns = new ArrayList<>();
        for (String dataset : DATASETS) {
            turns.addAll(turns(dataset));
        }
        return cut(turns);
    }

    /** English as a model writes it. */
    public static List<String> prose() {
        return cut(turns("roleplay"));
    }

    /** Characters at random, with punctuation. */
    public static List<String> chinese() {
        Random random = new Random(1);
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < BYTES * TEXTS / 20; i++) {
            StringBuilder sentence = new StringBuilder();
            for (int left = 3 + random.nextInt(20); left > 0; left--) {
                sentence.append((char) ('一' + random.nextInt(3_000)));
            }
            sentences.add(sentence.append(random.nextBoolean() ? '，' : '。').toString());
        }
        return cut(sentences);
    }

    private static List<String> cut(List<String> turns) {
        Collections.shuffle(turns, new Random(1));
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int bytes = 0;
        for (int codePoint : String.join("\n", turns).codePoints().toArray()) {
            int more = Character.toString(codePoint).getBytes(UTF_8).length;
            if (bytes + more > BYTES) {
                texts.add(text.toString());
                text.setLength(0);
                bytes = 0;
            }
            text.appendCodePoint(codePoint);
            bytes += more;
        }
        return texts.subList(0, Math.min(TEXTS, texts.size()));
    }

    private static List<String> turns(String dataset) {
        List<String> turns = new ArrayList<>();
        SampleReader reader = new SampleReader();
        String name = "/io/tidegate/demo/" + dataset + ".jsonl.gz";
        try (InputStream file = Objects.requireNonNull(BenchTexts.class.getResourceAsStream(name));
                BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(file), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Arrival arrival = Arrival.of(new Source(dataset, 0, 0), line.getBytes(UTF_8));
                if (reader.read(arrival) instanceof Reading.Understood understood) {
                    understood.sample().turns().stream().map(Turn::content).forEach(turns::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return turns;
    }
}
