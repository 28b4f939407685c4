package io.tidegate.gate;

import io.tidegate.ledger.Contribution;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Limits;
import io.tidegate.ledger.Tally;
import io.tidegate.novelty.NoveltyIndex;
import io.tidegate.novelty.Remembered;
import io.tidegate.novelty.Sketch;
import io.tidegate.policy.DatasetPolicy;
import io.tidegate.policy.Remember;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * What a partition knows of the samples that it accepted: index, ledgers and the order of its scopes. Knows how these are laid
 * out in storage, and puts them back from there.
 *
 * <p>Layout: numbers are big-endian; a dataset's name in a key ends with a zero byte, which no name holds.
 */
final class Memory {

    /** Heap that a scope and a dataset's ledger take, names and maps included; so many that they fill the memory stop the gate. */
    private static final long SCOPE_BYTES = 512;

    private static final long LEDGER_BYTES = 4096;

    private static final String LAYOUT_FACT = "layout";
    private static final String FAILURES_FACT = "failures";
    private static final int LAYOUT = 2;

    private final Storage storage;
    private final IndexBudget.Part budget;
    private final Map<String, Scope> scopes = new HashMap<>();
    private final Map<String, Ledger> ledgers = new HashMap<>();
    private final Set<Scope> changed = new LinkedHashSet<>();
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
            storage.forEach(Storage.Table.LEDGERS, (key, value) -> restoreLedger(key, value, gate));
            storage.forEach(Storage.Table.GENERATORS, this::restoreGenerator);
            restoreWindows(gate);
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

    /** Datasets of which something was accepted. */
    Set<String> datasets() {
        return Set.copyOf(ledgers.keySet());
    }

    /** The books of a dataset; empty ones if nothing of it was accepted. */
    Ledger ledger(String dataset) {
        Ledger ledger = ledgers.get(dataset);
        return ledger == null ? new Ledger() : ledger;
    }

    /** What is remembered of a scope. */
    NoveltyIndex index(String scope) {
        return scope(scope).index();
    }

    /**
     * Remembers an accepted sample.
     *
     * @param recordSecond its record time, in seconds since the epoch
     */
    void accept(Scored.Sampled sample, long recordSecond, Remember remember, Limits limits) {
        Scope scope = scope(sample.scope());
        long bytes = scope.index().bytes();
        scope.add(remembered(sample, Math.max(scope.second(), recordSecond)));
        forget(scope, remember);
        budget.change(scope.index().bytes() - bytes);
        changed.add(scope);
        Ledger ledger = ledgers.computeIfAbsent(sample.dataset(), dataset -> newLedger());
        Contribution contribution = ledger.accept(sample.provenance(), limits);
        putLedger(sample.dataset(), sample.scope(), ledger);
        for (String model : contribution.generators().keySet()) {
            putGenerator(sample.dataset(), model, ledger);
        }
        if (limits.windowLast().isPresent()) {
            long slot = (ledger.accepted() - 1) % limits.windowLast().getAsInt();
            putWindow(sample.dataset(), slot, ledger.accepted(), contribution);
        }
    }

    private static Remembered remembered(Scored.Sampled sample, long second) {
        return new Remembered(
                sample.sketch(),
                sample.idHash(),
                sample.valueHash(),
                Math.min(sample.provenance().generation(), Remembered.MAX_GENERATION),
                second,
                sample.arrival().source().partition(),
                sample.arrival().source().offset());
    }

    private static void forget(Scope scope, Remember remember) {
        NoveltyIndex index = scope.index();
        if (remember instanceof Remember.Last last) {
            scope.forgetBefore(index.next() - last.samples());
        } else if (remember instanceof Remember.For time) {
            long first = scope.second() - time.duration().toSeconds();
            while (index.second(index.oldest()) < first) {
                scope.forgetBefore(index.oldest() + 1);
            }
        }
    }

    /** Puts into storage what belongs to decisions that are about to be committed. */
    void flush() {
        changed.forEach(Scope::flush);
        changed.clear();
    }

    /** The number of the next decision in a scope; each call is a decision. */
    long nextSequence(String name) {
        Scope scope = scope(name);
        long sequence = scope.nextSequence();
        storage.put(Storage.Table.SCOPES, utf8(name), scope.toBytes());
        return sequence;
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

    private Scope scope(String name) {
        Scope known = scopes.get(name);
        if (known != null) {
            return known;
        }
        budget.change(SCOPE_BYTES);
        Scope scope = new Scope(scopes.size(), storage);
        scopes.put(name, scope);
        return scope;
    }

    private Ledger newLedger() {
        budget.change(LEDGER_BYTES);
        return new Ledger();
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

    // Storage: ledgers, by dataset

    private void putLedger(String dataset, String scope, Ledger ledger) {
        byte[] scopeName = utf8(scope);
        ByteBuffer bytes = ByteBuffer.allocate(8 + 16 * Limits.Unit.values().length + scopeName.length);
        bytes.putLong(ledger.accepted());
        for (Limits.Unit unit : Limits.Unit.values()) {
            Tally tally = ledger.all(unit);
            bytes.putLong(tally.total()).putLong(tally.synthetic());
        }
        storage.put(Storage.Table.LEDGERS, utf8(dataset), bytes.put(scopeName).array());
    }

    private void restoreLedger(byte[] key, byte[] value, Gate gate) {
        String dataset = text(key);
        Ledger ledger = newLedger();
        ByteBuffer bytes = ByteBuffer.wrap(value);
        long accepted = bytes.getLong();
        for (Limits.Unit unit : Limits.Unit.values()) {
            ledger.restore(accepted, unit, bytes.getLong(), bytes.getLong());
        }
        String scope = StandardCharsets.UTF_8.decode(bytes).toString();
        String scopeNow = gate.scopeOf(dataset).orElse(scope);
        if (!scope.equals(scopeNow)) {
            throw new Fatal("The policy puts dataset " + dataset + " into scope " + scopeNow
                    + ", but its memory lies in scope " + scope
                    + ". Give it its old scope back, or start with a new application-id, which remembers nothing.");
        }
        ledgers.put(dataset, ledger);
    }

    // Storage: generators, by dataset and model

    private void putGenerator(String dataset, String model, Ledger ledger) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * Limits.Unit.values().length);
        for (Limits.Unit unit : Limits.Unit.values()) {
            bytes.putLong(ledger.all(unit).generator(model));
        }
        storage.put(Storage.Table.GENERATORS, key(dataset, utf8(model)), bytes.array());
    }

