package io.tidegate.gate;

import io.tidegate.ledger.Amount;
import io.tidegate.ledger.Contribution;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Limits;
import io.tidegate.ledger.Provenance;
import io.tidegate.ledger.Window;
import io.tidegate.policy.DatasetPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The memory of one dataset: its ledger, what became of each model's samples, and what waits in escrow. And how these lie in
 * storage: what changed is written at each commit, but for the escrow, which is written at once.
 */
final class Books {

    /** Writers that are counted by name; all further ones are counted together. */
    static final int MAX_WRITERS = 256;

    private final String dataset;
    private final String scope;
    private final Storage storage;
    private final Ledger ledger;
    private final Escrow escrow;
    private final Map<String, Counts> counts = new TreeMap<>();

    /** From the start, so that storage knows of a dataset of which nothing was accepted yet. */
    private boolean ledgerChanged = true;

    private final Set<String> changedGenerators = new TreeSet<>();
    private final Set<String> changedCounts = new TreeSet<>();

    /** Writers of which something was decided since the last standing, and whether each had room then. */
    private final Set<String> unreported = new HashSet<>();

    private final Map<String, Boolean> hadRoom = new HashMap<>();

    /** The oldest part of the window that storage holds, and the oldest that changed since it was written. */
    private long oldestStoredPart = Long.MAX_VALUE;

    private long oldestChangedPart = Long.MAX_VALUE;

    Books(String dataset, String scope, Storage storage) {
        this(dataset, scope, storage, new Ledger());
    }

    private Books(String dataset, String scope, Storage storage, Ledger ledger) {
        this.dataset = dataset;
        this.scope = scope;
        this.storage = storage;
        this.ledger = ledger;
        this.escrow = new Escrow(dataset, storage);
    }

    String dataset() {
        return dataset;
    }

    Ledger ledger() {
        return ledger;
    }

    Escrow escrow() {
        return escrow;
    }

    /** Where its samples must be novel. */
    String scope() {
        return scope;
    }

    /** What became of the samples of each writer, in alphabetical order. */
    Map<String, Counts> counts() {
        return counts;
    }

    /**
     * Books an accepted sample.
     *
     * @param second its record time, in seconds since the epoch
     */
    void accept(Provenance provenance, Limits limits, long second) {
        Contribution contribution = ledger.accept(provenance, limits, second);
        ledgerChanged = true;
        changedGenerators.addAll(contribution.generators().keySet());
        oldestChangedPart = Math.min(oldestChangedPart, ledger.newestPart());
    }

    /** Counts what became of a sample of this writer; says whether it is the first of its writer. */
    boolean count(String writer, Verdict verdict) {
        String name = counts.containsKey(writer) || counts.size() < MAX_WRITERS ? writer : Standing.FURTHER;
        boolean first = !counts.containsKey(name);
        counts.computeIfAbsent(name, each -> new Counts()).count(verdict);
        changedCounts.add(name);
        unreported.add(name);
        return first;
    }

    /** How the dataset stands under its rules; what is news to writers is so once. */
    Standing standing(DatasetPolicy rules) {
        Limits limits = Gate.limits(rules);
        List<Standing.Writer> writers = new ArrayList<>();
        counts.forEach((model, count) -> {
            OptionalLong room = ledger.room(model, limits);
            boolean hasRoom = room.orElse(1) > 0;
            Boolean before = hadRoom.put(model, hasRoom);
            boolean news = unreported.contains(model) || (before != null && before != hasRoom);
            writers.add(new Standing.Writer(
                    model,
                    count.accepted(),
                    new TreeMap<>(count.refused()),
                    ledger.generatorShare(model, limits),
                    room,
                    news));
        });
        unreported.clear();
        return new Standing(
                dataset,
                scope,
                ledger.accepted(),
                limits.unit().name().toLowerCase(Locale.ROOT),
                rules.synthetic().window().toString(),
                ledger.human(limits),
                ledger.synthetic(limits),
                ledger.share(limits),
                limits.maxShare(),
                escrow.size(),
                escrow.bytes(),
                escrow.since(),
                writers);
    }

    /** Writes what storage doesn't hold yet. */
    void flush() {
        if (ledgerChanged) {
            putLedger();
            flushParts();
            ledgerChanged = false;
        }
        changedGenerators.forEach(model -> storage.put(
                Storage.Table.GENERATORS,
                key(model),
                bytes(out -> write(ledger.all().generator(model), out))));
        changedGenerators.clear();
        changedCounts.forEach(writer -> putCounts(writer, counts.getOrDefault(writer, new Counts())));
        changedCounts.clear();
    }

    // The ledger

    private void putLedger() {
        byte[] kept = bytes(out -> {
            out.writeUTF(scope);
            out.writeLong(ledger.accepted());
            out.writeLong(ledger.partsKind());
            write(ledger.all().total(), out);
            write(ledger.all().synthetic(), out);
        });
        storage.put(Storage.Table.LEDGERS, utf8(dataset), kept);
    }

