package io.tidegate.novelty;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Records of a fixed number of words, numbered in the order in which they are added, forgotten from the oldest on, and found
 * through chains of those with equal hashes.
 *
 * <p>Records lie in pages, so that growing moves next to nothing and forgetting frees. Each record is linked into all of its
 * chains: a row of heads, one for each chain, leads to the newest record of a hash, and links lead on to older ones. There is
 * a row for every three records; when it is time for one more, one old row is split in two (linear hashing: Litwin, VLDB
 * 1980), so there is never a pause to make room, nor room to spare. Links to forgotten records stay, and aren't followed.
 *
 * <p>Within, a record goes by its place: its number less {@code base}, so that a link takes four bytes.
 */
abstract class ChainedRecords {

    static final int NONE = -1;

    private static final int RECORDS_PER_ROW = 3;
    private static final int PAGE_BITS = 12;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int PAGE_MASK = PAGE - 1;
    private static final int ROW_PAGE_BITS = 10;
    private static final int ROW_PAGE = 1 << ROW_PAGE_BITS;
    private static final int ROW_PAGE_MASK = ROW_PAGE - 1;
    private static final int FIRST_ROOM = 16;

    /** So many records, which lie in one page and fit into the processor's cache, are linked at a time. */
    private static final int BLOCK = 1 << 10;

    /** So many records are linked by several threads. */
    private static final int MANY = 100_000;

    /** Rows that so few records need are given back. */
    private static final int SPARSE = 16;

    private final int words;
    private final int firstLink;
    private final int chains;
    private final int places;

    private long[][] pages = {};
    private int usedPages;
    private int firstPage;
    /** By chain, in pages. */
    private final int[][][] heads;

    private int rows;
    private long base;
    private int oldest;
    private int next;
    private long bytes;

    /**
     * @param words in a record
     * @param firstLink the first of the words that hold links, two in each
     * @param chains that each record is in
     * @param places how many there are before records are counted anew; at least two pages more than are remembered
     */
    ChainedRecords(int words, int firstLink, int chains, int places) {
        this.words = words;
        this.firstLink = firstLink;
        this.chains = chains;
        this.places = places;
        this.heads = new int[chains][0][];
    }

    /** Hash of the record that begins at {@code at}, in one of its chains. */
    abstract int hash(long[] page, int at, int chain);

    /** Number of the oldest record that is remembered; that of the next one, if none is. */
    final long oldest() {
        return base + oldest;
    }

    /** Number of the next record. */
    final long next() {
        return base + next;
    }

    /** How many records are remembered. */
    final int size() {
        return next - oldest;
    }

    /** Bytes that pages and heads hold. */
    final long bytes() {
        return bytes;
    }

    /** Numbers the first record. Nothing was added yet. */
    final void startAt(long number) {
        base = number;
    }

    /** Adds a record of zeros, to be filled in and linked, and returns its place. */
    final int append() {
        if (next >= places) {
            linkAll();
        }
        int page = (next >> PAGE_BITS) - firstPage;
        if (page == usedPages) {
            addPage();
        }
        int room = pages[page].length / words;
        if ((next & PAGE_MASK) == room) {
            pages[page] = Arrays.copyOf(pages[page], 2 * room * words);
            bytes += 8L * room * words;
        }
        return next++;
    }

    private void addPage() {
        if (usedPages == pages.length) {
            pages = Arrays.copyOf(pages, 2 * usedPages + 1);
        }
        pages[usedPages++] = new long[FIRST_ROOM * words];
        bytes += 8L * FIRST_ROOM * words;
    }

    /** Place of a record with this number. */
    final int place(long number) {
        return (int) (number - base);
    }

    /** The page of a record. */
    final long[] page(int place) {
        return pages[(place >> PAGE_BITS) - firstPage];
    }

    /** Where in its page a record begins. */
    final int at(int place) {
        return (place & PAGE_MASK) * words;
    }

    /** Links the record that was added last into its chains. */
    final void link() {
        if (needsRow()) {
            addRow();
        }
        for (int chain = 0; chain < chains; chain++) {
            link(next - 1, chain);
        }
    }

    private boolean needsRow() {
        return (long) rows * RECORDS_PER_ROW < size();
    }

    /** Links all records anew, as after many were added without it. */
    final void linkAll() {
        base += (long) firstPage << PAGE_BITS;
        oldest -= firstPage << PAGE_BITS;
        next -= firstPage << PAGE_BITS;
        firstPage = 0;
        for (int[][] pagesOfHeads : heads) {
            for (int[] page : pagesOfHeads) {
                bytes -= 4L * page.length;
            }
        }
        Arrays.fill(heads, new int[0][]);
        rows = 0;
        while (needsRow()) {
            addEmptyRow();
        }
        // The links of two chains share a word, so such a pair is left to one thread.
        IntStream pairs = IntStream.range(0, (chains + 1) / 2);
        (size() < MANY ? pairs : pairs.parallel()).forEach(pair -> {
            int[] scratch = new int[BLOCK];
            for (int from = oldest, to; from < next; from = to) {
                to = Math.min(next, (from | (BLOCK - 1)) + 1);
                for (int chain = 2 * pair; chain < Math.min(chains, 2 * pair + 2); chain++) {
                    linkBlock(from, to, chain, scratch);
                }
            }
        });
    }

