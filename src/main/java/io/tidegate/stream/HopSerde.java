package io.tidegate.stream;

import io.tidegate.gate.Scored;
import io.tidegate.ledger.Provenance;
import io.tidegate.novelty.Sketch;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Source;
import io.tidegate.score.Basis;
import io.tidegate.score.Category;
import io.tidegate.score.Evidence;
import io.tidegate.score.Score;
import io.tidegate.score.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Carries scored samples over the hop. Only samples hop: what has no scope is decided where it landed. Headers travel as the
 * record's own.
 */
final class HopSerde implements Serde<Hop> {

    private static final byte LAYOUT = 4;

    @Override
    public Serializer<Hop> serializer() {
        return (topic, hop) -> write(hop);
    }

    @Override
    public Deserializer<Hop> deserializer() {
        return new Deserializer<>() {
            @Override
            public Hop deserialize(String topic, byte[] data) {
                throw new UnsupportedOperationException("a hop is read with its headers");
            }

            @Override
            public Hop deserialize(String topic, Headers headers, byte[] data) {
                return read(headers, data);
            }
        };
    }

    private static byte[] write(Hop hop) {
        Scored.Sampled sample = (Scored.Sampled) hop.scored();
        byte[] value = sample.arrival().value();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((value == null ? 0 : value.length) + 512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(LAYOUT);
            out.writeLong(hop.topicId().getMostSignificantBits());
            out.writeLong(hop.topicId().getLeastSignificantBits());
            write(sample.arrival().source(), out);
            out.writeLong(sample.arrival().timestamp());
            out.writeUTF(sample.policy());
            out.writeUTF(sample.id());
            out.writeUTF(sample.dataset());
            out.writeUTF(sample.scope());
            write(sample.provenance(), out);
            write(sample.sketch(), out);
            out.writeLong(sample.idHash());
            out.writeInt(sample.valueHash());
            out.writeShort(sample.parents().size());
            for (long parent : sample.parents()) {
                out.writeLong(parent);
            }
            writeScores(sample.scores(), out);
            write(sample.arrival().key(), out);
            write(value, out);
        } catch (IOException e) {
            throw new UncheckedIOException("a hop can't be written", e);
        }
        return bytes.toByteArray();
    }

