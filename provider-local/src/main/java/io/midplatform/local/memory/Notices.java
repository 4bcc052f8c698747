package io.midplatform.local.memory;

import io.midplatform.Registration;
import io.midplatform.cache.spi.NoticeListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** How the near caches of one process hear of each other: at once, on the thread that tells. Thread-safe. */
public final class Notices {
    private final List<NoticeListener> listeners = new CopyOnWriteArrayList<>();

    /** Makes a channel that nobody listens to. */
    public Notices() {}

    /**
     * Tells all who listen.
     *
     * @param notice what to tell
     */
    public void publish(byte[] notice) {
        for (NoticeListener listener : listeners) {
            listener.notice(notice);
        }
    }

    /**
     * Listens from now on.
     *
     * @param listener who is told
     * @return closes what was begun
     */
    public Registration subscribe(NoticeListener listener) {
        listeners.add(listener);
        listener.connected();
        return () -> listeners.remove(listener);
    }
}
