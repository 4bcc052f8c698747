package io.midplatform.cache.engine;

import io.midplatform.PlatformException;
import io.midplatform.cache.BulkLoader;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.engine.call.Calls;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads the missing ones of several keys with one call of the loader, and waits for those that other calls are loading. A call loads its own
 * keys before it waits, so that two calls never wait for each other.
 *
 * @param <V> the values' type
 */
final class BulkLoads<V> {
    private final Calls calls;
    private final CacheReader<V> reader;
    private final CacheLoads<V> loads;
    private final Encoding<V> encoding;
    private final Flights flights;
    private final WriteBack writeBack;
    private final StatsCounter stats;
    private final PlatformTime time;

    BulkLoads(Parts<V> parts, CacheReader<V> reader, CacheLoads<V> loads, WriteBack writeBack) {
        this.calls = parts.calls();
        this.reader = reader;
        this.loads = loads;
        this.encoding = parts.encoding();
        this.flights = parts.flights();
        this.writeBack = writeBack;
        this.stats = parts.stats();
        this.time = parts.context().time();
    }

    /** A call that loads what is missing; physical keys by key, in the order they were asked for. */
    record Request<V>(
            String operation, Map<String, String> physical, BulkLoader<? extends V> loader, CacheGetOptions options) {}

    /** One key that this call loads; in doubt when another load may have ended between our look and our start. */
    private record Own<V>(String key, String physical, Seen<V> seen, Flight flight, boolean inDoubt) {}

    /** One key that another call loads. */
    private record Other<V>(String key, Seen<V> seen, Flight flight) {}

    /** The values found or loaded, by key. */
    Map<String, V> load(Request<V> request, Deadline deadline) throws Exception {
        Map<String, V> values = new HashMap<>();
        List<String> pending = new ArrayList<>(request.physical.keySet());
        for (boolean first = true; !pending.isEmpty(); first = false) {
            pending = round(request, pending, values, first, deadline);
        }
        return values;
    }

    /** Looks at keys, loads what is missing; the keys that must be looked at again because their load was abandoned. */
    private List<String> round(
            Request<V> request, List<String> keys, Map<String, V> values, boolean first, Deadline deadline)
            throws Exception {
        int[] finished = new int[keys.size()];
        for (int i = 0; i < finished.length; i++) {
            finished[i] = flights.finished(keys.get(i));
        }
        CacheReader.Glance<V> glance = look(request, keys, deadline);
        List<Own<V>> own = new ArrayList<>();
        List<Other<V>> others = new ArrayList<>();
        List<String> again = new ArrayList<>();
        List<String> stale = new ArrayList<>();
        try {
            for (int i = 0; i < finished.length; i++) {
                String key = keys.get(i);
                Seen<V> seen = glance.seen().get(i);
                if (first) {
                    stats.read(seen.verdict());
                }
                if (seen.verdict() == Verdict.STALE) {
                    stale.add(key);
                }
                if (take(key, seen, values)) {
                    continue;
                }
                Flight mine = new Flight(time, request.options.tags());
                mine.own();
                Flight other = flights.start(key, mine);
                if (other == null) {
                    boolean inDoubt = flights.finished(key) != finished[i];
                    own.add(new Own<>(key, physical(request, key), seen, mine, inDoubt));
                } else if (other.isOwn()) {
                    throw LoadFailures.recursive(key);
                } else {
                    others.add(new Other<>(key, seen, other));
                }
            }
            refresh(request, stale);
            List<Own<V>> missing = lookAgain(request, own, values, deadline);
            if (!missing.isEmpty()) {
                run(request, missing, glance.marks(), values, true, deadline);
            }
        } finally {
            for (Own<V> each : own) {
                flights.finish(each.key, each.flight);
            }
        }
        for (Other<V> other : others) {
            loads.await(request.operation, other.key, other.flight, deadline);
            if (other.flight.state() == Flight.State.ABANDONED) {
                again.add(other.key);
            } else {
                V value = loads.outcome(request.operation, other.key, other.flight, other.seen, request.options);
                if (value != null) {
                    values.put(other.key, value);
                }
            }
        }
        return again;
    }

    private CacheReader.Glance<V> look(Request<V> request, List<String> keys, Deadline deadline) throws Exception {
        List<String> physical = new ArrayList<>(keys.size());
        for (String key : keys) {
            physical.add(physical(request, key));
        }
        return reader.seeAll(request.operation, physical, request.options.tags(), deadline);
    }

