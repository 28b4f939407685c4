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
        public void forEach(Table table, Visitor visitor) {}
    };

    /** What is kept. */
    enum Table {
        /** Accepted samples, by number. */
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

    /** Visits all entries of a table, in the order of their keys as unsigned bytes. */
    void forEach(Table table, Visitor visitor);

    /** Sees one entry. */
    @FunctionalInterface
    interface Visitor {
        void visit(byte[] key, byte[] value);
    }
}
