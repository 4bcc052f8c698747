package io.midplatform.cache.engine;

import io.midplatform.spi.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The loads that are under way in this process, at most one per key. Thread-safe. */
final class Flights {
    /** A power of two; more stripes mean fewer second looks at a store, at 4 bytes each. */
    private static final int STRIPES = 256;

    private final Leases leases;
    private final ConcurrentMap<String, Flight> running = new ConcurrentHashMap<>();
    private final AtomicIntegerArray finished = new AtomicIntegerArray(STRIPES);

    Flights(Leases leases) {
        this.leases = leases;
    }

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
        // without a look at isEmpty(), which may miss a flight while others start and end
        Flight flight = running.remove(key);
        if (flight != null) {
            release(flight.fence(), deadline);
            flight.awaitWritten(deadline);
        }
    }

    /** The whole cache is about to be cleared; what is written meanwhile has the old marker, and is dead. */
    void fenceAll(Deadline deadline) {
        fence(flight -> true, deadline);
    }

    /** A tag is about to be invalidated. */
    void fenceTagged(String tag, Deadline deadline) {
        fence(flight -> flight.hasTag(tag), deadline);
    }

    private void fence(Predicate<Flight> which, Deadline deadline) {
        List<Lease> useless = new ArrayList<>();
        running.forEach((key, flight) -> {
            if (which.test(flight) && running.remove(key, flight)) {
                Lease lease = flight.fence();
                if (lease != null) {
                    useless.add(lease);
                }
            }
        });
        leases.release(useless, deadline);
    }

    /** Who loads the key from now on need not wait for a load that nobody gets anything from. */
    private void release(@Nullable Lease lease, Deadline deadline) {
        if (lease != null) {
            leases.release(List.of(lease), deadline);
        }
    }

    private static int stripe(String key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
