package io.tidegate.gate;

import java.util.Optional;

/**
 * Where memory is kept so that it survives a restart: tables of bytes. What is put belongs to the decision that put it: both
 * are kept, or neither.
 */
public interface Storage {

    /**
     * For memory that lives as long as the process: keeps what waits in escrow, which is read again when it leaves, and nothing
     * else.
     */
    static Storage ofTheProcess() {
        return new HeldInHeap();
    }

    /** What is kept. */
    enum Table {
        /** Accepted samples, in blocks, by scope and number of the first. */
        SAMPLES,
        /** Scopes, by name. */
        SCOPES,
        /** Books of datasets, by dataset. */
        LEDGERS,
        /** Each model's part of a dataset, by dataset and model. */
        GENERATORS,
        /** What was accepted in each part of the windows that shares are taken over, by dataset and number of the part. */
        WINDOWS,
        /** What became of each writer's samples, by dataset and writer. */
        COUNTS,
        /** Records that wait in escrow, by dataset and number of the decision to let them wait. */
        HELD,
        /** Facts about this memory itself, by name. */
        FACTS
    }

    /** Adds an entry, or replaces that of the same key. */
    void put(Table table, byte[] key, byte[] value);

    /** Takes an entry away, if it is there. */
    void delete(Table table, byte[] key);

    /** The value of a key, if it is there. */
    Optional<byte[]> get(Table table, byte[] key);

    /** Visits all entries of a table, in the order of their keys as unsigned bytes. */
    void forEach(Table table, Visitor visitor);

    /** Visits those entries whose keys lie from {@code from} up to but without {@code to}. */
    void forEach(Table table, byte[] from, byte[] to, Visitor visitor);

    /** Sees one entry. */
    @FunctionalInterface
    interface Visitor {
        void visit(byte[] key, byte[] value);
    }
}
