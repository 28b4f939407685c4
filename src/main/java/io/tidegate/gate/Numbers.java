package io.tidegate.gate;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** A set of numbers that lie close together, a bit for each; a stray one costs little. */
final class Numbers {

    private static final int EACH = 1 << 12;

    private final TreeMap<Long, BitSet> parts = new TreeMap<>();

    /** Adds a number, at least 0; false if it is there already. */
    boolean add(long number) {
        BitSet part = parts.computeIfAbsent(number / EACH, key -> new BitSet(EACH));
        int bit = (int) (number % EACH);
        boolean added = !part.get(bit);
        part.set(bit);
        return added;
    }

    boolean has(long number) {
        BitSet part = parts.get(number / EACH);
        return part != null && part.get((int) (number % EACH));
    }

    /** Passes on the runs of numbers from {@code from} up to but without {@code to} that are not there, in order. */
    void gaps(long from, long to, Run each) {
        long number = from;
        while (number < to) {
            long there = there(number, to);
            if (there > number) {
                each.accept(number, there - 1);
            }
            number = there;
            while (number < to && has(number)) {
                number++;
            }
        }
    }

    /** Sees a run of numbers. */
    interface Run {
        void accept(long first, long last);
    }

    /** The first number from {@code from} on that is there, or {@code to} if none before it is. */
    private long there(long from, long to) {
        for (Map.Entry<Long, BitSet> part : parts.tailMap(from / EACH).entrySet()) {
            long first = part.getKey() * EACH;
            int bit = part.getValue().nextSetBit((int) Math.max(0, from - first));
            if (bit >= 0) {
                return Math.min(to, first + bit);
            }
        }
        return to;
    }

    /** How many numbers from {@code from} up to but without {@code to} are not there. */
    long missing(long from, long to) {
        if (from >= to) {
            return 0;
        }
        long there = 0;
        for (Map.Entry<Long, BitSet> part :
                parts.subMap(from / EACH, true, to / EACH, true).entrySet()) {
            long first = part.getKey() * EACH;
            int begin = (int) Math.max(0, from - first);
            int end = (int) Math.min(EACH, to - first);
            there += begin < end ? part.getValue().get(begin, end).cardinality() : 0;
        }
        return to - from - there;
    }
}
