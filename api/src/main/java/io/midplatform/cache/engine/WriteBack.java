package io.midplatform.cache.engine;

import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what loaders brought: only over what was seen before the load, with the markers seen before the load, and not at all when the key was
 * written, removed or cleared in this process meanwhile. Newer state wins.
 */
final class WriteBack {
    /** One loaded key. */
    static final class Item {
        private final String physical;
        private final Seen<?> seen;
        private final Flight flight;
        private final byte @Nullable [] payload;

        /** A physical key, what was there before the load, the load, and the encoded value, null for none. */
        Item(String physical, Seen<?> seen, Flight flight, byte @Nullable [] payload) {
            this.physical = physical;
            this.seen = seen;
            this.flight = flight;
            this.payload = payload;
        }

        /** Tells those that wait. */
        void announce() {
            flight.loaded(payload);
        }
    }

    private static final Duration GRACE = Duration.ofSeconds(1);

    private final CacheStore store;
    private final Lifetimes lifetimes;
    private final Stamps stamps;
    private final StatsCounter stats;
    private final Encoding<?> encoding;
    private final PlatformTime time;
    private final int valueBytes;

    WriteBack(Parts<?> parts) {
        this.store = parts.store();
        this.lifetimes = parts.lifetimes();
        this.stamps = parts.stamps();
        this.stats = parts.stats();
        this.time = parts.context().time();
        this.encoding = parts.encoding();
        this.valueBytes = store.driver().capabilities().valueBytes();
    }

    /** Writes with one request; marks are null when the store could not be asked before the load. */
    void write(
            String operation,
            @Nullable String key,
            List<Item> items,
            @Nullable Marks marks,
            CacheGetOptions options,
            Deadline callersDeadline)
            throws Exception {
        Deadline deadline = inTime(callersDeadline);
        List<Item> open = new ArrayList<>(items.size());
        try {
            for (Item item : items) {
                if (item.flight.beginWrite()) {
                    open.add(item);
                }
            }
            List<CacheWrite> writes = new ArrayList<>(open.size());
            List<NearCache.@Nullable Ticket> tickets = new ArrayList<>(open.size());
            for (Item item : open) {
                CacheWrite write = write(operation, key, item, marks, options, deadline);
                if (write != null) {
                    writes.add(write);
                    tickets.add(item.seen.ticket());
                }
            }
            if (!writes.isEmpty()) {
                send(operation, key, writes, tickets, deadline);
            }
        } finally {
            open.forEach(item -> item.flight.endWrite());
        }
    }

    /** What took longest to load is most worth keeping: a loader that used up its caller's time leaves a little for the write. */
    private Deadline inTime(Deadline deadline) {
        return deadline.remaining().compareTo(GRACE) < 0 ? Deadline.after(time, GRACE) : deadline;
    }

    /** The write of an item, null when there is nothing to write. */
    private @Nullable CacheWrite write(
            String operation,
            @Nullable String key,
            Item item,
            @Nullable Marks marks,
            CacheGetOptions options,
            Deadline deadline)
            throws Exception {
        if (marks == null || item.seen.verdict() == Verdict.DEGRADED) {
            drop(item);
            return null;
        }
        Lifetime life = item.payload == null ? lifetimes.ofNegative(options) : lifetimes.of(options.writing());
        if (life == null) {
            forget(operation, key, item, deadline);
            return null;
        }
        byte[] entry = entry(item.payload, marks, life);
        if (entry.length > valueBytes) {
            // the value is good, and a cache that cannot hold it must not keep it from the caller
            stats.droppedWrites.increment();
            return null;
        }
        return conditioned(item, entry, life.ttlMillis());
    }

    private byte[] entry(byte @Nullable [] payload, Marks marks, Lifetime life) {
        byte[] packed = payload == null ? null : encoding.pack(payload);
        return packed != null && packed != payload
                ? Envelope.ofDeflated(stamps.next(), marks, life, packed)
                : Envelope.of(stamps.next(), marks, life, payload);
    }

    private CacheWrite conditioned(Item item, byte[] entry, long ttlMillis) {
        if (!store.isConditional()) {
            return CacheWrite.always(item.physical, entry, ttlMillis);
        }
        byte[] raw = item.seen.raw();
        return raw == null
                ? CacheWrite.ifAbsent(item.physical, entry, ttlMillis)
                : CacheWrite.ifMatches(item.physical, entry, ttlMillis, Envelope.head(raw));
    }

    private void send(
            String operation,
            @Nullable String key,
            List<CacheWrite> writes,
            List<NearCache.@Nullable Ticket> tickets,
            Deadline deadline)
            throws Exception {
        List<ItemOutcome<Boolean>> outcomes = new ArrayList<>();
        boolean sent = store.attempt(
                operation,
                key,
                () -> outcomes.addAll(
                        store.put(writes, tickets, List.of(), deadline).outcomes()));
        for (int i = 0; i < writes.size(); i++) {
            if (!sent || store.isFailed(operation, key, outcomes.get(i))) {
                stats.droppedWrites.increment();
            }
        }
    }

    /** There is no value and that is not remembered: what was there before must not stand in for it later. */
    private void forget(String operation, @Nullable String key, Item item, Deadline deadline) throws Exception {
        byte[] raw = item.seen.raw();
        if (raw != null) {
            take(operation, key, item.physical, Envelope.head(raw), deadline);
        }
    }

    private void take(String operation, @Nullable String key, String physical, byte[] head, Deadline deadline)
            throws Exception {
        boolean done = store.attempt(operation, key, () -> {
            if (store.isConditional()) {
                store.removeIf(physical, head, deadline);
            } else {
                store.remove(List.of(physical), deadline).forEach(outcome -> store.check(operation, key, outcome));
            }
        });
        if (!done) {
            stats.droppedWrites.increment();
        }
    }

    private void drop(Item item) {
        if (item.payload != null) {
            stats.droppedWrites.increment();
        }
    }
}
