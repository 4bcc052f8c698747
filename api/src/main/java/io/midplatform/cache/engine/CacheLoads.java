package io.midplatform.cache.engine;

import io.midplatform.PlatformException;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.Loader;
import io.midplatform.engine.call.Calls;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads missing keys, one load per key at a time, and refreshes stale ones in the background.
 *
 * @param <V> the values' type
 */
final class CacheLoads<V> {
    private static final Logger LOG = LoggerFactory.getLogger(CacheLoads.class);

    private final Calls calls;
    private final CacheReader<V> reader;
    private final Markers markers;
    private final CacheStore store;
    private final Encoding<V> encoding;
    private final Lifetimes lifetimes;
    private final Flights flights;
    private final WriteBack writeBack;
    private final StatsCounter stats;
    private final PlatformTime time;
    private final Executor executor;
    private final String resource;
    private final LoadFailures failures;
    private final Leases leases;
    private final LeaseWait<V> waits;
    private final RefreshPauses pauses;

    CacheLoads(Parts<V> parts, CacheReader<V> reader, WriteBack writeBack) {
        this.calls = parts.calls();
        this.store = parts.store();
        this.reader = reader;
        this.markers = parts.markers();
        this.encoding = parts.encoding();
        this.lifetimes = parts.lifetimes();
        this.flights = parts.flights();
        this.writeBack = writeBack;
        this.stats = parts.stats();
        this.time = parts.context().time();
        this.executor = parts.context().executor();
        this.resource = parts.context().resource();
        this.failures = new LoadFailures(calls);
        this.leases = parts.leases();
        this.waits = new LeaseWait<>(parts, reader, failures);
        this.pauses = new RefreshPauses(time);
    }

    /** A call that loads what is missing. */
    record Request<V>(
            String operation, String key, String physical, Loader<? extends V> loader, CacheGetOptions options) {}

    /** The value, null when there is none. */
    @Nullable
    V load(Request<V> request, Deadline deadline) throws Exception {
        String key = request.key;
        for (boolean first = true; ; first = false) {
            if (!first && deadline.isExpired()) {
                throw failures.late(request.operation, key);
            }
            int finished = flights.finished(key);
            Seen<V> seen = see(request, deadline);
            if (first) {
                stats.read(seen.verdict());
            }
            refreshIfOld(request, seen);
            if (seen.isAnswer()) {
                return seen.value();
            }
            Flight mine = new Flight(time, request.options.tags());
            mine.own();
            Flight other = flights.start(key, mine);
            if (other == null) {
                return lead(request, mine, seen, finished, deadline);
            }
            if (other.isOwn()) {
                throw LoadFailures.recursive(key);
            }
            await(request.operation, key, other, deadline);
            if (other.state() != Flight.State.ABANDONED) {
                return follow(request, other, seen);
            }
        }
    }

    void await(String operation, String key, Flight other, Deadline deadline) {
        try {
            other.await(deadline);
        } catch (InterruptedException e) {
            throw failures.cancelled(operation, key, e);
        } catch (TimeoutException e) {
            throw failures.late(operation, key);
        }
    }

    /** What another caller's load brought; an exception of its own when that failed. */
    @Nullable
    V outcome(String operation, String key, Flight other, Seen<V> seen, CacheGetOptions options) {
        Exception failure = other.failure();
        if (failure != null) {
            V fallback = fallback(seen, options);
            if (fallback == null) {
                throw failures.shared(operation, key, failure);
            }
            return fallback;
        }
        byte[] payload = other.payload();
        return payload == null ? null : encoding.decode(operation, key, payload);
    }

    /** The value that may stand in for a failed load, null when there is none. */
    @Nullable
    V fallback(Seen<V> seen, CacheGetOptions options) {
        V fallback = reader.fallback(seen, lifetimes.maxStale(options.writing()));
        if (fallback != null) {
            stats.fallbacks.increment();
        }
        return fallback;
    }

