package io.tidegate.novelty;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The remembered samples of one scope, and the question which of them a new sample copies. They are numbered in the order in
 * which they were added, and forgotten in that order.
 *
 * <p>Candidates are the samples with the same text, and those that agree in all six lanes of at least one of nine bands
 * (locality-sensitive hashing: Indyk and Motwani, STOC 1998). Of pairs truly at 0.8, 95 % agree in a band, at 0.85 99 %, at 0.9
 * 99.9 %, at 0.5 18 %; pairs that don't are taken to be unlike. Every candidate is then compared lane by lane, and the most
 * similar wins, the earliest of equals. There is no transitive closure: only similarity to a remembered sample itself counts.
 *
 * <p>Of one band, the newest 4,096 candidates are compared, so that no text, however many are like it, takes more than a
 * millisecond or two. What is found depends on nothing but the samples of this scope and their order.
 */
public final class NoveltyIndex {

    static final int MAX_CANDIDATES = 1 << 12;

    private static final long[] NO_TURNS = {};

    private final Samples samples;
    private final Turns turns;

    public NoveltyIndex() {
        this(Integer.MAX_VALUE);
    }

    /**
     * @param places how many samples are added before they are counted anew, which takes a moment
     */
    NoveltyIndex(int places) {
        this.samples = new Samples(places);
        this.turns = new Turns(places);
    }

    /** Number of the oldest sample that is remembered; that of the next one, if none is. */
    public long oldest() {
        return samples.oldest();
    }

    /** Number of the next sample. */
    public long next() {
        return samples.next();
    }

    /** How many samples are remembered. */
    public int size() {
        return samples.size();
    }

    /** Bytes that the index holds. */
    public long bytes() {
        return samples.bytes() + turns.bytes();
    }

    /** Remembers a sample. */
    public void add(Remembered sample) {
        for (long turn : sample.sketch().longTurns()) {
            turns.append(turn, samples.next());
            turns.link();
        }
        samples.append(sample);
        samples.link();
    }

    /** Forgets all samples before this number. */
    public void forgetBefore(long number) {
        samples.forgetBefore(number);
        turns.forgetBeforeSample(samples.oldest(), samples.next());
    }

    /** The clock when this remembered sample was accepted, in seconds since the epoch. */
    public long second(long number) {
        return samples.second(samples.place(number));
    }

    /**
     * The most similar remembered sample among the candidates, or empty if there is no candidate.
     *
     * @param distinctNumbers leave out samples whose numbers differ from the asked one's
     */
    public Optional<Match> mostSimilar(Sketch asked, boolean distinctNumbers) {
        return samples.mostSimilar(asked, distinctNumbers);
    }

    /**
     * What is remembered of the samples that another was made from: of each id the newest that has it. Beyond the first 4,096
     * samples that are looked at for that, ids count as unknown.
     *
     * @param idHashes 64-bit hashes of their ids
     */
    public Parents parents(List<Long> idHashes) {
        return samples.parents(idHashes);
    }

    /**
     * The remembered samples that another was made from.
     *
     * @param generation the highest of them, 0 to 255; -1 if none is known
     * @param unknown how many are not remembered
     */
    public record Parents(int generation, int unknown) {}

    /** Which of a sample's long assistant turns remembered samples hold, too. */
    public RepeatedTurns repeatedTurns(Sketch asked) {
        int repeated = 0;
        int firstPlace = 0;
        Optional<Remembered> first = Optional.empty();
        for (long turn : asked.longTurns()) {
            OptionalLong holder = turns.newestHolder(turn, samples.next());
            if (holder.isPresent()) {
                if (repeated == 0) {
                    firstPlace = Sketch.placeOf(turn);
                    first = Optional.of(samples.sample(samples.place(holder.getAsLong())));
                }
                repeated++;
            }
        }
        return new RepeatedTurns(asked.longTurns().length, repeated, firstPlace, first);
    }

    /** Begins an index whose first sample has this number; it is filled faster so than one by one. */
    public static Loading load(long first) {
        return new Loading(first);
    }

    /** An index that is being filled. */
    public static final class Loading {

        private final NoveltyIndex index = new NoveltyIndex();

        private Loading(long first) {
            index.samples.startAt(first);
        }

        public void add(Remembered sample) {
            for (long turn : sample.sketch().longTurns()) {
                index.turns.append(turn, index.samples.next());
            }
            index.samples.append(sample);
        }

