package io.tidegate.gate;

import io.tidegate.ledger.Limits;
import io.tidegate.ledger.Provenance;
import io.tidegate.novelty.NoveltyIndex;
import io.tidegate.novelty.Remembered;
import io.tidegate.novelty.Sketch;
import io.tidegate.policy.History;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a partition knows of the samples that it decided: its scopes, with what they remember and their order, and the books of
 * its datasets. Puts them back from storage. Numbers in storage are big-endian.
 */
final class Memory {

    /** Heap that a scope and a dataset's ledger take, names and maps included; so many that they fill the memory stop the gate. */
    private static final long SCOPE_BYTES = 512;

    private static final long BOOKS_BYTES = 2048;
    private static final long COUNTS_BYTES = 512;

    private static final String LAYOUT_FACT = "layout";
    private static final String FAILURES_FACT = "failures";
    private static final int LAYOUT = 3;

    private final Storage storage;
    private final IndexBudget.Part budget;
    private final Map<String, Scope> scopes = new HashMap<>();
    private final Map<String, Books> books = new HashMap<>();
    /** By scope, the datasets of which something waits, in one order whatever crashed meanwhile. */
    private final Map<String, Set<String>> waiting = new HashMap<>();

    /** What was remembered, and what was decided, since the last commit. */
    private final Set<Scope> remembering = new LinkedHashSet<>();

    private final Set<String> changedScopes = new LinkedHashSet<>();

    private final Set<Books> changedBooks = new LinkedHashSet<>();
    private int failuresInARow;

