package io.tidegate.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Storage in maps, in the order that is promised. */
final class MapStorage implements Storage {

    private final Map<Table, SortedMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);

    MapStorage() {
        for (Table table : Table.values()) {
            tables.put(table, new TreeMap<>(Arrays::compareUnsigned));
        }
    }

    /** What a crash leaves of it: all that was put until now. */
    MapStorage copy() {
        MapStorage copy = new MapStorage();
        tables.forEach((table, entries) -> copy.table(table).putAll(entries));
        return copy;
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
        table(table).put(key.clone(), value.clone());
    }

    @Override
    public void forEach(Table table, Visitor visitor) {
        table(table).forEach((key, value) -> visitor.visit(key.clone(), value.clone()));
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        return Optional.ofNullable(table(table).get(key));
    }

    @Override
    public void delete(Table table, byte[] key) {
        table(table).remove(key);
    }

    @Override
    public void forEach(Table table, byte[] from, byte[] to, Visitor visitor) {
        table(table).subMap(from, to).forEach((key, value) -> visitor.visit(key.clone(), value.clone()));
    }

    private SortedMap<byte[], byte[]> table(Table table) {
        return Objects.requireNonNull(tables.get(table));
    }

    int size(Table table) {
        return table(table).size();
    }

    /** Bytes of keys and values of these tables. */
    long bytes(Table... some) {
        return Arrays.stream(some)
                .flatMap(each -> table(each).entrySet().stream())
                .mapToLong(entry -> entry.getKey().length + entry.getValue().length)
                .sum();
    }

    /** The samples in it, whatever blocks they lie in, each with its scope's number. */
    List<String> samples() {
        List<String> samples = new ArrayList<>();
        forEach(
                Table.SAMPLES,
                (key, block) -> SampleBlock.read(
                        block,
                        sample -> samples.add(Scope.scopeOf(key) + " " + sample
                                + Arrays.toString(sample.sketch().lanes())
                                + Arrays.toString(sample.sketch().longTurns()))));
        return samples.stream()
                .map(sample -> sample.replaceAll("\\[J@[0-9a-f]+", ""))
                .toList();
    }

    /** All of it, comparable. */
    String dump() {
        return samples()
                + tables.entrySet().stream()
                        .filter(table -> table.getKey() != Table.SAMPLES)
                        .map(table -> table.getKey() + " "
                                + table.getValue().entrySet().stream()
                                        .map(entry -> Arrays.toString(entry.getKey()) + "="
                                                + Arrays.toString(entry.getValue()))
                                        .collect(Collectors.joining("; ")))
                        .collect(Collectors.joining("\n"));
    }
}