    /** Looks again at the keys in doubt, now that nobody else can load them; what is still missing. */
    private List<Own<V>> lookAgain(Request<V> request, List<Own<V>> own, Map<String, V> values, Deadline deadline)
            throws Exception {
        List<String> doubtful = new ArrayList<>();
        for (Own<V> each : own) {
            if (each.inDoubt) {
                doubtful.add(each.key);
            }
        }
        if (doubtful.isEmpty()) {
            return own;
        }
        List<Seen<V>> seen = look(request, doubtful, deadline).seen();
        List<Own<V>> missing = new ArrayList<>(own.size());
        int next = 0;
        for (Own<V> each : own) {
            if (!each.inDoubt) {
                missing.add(each);
                continue;
            }
            Seen<V> now = seen.get(next++);
            if (!take(each.key, now, values)) {
                missing.add(new Own<>(each.key, each.physical, now, each.flight, false));
            }
        }
        return missing;
    }

    private boolean take(String key, Seen<V> seen, Map<String, V> values) {
        V value = seen.value();
        if (value != null) {
            values.put(key, value);
        }
        return seen.isAnswer();
    }

    private void refresh(Request<V> request, List<String> stale) {
        List<String> started = new ArrayList<>();
        List<Flight> mine = new ArrayList<>();
        for (String key : stale) {
            Flight flight = new Flight(time, request.options.tags());
            if (flights.start(key, flight) == null) {
                started.add(key);
                mine.add(flight);
            }
        }
        if (started.isEmpty()) {
            return;
        }
        loads.inBackground(started, mine, deadline -> {
            CacheReader.Glance<V> glance = look(request, started, deadline);
            List<Own<V>> own = new ArrayList<>();
            for (int i = 0; i < started.size(); i++) {
                if (glance.seen().get(i).verdict() != Verdict.HIT) {
                    String key = started.get(i);
                    own.add(new Own<>(key, physical(request, key), glance.seen().get(i), mine.get(i), false));
                }
            }
            if (!own.isEmpty()) {
                run(request, own, glance.marks(), new HashMap<>(), false, deadline);
            }
        });
    }

    /** Loads and writes back. */
    @SuppressWarnings("IllegalCatch")
    private void run(
            Request<V> request,
            List<Own<V>> own,
            @Nullable Marks seen,
            Map<String, V> values,
            boolean mayFallBack,
            Deadline deadline)
            throws Exception {
        String operation = request.operation;
        Marks marks = loads.marks(operation, null, seen, deadline);
        Map<String, ? extends V> loaded;
        try {
            loaded = call(request.loader, own);
        } catch (Exception e) {
            if (e instanceof InterruptedException interrupted) {
                throw loads.failures().cancelled(operation, null, interrupted);
            }
            if (!LoadFailures.isInterruption(e)) {
                own.forEach(each -> each.flight.failed(e));
                if (mayFallBack && fallBack(request, own, values)) {
                    return;
                }
            }
            throw loads.failures().own(operation, null, e);
        }
        try {
            List<WriteBack.Item> items = new ArrayList<>(own.size());
            for (Own<V> each : own) {
                V value = loaded.get(each.key);
                byte[] payload = value == null ? null : encoding.encode(operation, each.key, value);
                items.add(new WriteBack.Item(each.physical, each.seen, each.flight, payload));
                if (value != null) {
                    values.put(each.key, value);
                }
            }
            writeBack.write(operation, null, items, marks, request.options, deadline);
            items.forEach(WriteBack.Item::announce);
        } catch (PlatformException e) {
            own.forEach(each -> each.flight.failed(e));
            throw e;
        } catch (Exception e) {
            PlatformException failure = calls.wrap(operation, null, e);
            own.forEach(each -> each.flight.failed(failure));
            throw failure;
        }
    }

    /** Takes the values that may stand in; false when one key has none. */
    private boolean fallBack(Request<V> request, List<Own<V>> own, Map<String, V> values) {
        Map<String, V> fallbacks = new HashMap<>();
        for (Own<V> each : own) {
            V value = loads.fallback(each.seen, request.options);
            if (value == null) {
                return false;
            }
            fallbacks.put(each.key, value);
        }
        values.putAll(fallbacks);
        return true;
    }

    private Map<String, ? extends V> call(BulkLoader<? extends V> loader, List<Own<V>> own) throws Exception {
        Set<String> missing = new LinkedHashSet<>();
        for (Own<V> each : own) {
            missing.add(each.key);
        }
        stats.loads.increment();
        long start = time.nanoTime();
        boolean done = false;
        try {
            Map<String, ? extends V> loaded = loader.loadAll(Collections.unmodifiableSet(missing));
            if (loaded == null) {
                throw new NullPointerException("the bulk loader returned null; return an empty map for no values");
            }
            done = true;
            return loaded;
        } finally {
            stats.loadNanos.add(time.nanoTime() - start);
            if (!done) {
                stats.loadFailures.increment();
            }
        }
    }

    private static String physical(Request<?> request, String key) {
        String physical = request.physical.get(key);
        if (physical == null) {
            throw new IllegalStateException("every key of a request has its physical key");
        }
        return physical;
    }
}
