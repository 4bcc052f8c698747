package io.midplatform.cache.engine;

import io.midplatform.cache.BulkLoader;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads the missing ones of several keys with one call of the loader, and waits for those that other calls are loading. A call loads its own
 * keys before it waits, so that two calls never wait for each other.
 *
 * @param <V> the values' type
 */
final class BulkLoads<V> {
    private final CacheReader<V> reader;
    private final CacheLoads<V> loads;
    private final Flights flights;
    private final BulkCalls<V> calls;
    private final Leases leases;
    private final StatsCounter stats;
    private final PlatformTime time;

    BulkLoads(Parts<V> parts, CacheReader<V> reader, CacheLoads<V> loads, WriteBack writeBack) {
        this.reader = reader;
        this.loads = loads;
        this.flights = parts.flights();
        this.calls = new BulkCalls<>(parts, loads, writeBack);
        this.leases = parts.leases();
        this.stats = parts.stats();
        this.time = parts.context().time();
    }

    /** A call that loads what is missing. */
    record Request<V>(String operation, BulkKeys<V> keys, BulkLoader<? extends V> loader, CacheGetOptions options) {}

    /** One key that this call loads; in doubt when another load may have ended between our look and our start. */
    record Own<V>(String key, String physical, Seen<V> seen, Flight flight, boolean inDoubt) {
        /** The same as it was seen at a later look, which left no doubt. */
        private Own<V> seen(Seen<V> now) {
            return new Own<>(key, physical, now, flight, false);
        }
    }

    /** One key that another call loads. */
    private record Other<V>(String key, Seen<V> seen, Flight flight) {}

    /** Finds or loads values, into those of the keys. */
    void load(Request<V> request, Deadline deadline) throws Exception {
        Map<String, @Nullable V> values = request.keys.values();
        List<String> pending = request.keys.logical();
        for (boolean first = true; !pending.isEmpty(); first = false) {
            if (!first && deadline.isExpired()) {
                throw loads.failures().late(request.operation, pending.get(0));
            }
            pending = round(request, pending, values, first, deadline);
        }
    }

    /** Looks at keys, loads what is missing; the keys that must be looked at again because their load was abandoned. */
    private List<String> round(
            Request<V> request, List<String> keys, Map<String, @Nullable V> values, boolean first, Deadline deadline)
            throws Exception {
        int[] finished = new int[keys.size()];
        for (int i = 0; i < finished.length; i++) {
            finished[i] = flights.finished(keys.get(i));
        }
        CacheReader.Glance<V> glance = look(request, keys, deadline);
        List<Own<V>> own = new ArrayList<>();
        List<Other<V>> others = new ArrayList<>();
        List<String> again = new ArrayList<>();
        Map<String, Seen<V>> old = new LinkedHashMap<>();
        Iterator<Map.Entry<String, @Nullable V>> places = first ? request.keys.places() : null;
        if (first) {
            count(glance.seen());
        }
        try {
            for (int i = 0; i < finished.length; i++) {
                String key = keys.get(i);
                Seen<V> seen = glance.seen().get(i);
                if (seen.verdict() == Verdict.STALE || loads.isDue(seen, request.options)) {
                    old.put(key, seen);
                }
                if (places == null ? take(key, seen, values) : take(places.next(), seen)) {
                    continue;
                }
                Flight mine = new Flight(time, request.options.tags());
                mine.own();
                Flight other = flights.start(key, mine);
                if (other == null) {
                    boolean inDoubt = flights.finished(key) != finished[i];
                    own.add(new Own<>(key, request.keys.physical(key), seen, mine, inDoubt));
                } else if (other.isOwn()) {
                    throw LoadFailures.recursive(key);
                } else {
                    others.add(new Other<>(key, seen, other));
                }
            }
            refresh(request, old);
            List<Own<V>> missing = lookAgain(request, own, values, deadline);
            if (!missing.isEmpty()) {
                bring(request, missing, glance.marks(), values, deadline);
            }
        } finally {
            own.forEach(this::finish);
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

    private void count(List<Seen<V>> seen) {
        int hits = 0; // counted here first: most are
        for (Seen<V> each : seen) {
            if (each.verdict() == Verdict.HIT) {
                hits++;
            } else {
                stats.read(each.verdict());
            }
        }
        stats.hits.add(hits);
    }

    private CacheReader.Glance<V> look(Request<V> request, List<String> keys, Deadline deadline) throws Exception {
        List<String> physical = request.keys.physical();
        if (keys != request.keys.logical()) {
            physical = new ArrayList<>(keys.size());
            for (String key : keys) {
                physical.add(request.keys.physical(key));
            }
        }
        return reader.seeAll(request.operation, physical, request.options.tags(), deadline);
    }

    /** Looks again at the keys in doubt, now that nobody else can load them; what is still missing. */
    private List<Own<V>> lookAgain(
            Request<V> request, List<Own<V>> own, Map<String, @Nullable V> values, Deadline deadline) throws Exception {
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
                missing.add(each.seen(now));
            }
        }
        return missing;
    }

    /** As {@link #take(String, Seen, Map)}, without looking for the key again: a thousand hits feel it. */
    private boolean take(Map.Entry<String, @Nullable V> place, Seen<V> seen) {
        place.setValue(seen.value());
        return seen.isAnswer();
    }

    private boolean take(String key, Seen<V> seen, Map<String, @Nullable V> values) {
        V value = seen.value();
        if (value != null) {
            values.put(key, value);
        }
        return seen.isAnswer();
    }

