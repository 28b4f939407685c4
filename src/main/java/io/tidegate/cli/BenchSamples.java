package io.tidegate.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Reading;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Source;
import io.tidegate.sample.Turn;
import io.tidegate.stream.Contestant.Input;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Samples for a benchmark, made of the sentences of real ones, drawn at random. The same seed gives the same. */
final class BenchSamples {

    /** Bytes of a sample, JSON included, on average. */
    static final int MEAN_BYTES = 2_000;

    private static final int LEAST_CHARACTERS = 150;
    private static final int MOST_CHARACTERS = 16_000;
    private static final int FRAME_CHARACTERS = 200; // the JSON around the text, and what the last sentence is too long
    private static final int LONGEST_SENTENCE = 400;
    private static final int FEW_WORDS = 24;
    private static final int DATASETS = 64;
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\n+");
    private static final JsonFactory JSON = new JsonFactory();

    private final List<String> sentences;
    private final List<String> words;
    private final SplittableRandom random;
    private int number;

    /** @throws Failure if there is no text in the samples */
    private BenchSamples(long seed, List<Arrival> samples) {
        SampleReader reader = new SampleReader();
        sentences = samples.stream()
                .map(reader::read)
                .flatMap(reading -> reading instanceof Reading.Understood understood
                        ? understood.sample().turns().stream()
                        : Stream.empty())
                .map(Turn::content)
                .flatMap(SENTENCE_END::splitAsStream)
                .filter(sentence -> !sentence.isBlank() && sentence.length() <= LONGEST_SENTENCE)
                .toList();
        if (sentences.isEmpty()) {
            throw Failure.failed("there is no text to make samples of: not one could be read");
        }
        words = sentences.stream()
                .flatMap(sentence -> Stream.of(sentence.split(" ")))
                .distinct()
                .toList();
        random = new SplittableRandom(seed);
    }

    /** Of the samples that come with the program. */
    static BenchSamples bundled(long seed) {
        List<Arrival> samples = new ArrayList<>();
        for (DemoSamples.DemoRecord record : DemoSamples.all(1 << 20)) {
            samples.add(new Arrival(
                    new Source("demo", 0, samples.size()), 0, record.key(), record.headers(), record.value()));
        }
        return new BenchSamples(seed, samples);
    }

    /** Of the samples in a file. */
    static BenchSamples of(String file, long seed) {
        List<Arrival> samples = new ArrayList<>();
        SampleFile.read(file, samples::add);
        return new BenchSamples(seed, samples);
    }

    /** So many questions with their answers; their lengths fall off as an exponential distribution does. */
    List<Input> samples(int count) {
        List<Input> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double drawn = -Math.log(1 - random.nextDouble()) * (MEAN_BYTES - LEAST_CHARACTERS - FRAME_CHARACTERS);
            int characters = (int) Math.min(MOST_CHARACTERS, LEAST_CHARACTERS + drawn);
            samples.add(sample(text(characters / 4), text(characters * 3 / 4)));
        }
        return samples;
    }

    private String text(int characters) {
        StringBuilder text = new StringBuilder();
        while (text.length() < characters) {
            text.append(sentences.get(random.nextInt(sentences.size()))).append(' ');
        }
        return text.toString();
    }

    /** So many short texts of which none is like another: what they leave in memory is all that matters of them. */
    Iterator<Input> shortTexts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    StringBuilder text = new StringBuilder();
                    for (int word = 0; word < FEW_WORDS; word++) {
                        text.append(words.get(random.nextInt(words.size()))).append(' ');
                    }
                    return sample("", text.toString());
                })
                .iterator();
    }

    private Input sample(String question, String answer) {
        number++;
        String dataset = "bench-" + random.nextInt(DATASETS);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", "b" + number);
            json.writeStringField("dataset", dataset);
            json.writeObjectFieldStart("origin");
            json.writeStringField("kind", "synthetic");
            json.writeStringField("model", "bench-model");
            json.writeEndObject();
            if (question.isEmpty()) {
                json.writeStringField("text", answer);
            } else {
                json.writeArrayFieldStart("messages");
                turn(json, "user", question);
                turn(json, "assistant", answer);
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Input(dataset.getBytes(StandardCharsets.UTF_8), bytes.toByteArray());
    }

    private static void turn(JsonGenerator json, String role, String content) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", role);
        json.writeStringField("content", content);
        json.writeEndObject();
    }
}
