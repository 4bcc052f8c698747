package io.midplatform.cache.engine;

import io.midplatform.spi.PlatformTime;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keys whose refresh in the background is not worth another try right now: another process is at it, or it has failed while the value is still
 * good. Without a pause every hit would try. Keys share places, so that a pause may hold for another key, too. Thread-safe.
 */
final class RefreshPauses {
    /** Long for a store, short for a value that is to be renewed. */
    private static final long PAUSE_NANOS = 1_000_000_000;

    /** A power of two. */
    private static final int PLACES = 256;

    private final PlatformTime time;
    private final AtomicLongArray ends = new AtomicLongArray(PLACES);

    RefreshPauses(PlatformTime time) {
        this.time = time;
    }

    boolean isPaused(String key) {
        long end = ends.get(place(key));
        return end != 0 && end - time.nanoTime() > 0;
    }

    void pause(String key) {
        ends.set(place(key), time.nanoTime() + PAUSE_NANOS);
    }

    private static int place(String key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (PLACES - 1);
    }
}