    /** Loads what no other process is loading, then waits for the rest: who loads first and waits later keeps nobody waiting who waits for it. */
    private void bring(
            Request<V> request,
            List<Own<V>> missing,
            @Nullable Marks marks,
            Map<String, @Nullable V> values,
            Deadline deadline)
            throws Exception {
        if (!leases.isOn() || marks == null) {
            calls.run(request, missing, marks, values, true, deadline);
            return;
        }
        List<Own<V>> waiting = loadFree(request, missing, marks, values, deadline);
        for (int attempt = 1; !waiting.isEmpty(); attempt++) {
            CacheReader.Glance<V> glance = loads.waits()
                    .next(request.operation, null, physical(waiting), request.options.tags(), attempt, deadline);
            List<Own<V>> leased = new ArrayList<>();
            List<Own<V>> free = new ArrayList<>();
            for (int i = 0; i < waiting.size(); i++) {
                Own<V> each = waiting.get(i);
                if (take(each.key, glance.seen().get(i), values)) {
                    finish(each); // who waits for it here need not wait for the others
                } else {
                    (LeaseWait.isLeased(glance, i) ? leased : free).add(each);
                }
            }
            if (!free.isEmpty()) {
                leased.addAll(loadFree(request, free, marks, values, deadline));
                attempt = 0; // what is left has new holders
            }
            waiting = leased;
        }
    }

    /** Takes leases and loads what is still missing under them; the keys that other processes hold. */
    private List<Own<V>> loadFree(
            Request<V> request,
            List<Own<V>> wanted,
            @Nullable Marks marks,
            Map<String, @Nullable V> values,
            Deadline deadline)
            throws Exception {
        Leased<V> leased = lease(request, wanted, deadline);
        List<Own<V>> missing = leased.mine;
        Marks current = marks;
        LeaseRenewal renewal = keep(leased);
        try {
            if (leased.isAnyHeld()) {
                // other processes may have loaded them between our look and our leases
                CacheReader.Glance<V> glance =
                        reader.seeAll(request.operation, physical(missing), request.options.tags(), deadline);
                missing = untaken(missing, glance.seen(), values);
                current = glance.marks();
            }
            if (!missing.isEmpty()) {
                calls.run(request, missing, current, values, true, deadline);
            }
        } finally {
            renewal.end();
            leases.release(leased.leases, deadline);
        }
        leased.mine.forEach(this::finish);
        return leased.others;
    }

    /** Keys that this call may load, their leases, and the keys that other processes hold. */
    private record Leased<V>(List<Own<V>> mine, List<Lease> leases, List<Own<V>> others) {
        boolean isAnyHeld() {
            return leases.stream().anyMatch(Lease::isHeld);
        }
    }

    private Leased<V> lease(Request<V> request, List<Own<V>> wanted, Deadline deadline) throws Exception {
        List<Lease> asked = leases.take(request.operation, null, physical(wanted), deadline);
        Leased<V> leased = new Leased<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < asked.size(); i++) {
            if (asked.get(i).isRefused()) {
                leased.others.add(wanted.get(i));
            } else {
                leased.mine.add(wanted.get(i));
                leased.leases.add(asked.get(i));
            }
        }
        return leased;
    }

    private LeaseRenewal keep(Leased<V> leased) {
        return loads.keep(leased.leases, leased.mine.stream().map(Own::flight).toList());
    }

    private List<Own<V>> untaken(List<Own<V>> own, List<Seen<V>> seen, Map<String, @Nullable V> values) {
        List<Own<V>> untaken = new ArrayList<>(own.size());
        for (int i = 0; i < own.size(); i++) {
            Own<V> each = own.get(i);
            if (!take(each.key, seen.get(i), values)) {
                untaken.add(each.seen(seen.get(i)));
            }
        }
        return untaken;
    }

    private void finish(Own<V> own) {
        flights.finish(own.key, own.flight);
    }

    private void refresh(Request<V> request, Map<String, Seen<V>> old) {
        List<Own<V>> started = new ArrayList<>();
        List<String> good = new ArrayList<>();
        old.forEach((key, seen) -> {
            Flight mine = new Flight(time, request.options.tags());
            if (!loads.pauses().isPaused(key) && flights.start(key, mine) == null) {
                started.add(new Own<>(key, request.keys.physical(key), seen, mine, false));
                if (seen.verdict() == Verdict.HIT) {
                    good.add(key);
                }
            }
        });
        if (!started.isEmpty()) {
            loads.inBackground(
                    started.stream().map(Own::key).toList(),
                    started.stream().map(Own::flight).toList(),
                    good,
                    deadline -> refreshFree(request, started, deadline));
        }
    }

    private void refreshFree(Request<V> request, List<Own<V>> started, Deadline deadline) throws Exception {
        Leased<V> leased = lease(request, started, deadline);
        leased.others.forEach(each -> loads.pauses().pause(each.key));
        if (leased.mine.isEmpty()) {
            return;
        }
        LeaseRenewal renewal = keep(leased);
        try {
            CacheReader.Glance<V> glance =
                    reader.seeAll(request.operation, physical(leased.mine), request.options.tags(), deadline);
            List<Own<V>> old = new ArrayList<>();
            for (int i = 0; i < leased.mine.size(); i++) {
                Seen<V> now = glance.seen().get(i);
                if (now.verdict() != Verdict.HIT || loads.isDue(now, request.options)) {
                    old.add(leased.mine.get(i).seen(now));
                }
            }
            if (!old.isEmpty()) {
                calls.run(request, old, glance.marks(), new HashMap<>(), false, deadline);
            }
        } finally {
            renewal.end();
            leases.release(leased.leases, deadline);
        }
    }

    private static List<String> physical(List<? extends Own<?>> own) {
        List<String> physical = new ArrayList<>(own.size());
        for (Own<?> each : own) {
            physical.add(each.physical);
        }
        return physical;
    }
}
