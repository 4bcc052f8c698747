package io.midplatform.local.disk;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers that no other object, message or lease of a folder ever had: the number of the start in front, so that none is stored to be unique. */
final class Ids {
    private static final int SEQUENCE_BITS = 40;

    private final AtomicLong last;

    Ids(long start) {
        this.last = new AtomicLong(start << SEQUENCE_BITS);
    }

    long next() {
        return last.incrementAndGet();
    }

    /** Which start of the folder gave an id. */
    static long start(long id) {
        return id >> SEQUENCE_BITS;
    }
}