    /** The markers to write with; null when the store cannot be asked. */
    @Nullable
    Marks marks(String operation, @Nullable String key, @Nullable Marks seen, Deadline deadline) throws Exception {
        if (seen == null || seen.isComplete()) {
            return seen;
        }
        Marks[] complete = new Marks[1];
        store.attempt(operation, key, () -> complete[0] = markers.complete(operation, seen, deadline));
        return complete[0];
    }

    LoadFailures failures() {
        return failures;
    }

    LeaseWait<V> waits() {
        return waits;
    }

    RefreshPauses pauses() {
        return pauses;
    }

    /** Whether a value is good, but so near its end that it is to be renewed. */
    boolean isDue(Seen<V> seen, CacheGetOptions options) {
        return seen.verdict() == Verdict.HIT && lifetimes.isDue(seen.raw(), options);
    }

    /** Runs a refresh in the background; a failure leaves the old values in place, and those that are good are not tried again for a while. */
    void inBackground(List<String> keys, List<Flight> mine, Collection<String> good, Calls.Action action) {
        boolean handedOver = false;
        try {
            executor.execute(() -> {
                mine.forEach(Flight::own);
                try {
                    calls.run("refresh", keys.size() == 1 ? keys.get(0) : null, null, action);
                } catch (RuntimeException e) {
                    LOG.debug(
                            "cache '{}': a refresh failed with {}",
                            resource,
                            e.getClass().getName());
                    good.forEach(pauses::pause);
                } finally {
                    finish(keys, mine);
                }
            });
            handedOver = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("cache '{}': the executor took no refresh", resource);
        } finally {
            if (!handedOver) {
                finish(keys, mine); // whatever kept the executor from it: others must be able to load
            }
        }
    }

    private void finish(List<String> keys, List<Flight> mine) {
        for (int i = 0; i < mine.size(); i++) {
            flights.finish(keys.get(i), mine.get(i));
        }
    }

    private Seen<V> see(Request<V> request, Deadline deadline) throws Exception {
        return reader.seeToWrite(
                request.operation,
                request.key,
                request.physical,
                request.options.tags(),
                CacheReader.Policy.SETTINGS,
                deadline);
    }

    private @Nullable V lead(Request<V> request, Flight mine, Seen<V> before, int finished, Deadline deadline)
            throws Exception {
        try {
            Seen<V> seen = before;
            if (flights.finished(request.key) != finished) {
                // another load of this key may have ended between our look and our start
                seen = see(request, deadline);
                if (seen.isAnswer()) {
                    return seen.value();
                }
            }
            return leases.isOn() && seen.verdict() != Verdict.DEGRADED
                    ? leadInCluster(request, mine, seen, deadline)
                    : run(request, mine, seen, true, deadline);
        } finally {
            flights.finish(request.key, mine);
        }
    }

    /** Loads when no other process does; what one brings is the answer. */
    private @Nullable V leadInCluster(Request<V> request, Flight mine, Seen<V> before, Deadline deadline)
            throws Exception {
        List<String> physical = List.of(request.physical);
        Seen<V> seen = before;
        while (true) {
            Lease lease = leases.take(request.operation, request.key, physical, deadline)
                    .get(0);
            if (!lease.isRefused()) {
                return runUnder(lease, request, mine, seen, deadline);
            }
            boolean leased = true;
            for (int attempt = 1; leased; attempt++) {
                CacheReader.Glance<V> glance =
                        waits.next(request.operation, request.key, physical, request.options.tags(), attempt, deadline);
                seen = glance.only();
                if (seen.isAnswer()) {
                    return seen.value();
                }
                leased = LeaseWait.isLeased(glance, 0);
            }
        }
    }