    /** Reads what {@link #flush} wrote; then generators, parts and counts are put back one by one. */
    static Books restore(String dataset, byte[] kept, Storage storage) {
        return read(kept, in -> {
            String scope = in.readUTF();
            Ledger ledger = new Ledger();
            long accepted = in.readLong();
            long partsKind = in.readLong();
            ledger.restore(accepted, amount(in), amount(in), partsKind);
            Books books = new Books(dataset, scope, storage, ledger);
            books.ledgerChanged = false;
            return books;
        });
    }

    /** The same in another scope, for a dataset of which nothing was accepted. */
    Books movedTo(String otherScope) {
        Books moved = new Books(dataset, otherScope, storage, ledger);
        moved.counts.putAll(counts);
        return moved;
    }

    void restoreGenerator(byte[] rest, byte[] kept) {
        ledger.restoreGenerator(text(rest), read(kept, Books::amount));
    }

    // The window, by number of the part

    private void flushParts() {
        long oldest = ledger.oldestPart();
        if (oldestStoredPart < oldest) {
            List<byte[]> left = new ArrayList<>();
            storage.forEach(
                    Storage.Table.WINDOWS, partKey(oldestStoredPart), partKey(oldest), (key, value) -> left.add(key));
            left.forEach(key -> storage.delete(Storage.Table.WINDOWS, key));
        }
        ledger.partsFrom(oldestChangedPart)
                .forEach(part -> storage.put(Storage.Table.WINDOWS, partKey(part.number()), bytes(part.sum())));
        oldestStoredPart = oldest;
        oldestChangedPart = Long.MAX_VALUE;
    }

    void restorePart(byte[] rest, byte[] kept) {
        long number = ByteBuffer.wrap(rest).getLong();
        oldestStoredPart = Math.min(oldestStoredPart, number);
        ledger.restorePart(new Ledger.Part(number, read(kept, Books::contribution)));
    }

    /** Lets go of what a policy's window doesn't hold. */
    void narrow(Window window) {
        ledger.narrow(window);
        if (ledger.oldestPart() != oldestStoredPart) { // at once: the parts of another window may have lower numbers
            flushParts();
            ledgerChanged = true;
        }
    }

    private byte[] partKey(long number) {
        return Keys.of(dataset, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static byte[] bytes(Contribution sum) {
        return bytes(out -> {
            write(sum.total(), out);
            write(sum.synthetic(), out);
            out.writeShort(sum.generators().size());
            for (Map.Entry<String, Amount> generator : new TreeMap<>(sum.generators()).entrySet()) {
                out.writeUTF(generator.getKey());
                write(generator.getValue(), out);
            }
        });
    }

    private static Contribution contribution(DataInputStream in) throws IOException {
        Amount total = amount(in);
        Amount synthetic = amount(in);
        Map<String, Amount> generators = new HashMap<>();
        for (int left = in.readShort(); left > 0; left--) {
            generators.put(in.readUTF(), amount(in));
        }
        return new Contribution(total, synthetic, generators);
    }

    // What became of each writer's samples

    private void putCounts(String writer, Counts of) {
        byte[] kept = bytes(out -> {
            out.writeLong(of.accepted());
            out.writeShort(of.refused().size());
            for (Map.Entry<String, Long> refused : of.refused().entrySet()) {
                out.writeUTF(refused.getKey());
                out.writeLong(refused.getValue());
            }
        });
        storage.put(Storage.Table.COUNTS, key(writer), kept);
    }

    void restoreCounts(byte[] rest, byte[] kept) {
        Counts restored = new Counts();
        read(kept, in -> {
            long accepted = in.readLong();
            Map<String, Long> refused = new HashMap<>();
            for (int left = in.readShort(); left > 0; left--) {
                refused.put(in.readUTF(), in.readLong());
            }
            restored.restore(accepted, refused);
            return restored;
        });
        counts.put(text(rest), restored);
    }

    private byte[] key(String model) {
        return Keys.of(dataset, utf8(model));
    }

    // Bytes

    private interface Writing {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T read(DataInputStream in) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("the books can't be written", e);
        }
        return bytes.toByteArray();
    }

    /**
     * @throws Fatal if the bytes end too early
     */
    private static <T> T read(byte[] kept, Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(kept))) {
            return reading.read(in);
        } catch (IOException e) {
            throw Scope.Restoring.damaged();
        }
    }

    private static void write(Amount amount, DataOutputStream out) throws IOException {
        out.writeLong(amount.samples());
        out.writeLong(amount.characters());
    }

    private static Amount amount(DataInputStream in) throws IOException {
        return new Amount(in.readLong(), in.readLong());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
