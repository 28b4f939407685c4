package io.tidegate.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a file of samples as the gate would read records: JSONL, or one array, as many published datasets are. */
final class SampleFile {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_INDENT = 1 << 10;

    private SampleFile() {}

    /** Passes on each sample of a file, also compressed, or of standard input ({@code -}), in order. */
    static void read(String file, Consumer<Arrival> samples) {
        String name = Lines.name(file);
        try (InputStream in = Lines.stream(file)) {
            if (isArray(in)) {
                readArray(name, in, samples);
            } else {
                readLines(Lines.of(name, in), samples);
            }
        } catch (IOException e) { // whose message could quote the file
            throw Failure.failed(name + " can't be read to its end: is it JSON, and whole?");
        }
    }

    private static boolean isArray(InputStream in) throws IOException {
        in.mark(LONGEST_INDENT);
        int first = in.read();
        for (int i = 1; i < LONGEST_INDENT && Character.isWhitespace(first); i++) {
            first = in.read();
        }
        in.reset();
        return first == '[';
    }

    private static void readArray(String name, InputStream in, Consumer<Arrival> samples) throws IOException {
        try (JsonParser parser = JSON.createParser(in)) {
            parser.nextToken();
            for (long number = 0; parser.nextToken() != JsonToken.END_ARRAY; number++) {
                ByteArrayOutputStream sample = new ByteArrayOutputStream();
                try (JsonGenerator generator = JSON.createGenerator(sample)) {
                    generator.copyCurrentStructure(parser);
                }
                samples.accept(Arrival.of(new Source(name, 0, number), sample.toByteArray()));
            }
        }
    }

    private static void readLines(Lines lines, Consumer<Arrival> samples) {
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            samples.accept(Arrival.of(new Source(lines.name(), 0, lines.number()), line.get()));
        }
    }
}
