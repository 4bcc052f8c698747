package io.midplatform.local.disk;

import io.midplatform.Registration;
import io.midplatform.cache.spi.NoticeListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What the drivers of one cache share in this process, the only one that has the folder. Thread-safe. */
final class CacheState {
    private final long maxEntries;
    private final Uses uses;
    private final LongAdder evictions = new LongAdder();
    private final List<NoticeListener> listeners = new CopyOnWriteArrayList<>();

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

    void publish(byte[] notice) {
        for (NoticeListener listener : listeners) {
            listener.notice(notice);
        }
    }

    Registration subscribe(NoticeListener listener) {
        listeners.add(listener);
        listener.connected();
        return () -> listeners.remove(listener);
    }
}
