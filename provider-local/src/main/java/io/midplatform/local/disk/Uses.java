package io.midplatform.local.disk;

/**
 * How often entries were used lately, roughly: some share a place, and uses are lost where threads meet. In memory only, so that reading writes
 * nothing. Thread-safe.
 */
final class Uses {
    private static final int FEWEST = 1 << 10;
    private static final int MOST = 1 << 20;

    private final short[] counts;

    /**
     * Counts from zero.
     *
     * @param entries about how many there are
     */
    Uses(long entries) {
        this.counts = new short[Integer.highestOneBit((int) Math.max(FEWEST, Math.min(MOST / 2, entries) * 2))];
    }

    void add(long id) {
        int place = place(id);
        if (counts[place] < Short.MAX_VALUE) {
            counts[place]++;
        }
    }

    int of(long id) {
        return counts[place(id)];
    }

    /** Lets what was used long ago count less. */
    void age(long id) {
        int place = place(id);
        counts[place] = (short) (counts[place] / 2);
    }

    private int place(long id) {
        return (int) id & (counts.length - 1);
    }
}