    private @Nullable V runUnder(Lease lease, Request<V> request, Flight mine, Seen<V> before, Deadline deadline)
            throws Exception {
        LeaseRenewal renewal = keep(List.of(lease), List.of(mine));
        try {
            // another process may have loaded the key between our look and our lease
            Seen<V> seen = lease.isHeld() ? see(request, deadline) : before;
            return seen.isAnswer() ? seen.value() : run(request, mine, seen, true, deadline);
        } finally {
            renewal.end();
            leases.release(List.of(lease), deadline);
        }
    }

    /** Keeps the leases of flights until the answer is told to end. */
    LeaseRenewal keep(List<Lease> held, List<Flight> mine) {
        for (int i = 0; i < mine.size(); i++) {
            Lease lease = held.get(i);
            if (!mine.get(i).hold(lease)) {
                leases.release(List.of(lease));
            }
        }
        return leases.keep(held);
    }

    private @Nullable V follow(Request<V> request, Flight other, Seen<V> seen) {
        return outcome(request.operation, request.key, other, seen, request.options);
    }

    private void refreshIfOld(Request<V> request, Seen<V> seen) {
        boolean due = isDue(seen, request.options);
        if ((!due && seen.verdict() != Verdict.STALE) || pauses.isPaused(request.key)) {
            return;
        }
        Flight mine = new Flight(time, request.options.tags());
        if (flights.start(request.key, mine) == null) {
            List<String> key = List.of(request.key);
            inBackground(key, List.of(mine), due ? key : List.of(), deadline -> refreshAlone(request, mine, deadline));
        }
    }

    private void refreshAlone(Request<V> request, Flight mine, Deadline deadline) throws Exception {
        List<String> physical = List.of(request.physical);
        List<Lease> lease = leases.take(request.operation, request.key, physical, deadline);
        if (lease.get(0).isRefused()) {
            pauses.pause(request.key);
            return;
        }
        LeaseRenewal renewal = keep(lease, List.of(mine));
        try {
            Seen<V> now = reader.seeAll(request.operation, physical, request.options.tags(), deadline)
                    .only();
            if (now.verdict() != Verdict.HIT || isDue(now, request.options)) {
                run(request, mine, now, false, deadline);
            }
        } finally {
            renewal.end();
            leases.release(lease, deadline);
        }
    }

    /** Loads and writes back. */
    @SuppressWarnings("IllegalCatch")
    private @Nullable V run(Request<V> request, Flight mine, Seen<V> seen, boolean mayFallBack, Deadline deadline)
            throws Exception {
        String operation = request.operation;
        String key = request.key;
        Marks marks = marks(operation, key, seen.marks(), deadline);
        V value;
        try {
            value = call(request.loader, key);
        } catch (Exception e) {
            if (e instanceof InterruptedException interrupted) {
                throw failures.cancelled(operation, key, interrupted);
            }
            if (!LoadFailures.isInterruption(e)) {
                mine.failed(e);
                V fallback = mayFallBack ? fallback(seen, request.options) : null;
                if (fallback != null) {
                    return fallback;
                }
            }
            throw failures.own(operation, key, e);
        }
        byte[] payload = null;
        try {
            payload = value == null ? null : encoding.encode(operation, key, value);
            WriteBack.Item item = new WriteBack.Item(request.physical, seen, mine, payload);
            writeBack.write(operation, key, List.of(item), marks, request.options, deadline);
            mine.loaded(payload);
            return value;
        } catch (InterruptedException e) {
            mine.loaded(payload); // good for those whom nobody interrupted
            throw e;
        } catch (PlatformException e) {
            mine.failed(e);
            throw e;
        } catch (Exception e) {
            PlatformException failure = calls.wrap(operation, key, e);
            mine.failed(failure);
            throw failure;
        }
    }

    private @Nullable V call(Loader<? extends V> loader, String key) throws Exception {
        stats.loads.increment();
        long start = time.nanoTime();
        boolean done = false;
        try {
            V value = loader.load(key);
            done = true;
            return value;
        } finally {
            stats.loadNanos.add(time.nanoTime() - start);
            if (!done) {
                stats.loadFailures.increment();
            }
        }
    }
}