    /** Goes over the heads in a loop that does nothing else, so that the processor waits for many of them at a time. */
    private void linkBlock(int from, int to, int chain, int[] scratch) {
        long[] page = page(from);
        int at = at(from);
        for (int i = 0; i < to - from; i++) {
            scratch[i] = row(hash(page, at + i * words, chain));
        }
        for (int i = 0; i < to - from; i++) {
            int row = scratch[i];
            scratch[i] = head(row, chain);
            setHead(row, chain, from + i);
        }
        for (int i = 0; i < to - from; i++) {
            setLink(page, at + i * words, chain, remembered(scratch[i]));
        }
    }

    private void link(int place, int chain) {
        long[] page = page(place);
        int at = at(place);
        int row = row(hash(page, at, chain));
        setLink(page, at, chain, remembered(head(row, chain)));
        setHead(row, chain, place);
    }

    /** Forgets all records before this number. */
    final void forgetBefore(long number) {
        oldest = (int) Math.max(oldest, Math.min(next, number - base));
        int unused = Math.min((oldest >> PAGE_BITS) - firstPage, usedPages);
        if (unused > 0) {
            for (int i = 0; i < unused; i++) {
                bytes -= 8L * pages[i].length;
            }
            usedPages -= unused;
            firstPage += unused;
            System.arraycopy(pages, unused, pages, 0, usedPages);
            Arrays.fill(pages, usedPages, usedPages + unused, null);
            if (rows > SPARSE && size() < rows / SPARSE) {
                linkAll();
            }
        }
    }

    /** Place of the newest record of a chain, or {@link #NONE}. */
    final int newest(int chain, int hash) {
        return rows == 0 ? NONE : remembered(head(row(hash), chain));
    }

    /** Place of the next older record of a chain, or {@link #NONE}. */
    final int older(long[] page, int at, int chain) {
        return remembered(link(page, at, chain));
    }

    private int remembered(int place) {
        return place < oldest ? NONE : place;
    }

    private int link(long[] page, int at, int chain) {
        return (int) (page[at + firstLink + (chain >> 1)] >>> ((chain & 1) << 5));
    }

    private void setLink(long[] page, int at, int chain, int place) {
        int shift = (chain & 1) << 5;
        int word = at + firstLink + (chain >> 1);
        page[word] = (page[word] & ~(0xFFFF_FFFFL << shift)) | ((place & 0xFFFF_FFFFL) << shift);
    }

    // Rows of heads

    private int row(int hash) {
        int level = Integer.highestOneBit(rows);
        int row = hash & (2 * level - 1);
        return row < rows ? row : row - level;
    }

    private int head(int row, int chain) {
        return heads[chain][row >> ROW_PAGE_BITS][row & ROW_PAGE_MASK];
    }

    private void setHead(int row, int chain, int place) {
        heads[chain][row >> ROW_PAGE_BITS][row & ROW_PAGE_MASK] = place;
    }

    private void addEmptyRow() {
        int page = rows >> ROW_PAGE_BITS;
        for (int chain = 0; chain < chains; chain++) {
            if (page == heads[chain].length) {
                heads[chain] = Arrays.copyOf(heads[chain], page + 1);
                heads[chain][page] = new int[0];
            }
            int room = heads[chain][page].length;
            if ((rows & ROW_PAGE_MASK) == room) {
                int more = Math.max(1, room);
                heads[chain][page] = Arrays.copyOf(heads[chain][page], room + more);
                Arrays.fill(heads[chain][page], room, room + more, NONE);
                bytes += 4L * more;
            }
        }
        rows++;
    }

    /** Adds a row, and moves those records to it that now belong there; they are all in one other row. */
    private void addRow() {
        addEmptyRow();
        int added = rows - 1;
        int split = added - Integer.highestOneBit(added);
        for (int chain = 0; chain < chains && added > 0; chain++) {
            int lastStaying = NONE;
            int lastMoving = NONE;
            int place = remembered(head(split, chain));
            setHead(split, chain, NONE);
            while (place != NONE) {
                long[] page = page(place);
                int at = at(place);
                boolean moves = row(hash(page, at, chain)) == added;
                append(moves ? added : split, chain, moves ? lastMoving : lastStaying, place);
                if (moves) {
                    lastMoving = place;
                } else {
                    lastStaying = place;
                }
                place = older(page, at, chain);
                setLink(page, at, chain, NONE);
            }
        }
    }

    private void append(int row, int chain, int last, int place) {
        if (last == NONE) {
            setHead(row, chain, place);
        } else {
            setLink(page(last), at(last), chain, place);
        }
    }
}