    /**
     * @throws Fatal if what is in storage was made under another layout or other scopes
     */
    Memory(Storage storage, IndexBudget budget, Gate gate) {
        this.storage = storage;
        this.budget = budget.open();
        try {
            restoreFacts();
            restoreScopes();
            restoreBooks(gate);
            this.budget.restored(growth(System.currentTimeMillis() / 1000));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    void close() {
        budget.close();
    }

    /** Bytes a second by which the scopes grow that forget nothing yet, at the rate of the newest tenth of their samples. */
    private double growth(long nowSecond) {
        double bytesPerSecond = 0;
        for (Scope scope : scopes.values()) {
            NoveltyIndex index = scope.index();
            if (index.oldest() == 0 && index.size() > 0) {
                int tenth = Math.max(1, index.size() / 10);
                long seconds = Math.max(1, nowSecond - index.second(index.next() - tenth));
                bytesPerSecond += (double) index.bytes() / index.size() * tenth / seconds;
            }
        }
        return bytesPerSecond;
    }

    /** The books of all datasets. */
    Collection<Books> books() {
        return Collections.unmodifiableCollection(books.values());
    }

    /** The books of a dataset, if anything of it was decided. */
    Optional<Books> books(String dataset) {
        return Optional.ofNullable(books.get(dataset));
    }

    /** The books of a dataset; it has some from its first decision on. */
    Books books(String dataset, String scope) {
        Books known = books.get(dataset);
        if (known != null) {
            return known;
        }
        budget.change(BOOKS_BYTES);
        Books opened = new Books(dataset, scope, storage);
        books.put(dataset, opened);
        changedBooks.add(opened);
        return opened;
    }

    /** The books of those datasets of a scope that have samples in escrow. */
    List<Books> waiting(String scope) {
        Set<String> datasets = waiting.getOrDefault(scope, Set.of());
        return datasets.isEmpty()
                ? List.of()
                : datasets.stream().map(books::get).map(Objects::requireNonNull).toList();
    }

    /** The books of all datasets that have samples in escrow. */
    List<Books> waiting() {
        return waiting.keySet().stream()
                .flatMap(scope -> waiting(scope).stream())
                .toList();
    }

    /** What is remembered of a scope. */
    NoveltyIndex index(String scope) {
        return scope(scope).index();
    }

    /** What is remembered of a scope, and the order of its decisions. */
    Scope scope(String name) {
        Scope known = scopes.get(name);
        if (known != null) {
            return known;
        }
        budget.change(SCOPE_BYTES);
        Scope scope = new Scope(scopes.size(), storage);
        scopes.put(name, scope);
        return scope;
    }

    /**
     * Remembers an accepted sample.
     *
     * @param provenance with its parents looked up
     * @param recordSecond its record time, in seconds since the epoch
     */
    void accept(Scored.Sampled sample, Provenance provenance, long recordSecond, History remember, Limits limits) {
        Scope scope = scope(sample.scope());
        long bytes = scope.index().bytes();
        scope.add(remembered(sample, provenance.generation(), Math.max(scope.second(), recordSecond)));
        forget(scope, remember);
        budget.change(scope.index().bytes() - bytes);
        remembering.add(scope);
        Books ofDataset = books(sample.dataset(), sample.scope());
        ofDataset.accept(provenance, limits, recordSecond);
        changedBooks.add(ofDataset);
    }

    /** Counts what became of a sample. */
    void count(String dataset, String scope, String writer, Verdict verdict) {
        Books ofDataset = books(dataset, scope);
        if (ofDataset.count(writer, verdict)) {
            budget.change(COUNTS_BYTES);
        }
        changedBooks.add(ofDataset);
    }

    /** Lets a sample wait, behind those of its dataset that wait already. */
    void hold(String dataset, HeldBytes.Held held) {
        budget.change(Escrow.BYTES_EACH);
        books(dataset, held.scope()).escrow().add(held);
        waiting.computeIfAbsent(held.scope(), scope -> new TreeSet<>()).add(dataset);
    }

    /** Takes the first of a dataset's waiting samples out. */
    HeldBytes.Held release(Books ofDataset) {
        HeldBytes.Held taken = ofDataset.escrow().take();
        budget.change(-Escrow.BYTES_EACH);
        if (ofDataset.escrow().isEmpty()) {
            Set<String> ofScope = waiting.getOrDefault(ofDataset.scope(), Set.of());
            ofScope.remove(ofDataset.dataset());
            if (ofScope.isEmpty()) {
                waiting.remove(ofDataset.scope());
            }
        }
        return taken;
    }

    private static Remembered remembered(Scored.Sampled sample, int generation, long second) {
        return new Remembered(
                sample.sketch(),
                sample.idHash(),
                sample.valueHash(),
                Math.min(generation, Remembered.MAX_GENERATION),
                second,
                sample.arrival().source().partition(),
                sample.arrival().source().offset());
    }

    private static void forget(Scope scope, History remember) {
        NoveltyIndex index = scope.index();
        if (remember instanceof History.Last last) {
            scope.forgetBefore(index.next() - last.samples());
        } else if (remember instanceof History.For time) {
            long first = scope.second() - time.duration().toSeconds();
            while (index.second(index.oldest()) < first) {
                scope.forgetBefore(index.oldest() + 1);
            }
        }
    }

    /** Puts into storage what is new in the index: before each commit. */
    void flushIndex() {
        remembering.forEach(Scope::flush);
        remembering.clear();
    }

    /** Puts into storage what else has changed: before each commit, in either order with {@link #flushIndex}. */
    void flushLedger() {
        changedScopes.forEach(name ->
                storage.put(Storage.Table.SCOPES, utf8(name), scope(name).toBytes()));
        changedScopes.clear();
        changedBooks.forEach(Books::flush);
        changedBooks.clear();
    }

    /** The number of the next decision in a scope; each call is a decision. */
    long nextSequence(String name) {
        changedScopes.add(name);
        return scope(name).nextSequence();
    }

    /** How many decisions in a row, this one included, were failures of the gate. */
    int failuresInARow(boolean failed) {
        int now = failed ? failuresInARow + 1 : 0;
        if (now != failuresInARow) {
            failuresInARow = now;
            putFact(FAILURES_FACT, now);
        }
        return now;
    }

    // Storage: facts

    private void restoreFacts() {
        Map<String, Integer> facts = new HashMap<>();
        storage.forEach(
                Storage.Table.FACTS,
                (key, value) -> facts.put(text(key), ByteBuffer.wrap(value).getInt()));
        int here = LAYOUT << 16 | Sketch.VERSION;
        int stored = facts.getOrDefault(LAYOUT_FACT, here);
        if (stored != here) {
            throw new Fatal(
                    "The stored memory has layout " + (stored >>> 16) + " and sketch version " + (stored & 0xFFFF)
                            + ", and this program has " + LAYOUT + " and " + Sketch.VERSION
                            + ". Run the version that wrote it, or start with a new application-id, which remembers nothing.");
        }
        failuresInARow = facts.getOrDefault(FAILURES_FACT, 0);
        if (!facts.containsKey(LAYOUT_FACT)) {
            putFact(LAYOUT_FACT, here);
        }
    }

    private void putFact(String name, int value) {
        storage.put(
                Storage.Table.FACTS,
                utf8(name),
                ByteBuffer.allocate(4).putInt(value).array());
    }

    // Storage: scopes, by name, and their samples

    private void restoreScopes() {
        Map<String, Scope.Restoring> restoring = new HashMap<>();
        Map<Integer, Scope.Restoring> byNumber = new HashMap<>();
        storage.forEach(Storage.Table.SCOPES, (key, value) -> {
            budget.change(SCOPE_BYTES);
            Scope.Restoring scope = new Scope.Restoring(value);
            restoring.put(text(key), scope);
            byNumber.put(scope.number(), scope);
        });
        storage.forEach(Storage.Table.SAMPLES, (key, block) -> {
            Scope.Restoring scope = byNumber.get(Scope.scopeOf(key));
            if (scope == null) {
                throw Scope.Restoring.damaged();
            }
            long bytes = scope.bytes();
            scope.add(key, block);
            budget.change(scope.bytes() - bytes);
        });
        restoring.forEach((name, restored) -> {
            long bytes = restored.bytes();
            Scope scope = restored.done(storage);
            budget.change(scope.index().bytes() - bytes);
            scopes.put(name, scope);
        });
    }

    // Storage: books, by dataset

    private void restoreBooks(Gate gate) {
        storage.forEach(Storage.Table.LEDGERS, (key, kept) -> {
            budget.change(BOOKS_BYTES);
            books.put(text(key), Books.restore(text(key), kept, storage));
        });
        restore(Storage.Table.GENERATORS, Books::restoreGenerator);
        restore(Storage.Table.WINDOWS, Books::restorePart);
        restore(Storage.Table.COUNTS, (ofDataset, rest, kept) -> {
            budget.change(COUNTS_BYTES);
            ofDataset.restoreCounts(rest, kept);
        });
        restore(Storage.Table.HELD, (ofDataset, rest, kept) -> {
            budget.change(Escrow.BYTES_EACH);
            HeldBytes.Held held = HeldBytes.read(kept);
            ofDataset.escrow().restored(held.sequence(), held.sinceMillis(), kept.length);
            waiting.computeIfAbsent(ofDataset.scope(), scope -> new TreeSet<>()).add(ofDataset.dataset());
        });
        serve(gate);
    }

    /**
     * Has another gate judge by this memory from now on.
     *
     * @throws Fatal if that puts a dataset into another scope than the one in which it is remembered
     */
    void serve(Gate gate) {
        books.replaceAll((dataset, known) -> inScopeNow(known, gate));
        for (Books known : books.values()) {
            known.escrow().scoreAgain();
            gate.policy().forDataset(known.dataset()).ifPresent(rules -> {
                known.narrow(Gate.limits(rules).window());
                changedBooks.add(known);
            });
        }
    }

    /** Puts one entry of a dataset back. */
    private interface Restoring {
        void restore(Books ofDataset, byte[] rest, byte[] kept);
    }

    private void restore(Storage.Table table, Restoring restoring) {
        storage.forEach(table, (key, kept) -> {
            Books ofDataset = books.get(Keys.dataset(key));
            if (ofDataset == null) {
                throw Scope.Restoring.damaged();
            }
            restoring.restore(ofDataset, Keys.rest(key), kept);
        });
    }

    /**
     * @throws Fatal if the policy puts the dataset into another scope than the one in which it is remembered
     */
    private static Books inScopeNow(Books restored, Gate gate) {
        String scopeNow = gate.scopeOf(restored.dataset()).orElse(restored.scope());
        if (restored.scope().equals(scopeNow)) {
            return restored;
        }
        if (restored.ledger().accepted() == 0 && restored.escrow().isEmpty()) {
            return restored.movedTo(scopeNow);
        }
        throw new Fatal("The policy puts dataset " + restored.dataset() + " into scope " + scopeNow
                + ", but its memory lies in scope " + restored.scope()
                + ". Give it its old scope back, or start with a new application-id, which remembers nothing.");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
