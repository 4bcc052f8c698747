package io.midplatform.cache.engine;

import io.midplatform.spi.Deadline;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** The loads that are under way in this process, at most one per key. Thread-safe. */
final class Flights {
    /** A power of two; more stripes mean fewer second looks at a store, at 4 bytes each. */
    private static final int STRIPES = 256;

    private final ConcurrentMap<String, Flight> running = new ConcurrentHashMap<>();
    private final AtomicIntegerArray finished = new AtomicIntegerArray(STRIPES);

    /**
     * How many flights of keys like this one have ended. One that changes between a look at the store and the start of a flight says that the
     * look may be out of date.
     */
    int finished(String key) {
        return finished.get(stripe(key));
    }

    /** Starts a flight; the one that runs already if there is one, null when it was started. */
    @Nullable
    Flight start(String key, Flight flight) {
        return running.putIfAbsent(key, flight);
    }

    /** Ends a flight, as abandoned if it has not said otherwise. */
    void finish(String key, Flight flight) {
        finished.incrementAndGet(stripe(key));
        running.remove(key, flight);
        flight.abandon();
    }

    /**
     * The key is about to be written or removed: who asks from now on does not get what a running loader brings, and what one has brought is
     * in the store before this returns, or never comes there.
     */
    void fence(String key, Deadline deadline) throws InterruptedException, TimeoutException {
        Flight flight = running.isEmpty() ? null : running.remove(key);
        if (flight != null) {
            flight.fence();
            flight.awaitWritten(deadline);
        }
    }

    /** The whole cache is about to be cleared; what is written meanwhile has the old marker, and is dead. */
    void fenceAll() {
        running.forEach((key, flight) -> {
            if (running.remove(key, flight)) {
                flight.fence();
            }
        });
    }

    /** A tag is about to be invalidated. */
    void fenceTagged(String tag) {
        running.forEach((key, flight) -> {
            if (flight.hasTag(tag) && running.remove(key, flight)) {
                flight.fence();
            }
        });
    }

    private static int stripe(String key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