    private static Hop read(Headers headers, byte[] data) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(data))) {
            byte layout = in.readByte();
            if (layout != LAYOUT) {
                throw new IOException("layout " + layout + ", not " + LAYOUT);
            }
            Uuid topicId = new Uuid(in.readLong(), in.readLong());
            Source source = new Source(in.readUTF(), in.readInt(), in.readLong());
            long timestamp = in.readLong();
            String policy = in.readUTF();
            String id = in.readUTF();
            String dataset = in.readUTF();
            String scope = in.readUTF();
            Provenance provenance = readProvenance(in);
            Sketch sketch = readSketch(in);
            long idHash = in.readLong();
            int valueHash = in.readInt();
            List<Long> parents = new ArrayList<>();
            for (int left = in.readShort(); left > 0; left--) {
                parents.add(in.readLong());
            }
            List<Score> scores = readScores(in);
            byte[] key = readBytes(in);
            byte[] value = readBytes(in);
            Arrival arrival = new Arrival(source, timestamp, key, GateHeaders.producers(headers), value);
            return new Hop(
                    topicId,
                    new Scored.Sampled(
                            arrival,
                            policy,
                            id,
                            dataset,
                            scope,
                            provenance,
                            sketch,
                            idHash,
                            valueHash,
                            parents,
                            scores));
        } catch (IOException e) {
            throw new UncheckedIOException("a re-keyed record can't be read: it was written by another program", e);
        }
    }

    private static void write(Source source, DataOutputStream out) throws IOException {
        out.writeUTF(source.topic());
        out.writeInt(source.partition());
        out.writeLong(source.offset());
    }

    private static void write(byte @Nullable [] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }

    private static void write(Provenance provenance, DataOutputStream out) throws IOException {
        out.writeUTF(provenance.kind().id());
        out.writeBoolean(provenance.model().isPresent());
        if (provenance.model().isPresent()) {
            out.writeUTF(provenance.model().get());
        }
        out.writeBoolean(provenance.declared());
        out.writeInt(provenance.generation());
        out.writeInt(provenance.characters());
        out.writeInt(provenance.syntheticCharacters());
        out.writeInt(provenance.generators().size());
        for (Map.Entry<String, Integer> generator : provenance.generators().entrySet()) {
            out.writeUTF(generator.getKey());
            out.writeInt(generator.getValue());
        }
    }

    private static Provenance readProvenance(DataInputStream in) throws IOException {
        Origin.Kind kind = Origin.Kind.of(in.readUTF()).orElseThrow(() -> new IOException("an unknown kind of origin"));
        Optional<String> model = in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
        boolean declared = in.readBoolean();
        int generation = in.readInt();
        int characters = in.readInt();
        int synthetic = in.readInt();
        Map<String, Integer> generators = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            generators.put(in.readUTF(), in.readInt());
        }
        return new Provenance(kind, model, declared, generation, 0, characters, synthetic, generators);
    }

    private static void write(Sketch sketch, DataOutputStream out) throws IOException {
        write(sketch.lanes(), out);
        out.writeLong(sketch.exact());
        out.writeInt(sketch.numbers());
        write(sketch.longTurns(), out);
    }

    private static Sketch readSketch(DataInputStream in) throws IOException {
        return new Sketch(readLongs(in), in.readLong(), in.readInt(), readLongs(in));
    }

    private static void write(long[] longs, DataOutputStream out) throws IOException {
        out.writeByte(longs.length);
        for (long each : longs) {
            out.writeLong(each);
        }
    }

    private static long[] readLongs(DataInputStream in) throws IOException {
        long[] longs = new long[in.readByte()];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = in.readLong();
        }
        return longs;
    }

    private static void writeScores(List<Score> scores, DataOutputStream out) throws IOException {
        out.writeByte(scores.size());
        for (Score score : scores) {
            out.writeDouble(score.value());
            out.writeUTF(score.basis().id());
            write(score.evidence(), out);
            out.writeShort(score.categories().size());
            for (Category category : score.categories()) {
                out.writeUTF(category.name());
                out.writeDouble(category.value());
                write(category.evidence(), out);
            }
        }
    }

    private static List<Score> readScores(DataInputStream in) throws IOException {
        List<Score> scores = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            double value = in.readDouble();
            Basis basis = Basis.of(in.readUTF()).orElseThrow(() -> new IOException("an unknown basis"));
            Optional<Evidence> evidence = readEvidence(in);
            List<Category> categories = new ArrayList<>();
            for (int more = in.readUnsignedShort(); more > 0; more--) {
                categories.add(new Category(in.readUTF(), in.readDouble(), readEvidence(in)));
            }
            scores.add(new Score(value, basis, evidence, categories));
        }
        return scores;
    }

    private static void write(Optional<Evidence> evidence, DataOutputStream out) throws IOException {
        List<Span> spans = evidence.map(Evidence::spans).orElse(List.of());
        out.writeByte(spans.size());
        if (evidence.isPresent()) {
            out.writeInt(evidence.get().turn());
        }
        for (Span span : spans) {
            out.writeInt(span.start());
            out.writeInt(span.end());
        }
    }

    private static Optional<Evidence> readEvidence(DataInputStream in) throws IOException {
        int spans = in.readUnsignedByte();
        if (spans == 0) {
            return Optional.empty();
        }
        int turn = in.readInt();
        List<Span> read = new ArrayList<>(spans);
        for (; spans > 0; spans--) {
            read.add(new Span(in.readInt(), in.readInt()));
        }
        return Optional.of(new Evidence(turn, read));
    }
}
