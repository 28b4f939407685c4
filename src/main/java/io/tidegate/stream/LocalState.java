package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * The stores that the last run left on disk. Kafka Streams reads a damaged one as if it ended where the damage is: the gate would
 * accept copies of all that it no longer sees. So they are checked before they are opened.
 */
final class LocalState {

    private LocalState() {}

    /** Where Kafka Streams keeps the stores: a folder for each partition, which can be rebuilt from Kafka. */
    static Path folder(StreamSettings settings) {
        return settings.stateDir().resolve(settings.applicationId());
    }

    /**
     * Reads all stores and compares their checksums.
     *
     * @throws Fatal that names the partitions' folders whose stores are damaged
     */
    static void check(StreamSettings settings) {
        List<Damage> damaged = damaged(settings);
        if (!damaged.isEmpty()) {
            throw new Fatal(damaged.stream().map(Damage::text).collect(Collectors.joining("\n")));
        }
    }

    /** A partition's folder that holds a damaged store, and what is wrong with it. */
    record Damage(Path partition, String what) {

        String text() {
            return "The memory on disk in " + partition + " is damaged. Delete that folder: it is rebuilt from Kafka. ("
                    + what + ")";
        }
    }

    /** Reads all stores and compares their checksums. */
    static List<Damage> damaged(StreamSettings settings) {
        List<Damage> damaged = new ArrayList<>();
        for (Path partition : in(folder(settings))) {
            damage(partition).ifPresent(what -> damaged.add(new Damage(partition, what)));
        }
        return damaged;
    }

    private static Optional<String> damage(Path partition) {
        for (Path store : in(partition.resolve("rocksdb"))) {
            try {
                if (Files.exists(store.resolve("CURRENT"))) { // else it was never filled
                    verify(store.toString());
                }
            } catch (RocksDBException | IllegalArgumentException e) { // the latter where CURRENT names nothing
                return Optional.of(oneLine(e));
            }
        }
        return Optional.empty();
    }

    /** RocksDB's own words, which name files and places in them. */
    static String oneLine(Exception failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
    }

    private static List<Path> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new Fatal("The state directory can't be read: " + e, e);
        }
    }

    private static void verify(String store) throws RocksDBException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (Options options = new Options();
                DBOptions quiet = new DBOptions().setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)) {
            List<ColumnFamilyDescriptor> families = RocksDB.listColumnFamilies(options, store).stream()
                    .map(ColumnFamilyDescriptor::new)
                    .toList();
            try (RocksDB database = RocksDB.openReadOnly(quiet, store, families, handles)) {
                database.verifyChecksum();
                handles.forEach(ColumnFamilyHandle::close);
            }
        }
    }
}
