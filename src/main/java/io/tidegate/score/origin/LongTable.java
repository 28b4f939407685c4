package io.tidegate.score.origin;

/** Small whole numbers by 64-bit keys other than 0; open addressing. */
final class LongTable {

    /** What a key without a number has. */
    static final int NONE = -1;

    private long[] keys = new long[1 << 8];
    private int[] values = new int[1 << 8];
    private int size;

    /** The key's number, or {@link #NONE}. */
    int get(long key) {
        for (int slot = slot(key); ; slot = (slot + 1) & (keys.length - 1)) {
            if (keys[slot] == key) {
                return values[slot];
            }
            if (keys[slot] == 0) {
                return NONE;
            }
        }
    }

    /** The key's number; gives it this one if it has none. */
    int getOrPut(long key, int value) {
        int known = get(key);
        if (known != NONE) {
            return known;
        }
        if (2 * (size + 1) > keys.length) {
            grow();
        }
        put(key, value);
        return value;
    }

    private void put(long key, int value) {
        int slot = slot(key);
        while (keys[slot] != 0) {
            slot = (slot + 1) & (keys.length - 1);
        }
        keys[slot] = key;
        values[slot] = value;
        size++;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[keys.length];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                put(oldKeys[i], oldValues[i]);
            }
        }
    }

    private int slot(long key) {
        long mixed = (key ^ (key >>> 32)) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 40) & (keys.length - 1);
    }
}
