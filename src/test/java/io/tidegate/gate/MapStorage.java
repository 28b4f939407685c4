package io.tidegate.gate;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Storage in maps, in the order that is promised. */
final class MapStorage implements Storage {

    private final Map<Table, Map<byte[], byte[]>> tables = new EnumMap<>(Table.class);

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

    private Map<byte[], byte[]> table(Table table) {
        return Objects.requireNonNull(tables.get(table));
    }

    int size(Table table) {
        return table(table).size();
    }

    /** All of it, comparable. */
    String dump() {
        return tables.entrySet().stream()
                .map(table -> table.getKey() + " "
                        + table.getValue().entrySet().stream()
                                .map(entry -> Arrays.toString(entry.getKey()) + "=" + Arrays.toString(entry.getValue()))
                                .collect(Collectors.joining("; ")))
                .collect(Collectors.joining("\n"));
    }
}
