package io.tidegate.bench;

import io.tidegate.gate.Admission;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Scoring;
import io.tidegate.gate.Storage;
import io.tidegate.policy.PolicyReader;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long the books of many datasets take to be read back, and how large they are: each has a window of a day that is full and
 * five models. Reads from memory, so what a store adds is not in it.
 */
public final class BooksRestoration {

    private static final int DATASETS = Integer.getInteger("bench", 1_000);
    private static final int SAMPLES_EACH = 300;
    private static final int ROUNDS = 5;

    private BooksRestoration() {}

    public static void main(String[] args) {
        PolicyReader.Valid policy = (PolicyReader.Valid) new PolicyReader(Map.of())
                .read("datasets: {default: {synthetic: {window: 24h, maxShare: 0.9, maxGeneratorShare: 0.5}}}");
        Gate gate = new Gate(policy.policy(), List.of(), 1 << 20, "bench");
        Kept kept = new Kept();
        Admission admission = open(gate, kept);
        Scoring scoring = gate.newScoring();
        for (int dataset = 0; dataset < DATASETS; dataset++) {
            for (int i = 0; i < SAMPLES_EACH; i++) {
                admission.admit(scoring.score(sample(dataset, i)), i * 300_000L, 0);
            }
        }
        admission.flushIndex();
        admission.flushLedger();
        admission.close();
        System.out.printf(Locale.ROOT, "bytes a dataset: %,d%n", kept.bookBytes() / DATASETS);
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            open(gate, kept).close();
            System.out.printf(
                    Locale.ROOT, "%,d datasets restored in %.3f s%n", DATASETS, (System.nanoTime() - start) / 1e9);
        }
    }

    private static Admission open(Gate gate, Storage storage) {
        return gate.newAdmission(storage, "samples", new IndexBudget(Long.MAX_VALUE), GateListener.NONE);
    }

    private static Arrival sample(int dataset, int i) {
        String origin =
                i % 6 == 0 ? "{\"kind\":\"human\"}" : "{\"kind\":\"synthetic\",\"model\":\"model " + i % 6 + "\"}";
        String json = "{\"dataset\":\"dataset " + dataset + "\",\"origin\":" + origin + ",\"text\":\"text number " + i
                + "\"}";
        return Arrival.of(new Source("samples", 0, i), json.getBytes(StandardCharsets.UTF_8));
    }

    /** Storage in maps. */
    private static final class Kept implements Storage {

        private final Map<Table, SortedMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);

        private SortedMap<byte[], byte[]> table(Table table) {
            return Objects.requireNonNull(
                    tables.computeIfAbsent(table, each -> new TreeMap<>(Arrays::compareUnsigned)));
        }

        private long bookBytes() {
            return tables.entrySet().stream()
                    .filter(table -> table.getKey() != Table.SAMPLES)
                    .flatMap(table -> table.getValue().entrySet().stream())
                    .mapToLong(entry -> entry.getKey().length + entry.getValue().length)
                    .sum();
        }

        @Override
        public void put(Table table, byte[] key, byte[] value) {
            table(table).put(key, value);
        }

        @Override
        public void delete(Table table, byte[] key) {
            table(table).remove(key);
        }

        @Override
        public Optional<byte[]> get(Table table, byte[] key) {
            return Optional.ofNullable(table(table).get(key));
        }

        @Override
        public void forEach(Table table, Visitor visitor) {
            table(table).forEach(visitor::visit);
        }

        @Override
        public void forEach(Table table, byte[] from, byte[] to, Visitor visitor) {
            table(table).subMap(from, to).forEach(visitor::visit);
        }
    }
}