        /** Bytes that the index holds so far. */
        public long bytes() {
            return index.bytes();
        }

        /** The index; nothing more is added here. */
        public NoveltyIndex done() {
            index.samples.linkAll();
            index.turns.linkAll();
            return index;
        }
    }

    /** Samples by band, by the hash of their text and by that of their id. */
    private static final class Samples extends ChainedRecords {

        private static final int EXACT_CHAIN = Sketch.BANDS;
        private static final int ID_CHAIN = Sketch.BANDS + 1;
        private static final int CHAINS = Sketch.BANDS + 2;

        // Layout of a record, in words
        private static final int NUMBERS = Sketch.WORDS - 1; // in the highest 32 bits, which hold no lanes
        private static final int LINKS = Sketch.WORDS;
        private static final int EXACT = LINKS + (CHAINS + 1) / 2;
        private static final int ID = EXACT + 1;
        private static final int SOURCE = ID + 1; // offset 48, partition 16
        private static final int REST = SOURCE + 1; // value hash 24, generation 8, second 32
        private static final int WORDS = REST + 1;

        private final int[] openChains = new int[CHAINS];
        private final int[] places = new int[CHAINS];

        /** By band: what is looked for, and how many candidates may still be compared. */
        private final int[] bits = new int[Sketch.BANDS];

        private final int[] left = new int[CHAINS];

        private Samples(int places) {
            super(WORDS, LINKS, CHAINS, places);
        }

        @Override
        int hash(long[] page, int at, int chain) {
            return switch (chain) {
                case EXACT_CHAIN -> wordHash(page[at + EXACT]);
                case ID_CHAIN -> wordHash(page[at + ID]);
                default -> bandHash(Sketch.band(page, at, chain));
            };
        }

        /** Of what is a hash already. */
        private static int wordHash(long hash) {
            return (int) hash;
        }

        private static int bandHash(int bits) {
            int hash = bits * 0x9E3779B1;
            return hash ^ hash >>> 15;
        }

        private void append(Remembered sample) {
            int place = append();
            long[] page = page(place);
            int at = at(place);
            Sketch sketch = sample.sketch();
            System.arraycopy(sketch.lanes(), 0, page, at, Sketch.WORDS);
            page[at + NUMBERS] |= (long) sketch.numbers() << 32;
            page[at + EXACT] = sketch.exact();
            page[at + ID] = sample.idHash();
            page[at + SOURCE] = sample.offset() << 16 | sample.partition();
            page[at + REST] = (long) sample.valueHash() << 40 | (long) sample.generation() << 32 | sample.second();
        }

        private Remembered sample(int place) {
            long[] page = page(place);
            int at = at(place);
            long[] lanes = Arrays.copyOfRange(page, at, at + Sketch.WORDS);
            lanes[Sketch.WORDS - 1] &= Sketch.LAST_WORD;
            long rest = page[at + REST];
            return new Remembered(
                    new Sketch(lanes, page[at + EXACT], numbers(page, at), NO_TURNS),
                    page[at + ID],
                    (int) (rest >>> 40),
                    generation(rest),
                    second(place),
                    (int) page[at + SOURCE] & Remembered.MAX_PARTITION,
                    page[at + SOURCE] >>> 16);
        }

        private static int generation(long rest) {
            return (int) (rest >>> 32) & Remembered.MAX_GENERATION;
        }

        private long second(int place) {
            return page(place)[at(place) + REST] & 0xFFFF_FFFFL;
        }

        private static int numbers(long[] page, int at) {
            return (int) (page[at + NUMBERS] >>> 32);
        }

        /**
         * Goes along all chains side by side: each step reads distant memory, which the processor can wait for in all of them at
         * once.
         */
        private Optional<Match> mostSimilar(Sketch asked, boolean distinctNumbers) {
            long[] lanes = asked.lanes();
            int best = NONE;
            double bestEstimate = Double.NEGATIVE_INFINITY;
            int open = atNewest(asked);
            while (open > 0) {
                int stillOpen = 0;
                for (int i = 0; i < open; i++) {
                    int chain = openChains[i];
                    int place = places[i];
                    long[] page = page(place);
                    int at = at(place);
                    if (chain == EXACT_CHAIN) {
                        if (page[at + EXACT] == asked.exact()) {
                            return Optional.of(new Match(sample(earliestEqual(asked.exact())), 1, true));
                        }
                    } else if (Sketch.band(page, at, chain) == bits[chain]) {
                        left[chain]--;
                        if (!distinctNumbers || numbers(page, at) == asked.numbers()) {
                            double estimate = Sketch.estimate(lanes, 0, page, at);
                            if (estimate > bestEstimate || (estimate == bestEstimate && place < best)) {
                                best = place;
                                bestEstimate = estimate;
                            }
                        }
                    }
                    stillOpen = keepOpen(stillOpen, chain, left[chain] == 0 ? NONE : older(page, at, chain));
                }
                open = stillOpen;
            }
            return best == NONE
                    ? Optional.empty()
                    : Optional.of(new Match(sample(best), Sketch.similarity(bestEstimate), false));
        }

