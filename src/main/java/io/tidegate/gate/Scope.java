package io.tidegate.gate;

import io.tidegate.novelty.NoveltyIndex;
import io.tidegate.novelty.Remembered;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of one scope, and how it lies in storage: what is new is packed into one block a commit, under the scope's number
 * and that of the block's first sample; blocks of which everything is forgotten are deleted.
 */
final class Scope {

    /** Bytes of a block that is written without waiting for the commit. */
    private static final int FULL_BLOCK = 64 * 1024;

    /** Samples that are forgotten before blocks are deleted. */
    private static final int DELETE_EVERY = 4096;

    private final int number;
    private final NoveltyIndex index;
    private final Storage storage;
    private long nextSequence;
    private long oldestBlock;
    private SampleBlock pending = new SampleBlock();

    /** An empty scope. */
    Scope(int number, Storage storage) {
        this(number, storage, new NoveltyIndex(), 0, 0);
    }

    private Scope(int number, Storage storage, NoveltyIndex index, long nextSequence, long oldestBlock) {
        this.number = number;
        this.storage = storage;
        this.index = index;
        this.nextSequence = nextSequence;
        this.oldestBlock = oldestBlock;
    }

    NoveltyIndex index() {
        return index;
    }

    /** The number of the next decision; each call is a decision. */
    long nextSequence() {
        return nextSequence++;
    }

    /** How many decisions were taken. */
    long decisions() {
        return nextSequence;
    }

    /** The clock, in seconds since the epoch: the latest record time that was remembered; 0 before the first. */
    long second() {
        return index.size() == 0 ? 0 : index.second(index.next() - 1);
    }

    /** Remembers a sample, and writes what is new if that is much. */
    void add(Remembered sample) {
        index.add(sample);
        pending.add(sample);
        if (pending.length() >= FULL_BLOCK) {
            flush();
        }
    }

    /** Writes what storage doesn't hold yet. */
    void flush() {
        if (pending.samples() > 0) {
            storage.put(Storage.Table.SAMPLES, blockKey(number, index.next() - pending.samples()), pending.toBytes());
            pending = new SampleBlock();
        }
    }

    /** Forgets all samples before this one, in memory at once and in storage by the way. */
    void forgetBefore(long sample) {
        index.forgetBefore(sample);
        if (index.oldest() - oldestBlock >= DELETE_EVERY) {
            deleteForgottenBlocks();
        }
    }

    private void deleteForgottenBlocks() {
        List<byte[]> blocks = new ArrayList<>();
        storage.forEach(
                Storage.Table.SAMPLES,
                blockKey(number, oldestBlock),
                blockKey(number, index.oldest() + 1),
                (key, block) -> blocks.add(key));
        // The last of them may hold the oldest sample that is remembered.
        for (byte[] forgotten : blocks.subList(0, Math.max(0, blocks.size() - 1))) {
            storage.delete(Storage.Table.SAMPLES, forgotten);
        }
        if (!blocks.isEmpty()) {
            oldestBlock = firstOf(blocks.get(blocks.size() - 1));
        }
    }

    /** What is kept of the scope beside its samples. */
    byte[] toBytes() {
        return ByteBuffer.allocate(28)
                .putInt(number)
                .putLong(nextSequence)
                .putLong(index.oldest())
                .putLong(index.next())
                .array();
    }

    private static byte[] blockKey(int scope, long first) {
        return ByteBuffer.allocate(12).putInt(scope).putLong(first).array();
    }

    private static long firstOf(byte[] blockKey) {
        return ByteBuffer.wrap(blockKey).getLong(4);
    }

    /** The number of the scope that a block belongs to. */
    static int scopeOf(byte[] blockKey) {
        return ByteBuffer.wrap(blockKey).getInt();
    }

    /** A scope that is being read back: first what {@link Scope#toBytes} kept, then its blocks in order. */
    static final class Restoring {

        private final int number;
        private final long nextSequence;
        private final long oldest;
        private final long next;
        private long oldestBlock;
        private long read;
        private NoveltyIndex.Loading samples;

        Restoring(byte[] kept) {
            ByteBuffer bytes = ByteBuffer.wrap(kept);
            number = bytes.getInt();
            nextSequence = bytes.getLong();
            oldest = bytes.getLong();
            next = bytes.getLong();
            oldestBlock = oldest;
            read = oldest;
            samples = NoveltyIndex.load(oldest);
        }

        int number() {
            return number;
        }

        /**
         * Reads on. Only the last block that begins at the oldest sample or before it holds any that is remembered; of those
         * before it, which wait to be deleted, some may be missing.
         *
         * @throws Fatal if the block is damaged, or one before it is missing
         */
        void add(byte[] key, byte[] block) {
            long first = firstOf(key);
            oldestBlock = Math.min(oldestBlock, first);
            if (first <= oldest) {
                read = first;
                samples = NoveltyIndex.load(first);
            }
            if (first != read) {
                throw damaged();
            }
            try {
                SampleBlock.read(block, sample -> {
                    samples.add(sample);
                    read++;
                });
            } catch (IllegalArgumentException e) {
                throw damaged();
            }
        }

        /** Bytes that its index holds so far. */
        long bytes() {
            return samples.bytes();
        }

        /**
         * @throws Fatal if blocks are missing
         */
        Scope done(Storage storage) {
            if (read != next) {
                throw damaged();
            }
            NoveltyIndex index = samples.done();
            index.forgetBefore(oldest);
            return new Scope(number, storage, index, nextSequence, oldestBlock);
        }

        static Fatal damaged() {
            return new Fatal("The stored memory is damaged: remembered samples are missing. Delete the state directory"
                    + " (state-dir), and start again: it is rebuilt from Kafka.");
        }
    }
}
