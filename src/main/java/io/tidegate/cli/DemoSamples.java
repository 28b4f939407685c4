package io.tidegate.cli;

import io.tidegate.sample.Header;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The real samples that come with the program, in the order in which the demo streams them. */
final class DemoSamples {

    private static final String FOLDER = "/io/tidegate/demo/";

    private static final List<String> DATASETS =
            List.of("math-dialogues", "code-instructions", "roleplay", "tool-use", "seed-tasks", "comments");

    /** Its samples name neither dataset nor origin; the producer says so in headers. */
    private static final String CLAIMED_IN_HEADERS = "seed-tasks";

    private DemoSamples() {}

    /** A record to send. */
    record DemoRecord(byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {}

    /** A record, and how far in its file it stands, in [0, 1). */
    private record Placed(double at, DemoRecord record) {}

    /** The demo's policy, as YAML. */
    static String policy() {
        try (InputStream in = open("policy.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All records: the datasets side by side, each from its first to its last, with the damaged ones in between.
     *
     * @param maxSampleBytes one sample is longer than this
     */
    static List<DemoRecord> all(int maxSampleBytes) {
        List<Placed> placed = new ArrayList<>();
        for (String dataset : DATASETS) {
            place(samples(dataset), placed);
        }
        place(damaged(maxSampleBytes), placed);
        return placed.stream()
                .sorted(Comparator.comparingDouble(Placed::at))
                .map(Placed::record)
                .toList();
    }

    private static void place(List<DemoRecord> records, List<Placed> placed) {
        for (int i = 0; i < records.size(); i++) {
            placed.add(new Placed((double) i / records.size(), records.get(i)));
        }
    }

    private static List<DemoRecord> samples(String dataset) {
        byte[] key = utf8(dataset);
        List<Header> headers = dataset.equals(CLAIMED_IN_HEADERS)
                ? List.of(new Header("tidegate-claim-dataset", key), new Header("tidegate-claim-origin", utf8("human")))
                : List.of();
        List<DemoRecord> records = new ArrayList<>();
        try (Lines lines = Lines.of(dataset, gunzip(dataset + ".jsonl.gz"))) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                records.add(new DemoRecord(key, line.get(), headers));
            }
        }
        return records;
    }

    /** Broken records as producers really send them: without a key, so that they land anywhere. */
    private static List<DemoRecord> damaged(int maxSampleBytes) {
        List<DemoRecord> records = new ArrayList<>();
        try (Stream<String> lines = new BufferedReader(
                        new InputStreamReader(gunzip("damaged.b64.gz"), StandardCharsets.US_ASCII))
                .lines()) {
            lines.forEach(
                    line -> records.add(new DemoRecord(null, Base64.getDecoder().decode(line), List.of())));
        }
        records.add(new DemoRecord(null, null, List.of()));
        String sentence = "The river runs out to sea, and the gate shuts before the sea runs back. ";
        String tooLong = sentence.repeat(maxSampleBytes / sentence.length() + 1);
        records.add(new DemoRecord(null, utf8("{\"text\": \"" + tooLong + "\"}"), List.of()));
        return records;
    }

    private static InputStream gunzip(String name) {
        try {
            return new GZIPInputStream(open(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = DemoSamples.class.getResourceAsStream(FOLDER + name);
        if (in == null) {
            throw new IllegalStateException("the program comes without " + FOLDER + name);
        }
        return in;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
