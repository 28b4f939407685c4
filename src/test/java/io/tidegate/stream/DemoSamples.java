package io.tidegate.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.sample.Header;
import io.tidegate.sample.Reading;
import io.tidegate.sample.SampleReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The bundled demo data: some 4,600 real samples of six datasets, and 32 damaged ones. In one order that never changes. */
final class DemoSamples {

    private static final List<String> DATASETS =
            List.of("code-instructions", "comments", "math-dialogues", "roleplay", "seed-tasks", "tool-use");

    private DemoSamples() {}

    /** Under no key: Kafka spreads them. */
    static List<Sent> unkeyed() {
        return all(value -> null);
    }

    /** Under keys that say nothing. */
    static List<Sent> randomlyKeyed() {
        Random random = new Random(11);
        return all(value -> {
            byte[] key = new byte[random.nextInt(20)];
            random.nextBytes(key);
            return key;
        });
    }

    /** Under the name of their dataset; those that can't be read under none. */
    static List<Sent> keyedByDataset() {
        return all(DemoSamples::dataset);
    }

    private static List<Sent> all(Function<Sent, byte @Nullable []> key) {
        List<Sent> samples = new ArrayList<>();
        for (String dataset : DATASETS) {
            Header claim = new Header("tidegate-claim-dataset", Sent.utf8(dataset));
            for (String line : lines(dataset + ".jsonl.gz")) {
                samples.add(Sent.of(
                        null, Sent.utf8(line), claim, new Header("trace", null), new Header("trace", new byte[] {0, -1
                        })));
            }
        }
        for (String line : lines("damaged.b64.gz")) {
            samples.add(Sent.of(null, Base64.getDecoder().decode(line)));
        }
        Collections.shuffle(samples, new Random(7));
        samples.replaceAll(sample ->
                new Sent(sample.source(), sample.timestamp(), key.apply(sample), sample.headers(), sample.value()));
        return samples;
    }

    private static byte @Nullable [] dataset(Sent sample) {
        return new SampleReader().read(sample.arrival()) instanceof Reading.Understood understood
                ? Sent.utf8(understood.sample().dataset().orElse("default"))
                : null;
    }

    private static List<String> lines(String file) {
        InputStream resource = DemoSamples.class.getResourceAsStream("/io/tidegate/demo/" + file);
        if (resource == null) {
            throw new IllegalStateException("no resource " + file);
        }
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(new GZIPInputStream(resource), UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