        /** Opens the chains that may hold a candidate, at their newest sample, and returns how many they are. */
        private int atNewest(Sketch asked) {
            int open = keepOpen(0, EXACT_CHAIN, newest(EXACT_CHAIN, wordHash(asked.exact())));
            for (int band = 0; band < Sketch.BANDS; band++) {
                bits[band] = Sketch.band(asked.lanes(), 0, band);
                open = keepOpen(open, band, newest(band, bandHash(bits[band])));
            }
            Arrays.fill(left, MAX_CANDIDATES);
            return open;
        }

        /** Adds a chain to the open ones unless it is at its end, without a branch that would be guessed wrongly. */
        private int keepOpen(int open, int chain, int place) {
            openChains[open] = chain;
            places[open] = place;
            return open + 1 + (place >> 31); // NONE is -1
        }

        private Parents parents(List<Long> idHashes) {
            int highest = -1;
            int unknown = 0;
            int left = MAX_CANDIDATES;
            for (long idHash : idHashes) {
                int place = newest(ID_CHAIN, wordHash(idHash));
                boolean found = false;
                while (place != NONE && !found && left-- > 0) {
                    long[] page = page(place);
                    int at = at(place);
                    found = page[at + ID] == idHash;
                    if (found) {
                        highest = Math.max(highest, generation(page[at + REST]));
                    }
                    place = older(page, at, ID_CHAIN);
                }
                unknown += found ? 0 : 1;
            }
            return new Parents(highest, unknown);
        }

        private int earliestEqual(long exact) {
            int found = NONE;
            int place = newest(EXACT_CHAIN, wordHash(exact));
            while (place != NONE) {
                long[] page = page(place);
                int at = at(place);
                if (page[at + EXACT] == exact) {
                    found = place;
                }
                place = older(page, at, EXACT_CHAIN);
            }
            return found;
        }
    }

    /** Long turns of remembered samples, by the hash of their words. */
    private static final class Turns extends ChainedRecords {

        // Layout of a record, in words
        private static final int HASH = 0;
        private static final int SAMPLE = 1; // its number's lowest 32 bits, highest
        private static final int LINK = 1;
        private static final int WORDS = 2;

        private Turns(int places) {
            super(WORDS, LINK, 1, places);
        }

        @Override
        int hash(long[] page, int at, int chain) {
            return turnHash(page[at + HASH]);
        }

        private static int turnHash(long turn) {
            return (int) (turn >>> Sketch.PLACE_BITS);
        }

        private void append(long turn, long sample) {
            int place = append();
            page(place)[at(place) + HASH] = turn;
            page(place)[at(place) + SAMPLE] = sample << 32;
        }

        /** The number of the newest sample that holds a turn, given the number of the next sample. */
        private OptionalLong newestHolder(long turn, long nextSample) {
            int place = newest(0, turnHash(turn));
            while (place != NONE) {
                long[] page = page(place);
                int at = at(place);
                if (page[at + HASH] >>> Sketch.PLACE_BITS == turn >>> Sketch.PLACE_BITS) {
                    return OptionalLong.of(sampleOf(place, nextSample));
                }
                place = older(page, at, 0);
            }
            return OptionalLong.empty();
        }

        private long sampleOf(int place, long nextSample) {
            int sample = (int) (page(place)[at(place) + SAMPLE] >>> 32);
            return nextSample - ((int) nextSample - sample & 0xFFFF_FFFFL);
        }

        private void forgetBeforeSample(long sample, long nextSample) {
            long first = oldest();
            while (first < next() && sampleOf(place(first), nextSample) < sample) {
                first++;
            }
            forgetBefore(first);
        }
    }
}