    private void restoreGenerator(byte[] key, byte[] value) {
        int end = endOfDataset(key);
        Ledger ledger = ledger(text(key, 0, end));
        String model = text(key, end + 1, key.length);
        ByteBuffer bytes = ByteBuffer.wrap(value);
        for (Limits.Unit unit : Limits.Unit.values()) {
            ledger.restoreGenerator(model, unit, bytes.getLong());
        }
    }

    // Storage: windows, by dataset and place in the window; a place is used again when the window has gone round

    private void putWindow(String dataset, long slot, long number, Contribution sample) {
        ToIntFunction<String> size = model -> 8 + utf8(model).length;
        ByteBuffer bytes = ByteBuffer.allocate(
                20 + sample.generators().keySet().stream().mapToInt(size).sum());
        bytes.putLong(number)
                .putInt(sample.characters())
                .putInt(sample.syntheticCharacters())
                .putInt(sample.generators().size());
        sample.generators().forEach((model, characters) -> {
            byte[] name = utf8(model);
            bytes.putInt(characters).putInt(name.length).put(name);
        });
        storage.put(
                Storage.Table.WINDOWS,
                key(dataset, ByteBuffer.allocate(8).putLong(slot).array()),
                bytes.array());
    }

    private void restoreWindows(Gate gate) {
        Map<String, SortedMap<Long, Kept>> windows = new LinkedHashMap<>();
        storage.forEach(Storage.Table.WINDOWS, (key, value) -> {
            int end = endOfDataset(key);
            long slot = ByteBuffer.wrap(key, end + 1, Long.BYTES).getLong();
            ByteBuffer bytes = ByteBuffer.wrap(value);
            windows.computeIfAbsent(text(key, 0, end), dataset -> new TreeMap<>())
                    .put(bytes.getLong(), new Kept(slot, decodeContribution(bytes)));
        });
        windows.forEach((dataset, samples) -> gate.policy()
                .forDataset(dataset)
                .map(DatasetPolicy::synthetic)
                .filter(synthetic -> synthetic.windowLast().isPresent())
                .ifPresent(synthetic ->
                        restoreWindow(dataset, samples, synthetic.windowLast().getAsInt())));
    }

    /** A sample of a window and its place there. */
    private record Kept(long slot, Contribution sample) {}

    /**
     * The newest samples without a gap; older ones may be left over from a window of another length. What lies where that
     * other length put it is moved, so that the next samples don't overwrite what is still in the window.
     */
    private void restoreWindow(String dataset, SortedMap<Long, Kept> samples, int length) {
        Ledger ledger = ledger(dataset);
        long first = ledger.accepted() + 1;
        while (samples.containsKey(first - 1) && ledger.accepted() - first + 1 < length) {
            first--;
        }
        samples.tailMap(first).forEach((number, kept) -> {
            ledger.restoreWindow(kept.sample());
            long slot = (number - 1) % length;
            if (slot != kept.slot()) {
                putWindow(dataset, slot, number, kept.sample());
            }
        });
    }

    private static Contribution decodeContribution(ByteBuffer bytes) {
        int characters = bytes.getInt();
        int synthetic = bytes.getInt();
        Map<String, Integer> generators = new LinkedHashMap<>();
        for (int left = bytes.getInt(); left > 0; left--) {
            int units = bytes.getInt();
            byte[] name = new byte[bytes.getInt()];
            bytes.get(name);
            generators.put(text(name), units);
        }
        return new Contribution(characters, synthetic, generators);
    }

    // Keys

    private static byte[] key(String dataset, byte[] rest) {
        byte[] name = utf8(dataset);
        return ByteBuffer.allocate(name.length + 1 + rest.length)
                .put(name)
                .put((byte) 0)
                .put(rest)
                .array();
    }

    private static int endOfDataset(byte[] key) {
        int end = 0;
        while (key[end] != 0) {
            end++;
        }
        return end;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return text(utf8, 0, utf8.length);
    }

    private static String text(byte[] utf8, int from, int to) {
        return new String(utf8, from, to - from, StandardCharsets.UTF_8);
    }
}
