package io.tidegate.gate;

/**
 * Where memory is kept so that it survives a restart: tables of bytes. What is put belongs to the decision that put it: both
 * are kept, or neither.
 */
public interface Storage {

    /** Keeps nothing, for memory that lives as long as the process. */
    Storage NONE = new Storage() {
        @Override
        public void put(Table table, byte[] key, byte[] value) {}

        @Override
        public void delete(Table table, byte[] key) {}

        @Override
        public void forEach(Table table, Visitor visitor) {}

        @Override
        public void forEach(Table table, byte[] from, byte[] to, Visitor visitor) {}
    };

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
        /** The last accepted samples of datasets whose shares have a window, by dataset and place in the window. */
        WINDOWS,
        /** Facts about this memory itself, by name. */
        FACTS
    }

    /** Adds an entry, or replaces that of the same key. */
    void put(Table table, byte[] key, byte[] value);

    /** Takes an entry away, if it is there. */
    void delete(Table table, byte[] key);

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
