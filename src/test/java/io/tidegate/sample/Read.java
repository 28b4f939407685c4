package io.tidegate.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Short ways to read a document in a test. */
final class Read {

    static final Source SOURCE = new Source("samples", 3, 88121);

    private static final SampleReader READER = new SampleReader();

    private Read() {}

    static Reading read(byte[] value, Header... headers) {
        return READER.read(new Arrival(SOURCE, 0, new byte[0], List.of(headers), value));
    }

    static Reading read(String json, Header... headers) {
        return read(json.getBytes(StandardCharsets.UTF_8), headers);
    }

    static Sample sample(String json, Header... headers) {
        return sample(read(json, headers));
    }

    static Sample sample(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Understood.class);
        return ((Reading.Understood) reading).sample();
    }

    static String detail(String json, Header... headers) {
        return detail(read(json, headers));
    }

    static String detail(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Malformed.class);
        return ((Reading.Malformed) reading).detail();
    }

    static Header header(String name, String value) {
        return new Header(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A turn as {@code role: text}. */
    static List<String> turns(String json) {
        return sample(json).turns().stream()
                .map(turn -> turn.role().id() + ": " + turn.content())
                .toList();
    }
}
