package io.midplatform.local.disk;

import io.midplatform.local.memory.Notices;
import java.util.concurrent.atomic.LongAdder;

/** What the drivers of one cache share in this process, the only one that has the folder. Thread-safe. */
final class CacheState {
    private final long maxEntries;
    private final Uses uses;
    private final LongAdder evictions = new LongAdder();
    private final Notices notices = new Notices();

    CacheState(long maxEntries) {
        this.maxEntries = maxEntries;
        this.uses = new Uses(maxEntries);
    }

    long maxEntries() {
        return maxEntries;
    }

    Uses uses() {
        return uses;
    }

    LongAdder evictions() {
        return evictions;
    }

    Notices notices() {
        return notices;
    }
}
