package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gate.Scored;
import io.tidegate.ledger.Provenance;
import io.tidegate.novelty.Sketch;
import io.tidegate.sample.Header;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Source;
import io.tidegate.score.Basis;
import io.tidegate.score.Category;
import io.tidegate.score.Evidence;
import io.tidegate.score.Score;
import io.tidegate.score.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HopSerdeTest {

    private static final List<Origin.Kind> KINDS = List.of(Origin.Kind.values());

    private static final List<Basis> BASES = List.of(Basis.values());

    private final HopSerde serde = new HopSerde();

    @Test
    void whatHopsArrivesAsItLeft() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            Scored.Sampled sample = sample(random);
            Hop hop = new Hop(new Uuid(random.nextLong(), random.nextLong()), sample);

            byte[] bytes = serde.serializer().serialize("rekey", hop);
            Hop read = serde.deserializer()
                    .deserialize("rekey", GateHeaders.forKafka(sample.arrival().headers()), bytes);

            assertThat(read).usingRecursiveComparison().isEqualTo(hop);
        }
    }

    @Test
    void bytesOfAnotherProgramAreNamedAsSuch() {
        byte[] unknown = {99, 1, 2, 3};

        assertThatThrownBy(() -> serde.deserializer().deserialize("rekey", GateHeaders.forKafka(List.of()), unknown))
                .hasMessageContaining("another program");
    }

    private static Scored.Sampled sample(Random random) {
        List<Header> headers = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.add(header(text(random, 3), bytes(random, 10)));
        }
        Sent sent = new Sent(
                new Source(text(random, 20), random.nextInt(), random.nextLong()),
                random.nextLong(),
                bytes(random, 30),
                headers,
                bytes(random, 300));
        long[] lanes = random.longs(7).toArray();
        int characters = 1 + random.nextInt(Integer.MAX_VALUE - 1);
        Map<String, Integer> generators = new HashMap<>();
        for (int i = random.nextInt(17); i > 0; i--) {
            generators.put(random.nextInt(5) == 0 ? "\u0000further" : text(random, 256), random.nextInt());
        }
        List<Score> scores = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            scores.add(score(random));
        }
        return new Scored.Sampled(
                sent.arrival(),
                text(random, 71),
                text(random, 256),
                text(random, 128),
                text(random, 128),
                new Provenance(
                        KINDS.get(random.nextInt(KINDS.size())),
                        random.nextBoolean() ? Optional.of(text(random, 256)) : Optional.empty(),
                        random.nextBoolean(),
                        random.nextInt(1_000_001),
                        0,
                        characters,
                        random.nextInt(characters),
                        generators),
                new Sketch(
                        lanes,
                        random.nextLong(),
                        random.nextInt(),
                        random.longs(random.nextInt(4)).toArray()),
                random.nextLong(),
                random.nextInt(),
                random.longs(random.nextInt(4)).boxed().toList(),
                scores);
    }

    private static Score score(Random random) {
        Basis basis = BASES.get(random.nextInt(BASES.size()));
        if (basis == Basis.NOT_ASKED) {
            return Score.NOT_ASKED;
        }
        List<Category> categories = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            categories.add(new Category("kind-" + "abcd".charAt(i), random.nextDouble(), evidence(random)));
        }
        return new Score(random.nextDouble(), basis, evidence(random), categories);
    }

    private static Optional<Evidence> evidence(Random random) {
        List<Span> spans = new ArrayList<>();
        for (int i = random.nextInt(Evidence.MOST_SPANS + 1); i > 0; i--) {
            int start = random.nextInt(1_000_000);
            spans.add(new Span(start, start + random.nextInt(1_000_000)));
        }
        return spans.isEmpty() ? Optional.empty() : Optional.of(new Evidence(random.nextInt(10_000), spans));
    }

    @SuppressWarnings("NullAway") // which doesn't see the annotations of a compiled record's constructor
    private static Header header(String name, byte @Nullable [] value) {
        return new Header(name, value);
    }

    private static byte @Nullable [] bytes(Random random, int most) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Any code points but halves of surrogate pairs, which no name holds. */
    private static String text(Random random, int most) {
        int length = 1 + random.nextInt(most);
        return random.ints(length, 1, 0x11_0000)
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
