package io.midplatform.cache.engine;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.Outcome;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import io.midplatform.engine.call.Calls;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The writes that applications ask for; their failures are always thrown.
 *
 * @param <V> the values' type
 */
final class CacheWriter<V> {
    private static final int MAX_TAGS = 64;
    /** More than writers who take turns with removals cause. */
    private static final int MOST_REFUSALS = 20;

    private final Calls calls;
    private final CacheStore store;
    private final CacheReader<V> reader;
    private final CacheKeys keys;
    private final Markers markers;
    private final Lifetimes lifetimes;
    private final Stamps stamps;
    private final Flights flights;
    private final Encoding<V> encoding;
    private final @Nullable Near<V> near;
    private final int valueBytes;

    CacheWriter(Parts<V> parts, CacheReader<V> reader) {
        this.calls = parts.calls();
        this.store = parts.store();
        this.reader = reader;
        this.keys = parts.keys();
        this.markers = parts.markers();
        this.lifetimes = parts.lifetimes();
        this.stamps = parts.stamps();
        this.flights = parts.flights();
        this.encoding = parts.encoding();
        this.near = parts.near();
        this.valueBytes = store.driver().capabilities().valueBytes();
    }

    /** One entry to write, checked and encoded. */
    static final class Item {
        private final String key;
        private final String physical;
        private final byte[] payload;
        private final boolean deflated;

        private Item(String key, String physical, byte[] payload, boolean deflated) {
            this.key = key;
            this.physical = physical;
            this.payload = payload;
            this.deflated = deflated;
        }

        private byte[] entry(long stamp, Marks marks, Lifetime life) {
            return deflated
                    ? Envelope.ofDeflated(stamp, marks, life, payload)
                    : Envelope.of(stamp, marks, life, payload);
        }
    }

    /** Checks and encodes one entry, before anything is sent. */
    Item item(String operation, String key, V value, CachePutOptions options) {
        String physical = keys.entry(operation, key);
        byte[] payload = encoding.encode(operation, key, value);
        byte[] packed = encoding.pack(payload);
        int size = Envelope.size(options.tags(), lifetimes.isSoft(options), packed.length);
        if (size > valueBytes) {
            throw calls.error(
                            ErrorCode.LIMIT_EXCEEDED,
                            operation,
                            key,
                            "the entry has " + size + " bytes, the provider takes " + valueBytes + ".")
                    .advice("Cache less, or cache a reference to it.")
                    .build();
        }
        return new Item(key, physical, packed, packed != payload);
    }

    void checkTags(String operation, CachePutOptions options) {
        if (options.tags().isEmpty()) {
            return;
        }
        if (options.tags().size() > MAX_TAGS) {
            throw calls.error(
                            ErrorCode.INVALID_REQUEST,
                            operation,
                            null,
                            options.tags().size() + " tags are more than " + MAX_TAGS + ".")
                    .advice("Tag entries by what is invalidated together.")
                    .build();
        }
        for (String tag : options.tags()) {
            keys.checkTag(operation, tag);
        }
    }

    void put(String operation, Item item, CachePutOptions options, Deadline deadline) throws Exception {
        flights.fence(item.key, deadline);
        ItemOutcome<Boolean> outcome =
                send(operation, List.of(item), options, deadline).get(0);
        store.check(operation, item.key, outcome);
    }

    BatchResult<String, Void> putAll(String operation, List<Item> items, CachePutOptions options, Deadline deadline)
            throws Exception {
        for (Item item : items) {
            flights.fence(item.key, deadline);
        }
        List<ItemOutcome<Boolean>> outcomes = send(operation, items, options, deadline);
        List<Outcome<String, Void>> result = new ArrayList<>(items.size());
        for (int i = 0; i < outcomes.size(); i++) {
            result.add(outcome(operation, items.get(i).key, outcomes.get(i).failure()));
        }
        return new BatchResult<>(result);
    }

    /**
     * Writes entries with one request where the cache's marker is known: it is read along, and what was written with one that has been replaced since
     * is written again.
     */
    private List<ItemOutcome<Boolean>> send(
            String operation, List<Item> items, CachePutOptions options, Deadline deadline) throws Exception {
        List<NearCache.@Nullable Ticket> tickets = tickets(items);
        Marks known = options.tags().isEmpty() ? markers.known() : null;
        if (known == null) {
            Marks current = markers.current(operation, options.tags(), deadline);
            return store.put(writes(items, current, options), tickets, List.of(), deadline)
                    .outcomes();
        }
        CacheWritten written =
                store.put(writes(items, known, options), tickets, markers.physical(options.tags()), deadline);
        ItemOutcome<byte[]> now = written.alongside().get(0);
        if (now.failure() == null && Markers.value(now.result()) == known.cache()) {
            return written.outcomes();
        }
        return uncertain(operation, items, written.outcomes(), sendAgain(operation, items, options, now, deadline));
    }

    /** An item that the second request did not write is certain only where the first one did not write it either. */
    private List<ItemOutcome<Boolean>> uncertain(
            String operation, List<Item> items, List<ItemOutcome<Boolean>> first, List<ItemOutcome<Boolean>> second) {
        List<ItemOutcome<Boolean>> outcomes = new ArrayList<>(second);
        for (int i = 0; i < outcomes.size(); i++) {
            Throwable refused = first.get(i).failure();
            Throwable failure = outcomes.get(i).failure();
            String key = items.get(i).key;
            if (failure != null
                    && (refused == null || calls.wrap(operation, key, refused).ambiguous())) {
                outcomes.set(i, ItemOutcome.failed(calls.wrapUncertain(operation, key, failure)));
            }
        }
        return outcomes;
    }

    /**
     * What was written is dead, or may be. A failure from here on is uncertain, whatever the store says of its own request: the first one has put dead
     * entries in the place of what was there.
     */
    @SuppressWarnings("IllegalCatch")
    private List<ItemOutcome<Boolean>> sendAgain(
            String operation, List<Item> items, CachePutOptions options, ItemOutcome<byte[]> marker, Deadline deadline)
            throws Exception {
        List<NearCache.@Nullable Ticket> tickets = tickets(items);
        boolean written = false;
        try {
            Marks seen = markers.seen(marker);
            Marks current = seen == null
                    ? markers.current(operation, options.tags(), deadline)
                    : markers.complete(operation, seen, deadline);
            markers.know(current);
            List<ItemOutcome<Boolean>> outcomes = store.put(
                            writes(items, current, options), tickets, List.of(), deadline)
                    .outcomes();
            written = true;
            return outcomes;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw calls.wrapUncertain(operation, items.size() == 1 ? items.get(0).key : null, e);
        } finally {
            if (!written) {
                store.changed(items.stream().map(item -> item.physical).toList(), false);
            }
        }
    }

    private List<NearCache.@Nullable Ticket> tickets(List<Item> items) {
        Near<V> kept = near;
        if (kept == null) {
            return List.of();
        }
        List<NearCache.@Nullable Ticket> tickets = new ArrayList<>(items.size());
        for (Item item : items) {
            tickets.add(kept.ticket(item.physical));
        }
        return tickets;
    }

    private List<CacheWrite> writes(List<Item> items, Marks marks, CachePutOptions options) {
        if (items.size() == 1) {
            return List.of(write(items.get(0), marks, options));
        }
        List<CacheWrite> writes = new ArrayList<>(items.size());
        for (Item item : items) {
            writes.add(write(item, marks, options));
        }
        return writes;
    }

    private CacheWrite write(Item item, Marks marks, CachePutOptions options) {
        Lifetime life = lifetimes.of(options);
        byte[] entry = item.entry(stamps.next(), marks, life);
        return CacheWrite.always(item.physical, entry, life.ttlMillis());
    }

    boolean putIfAbsent(String operation, Item item, CachePutOptions options, Deadline deadline) throws Exception {
        for (int refused = 0; ; refused++) {
            Seen<V> seen = look(operation, item, options, deadline);
            if (seen.hasValue()) {
                return false;
            }
            if (write(operation, item, seen, options, deadline)) {
                return true;
            }
            if (refused >= MOST_REFUSALS && seen.raw() == null) {
                throw calls.error(
                                ErrorCode.INVALID_REQUEST,
                                operation,
                                item.key,
                                "the store shows no entry and yet refuses to write one: the key holds something else.")
                        .advice("Remove it with the store's own tools, or use another prefix.")
                        .build();
            }
            // someone wrote meanwhile; perhaps a value, perhaps a remembered absence
            if (deadline.isExpired()) {
                throw new TimeoutException();
            }
        }
    }

    boolean replace(String operation, Item item, byte[] head, CachePutOptions options, Deadline deadline)
            throws Exception {
        Seen<V> seen = look(operation, item, options, deadline);
        byte[] raw = seen.raw();
        return seen.hasValue()
                && raw != null
                && Arrays.equals(Envelope.head(raw), head)
                && write(operation, item, seen, options, deadline);
    }

    BatchResult<String, Void> removeAll(String operation, Map<String, String> physical, Deadline deadline)
            throws Exception {
        List<String> removed = new ArrayList<>(physical.size());
        for (Map.Entry<String, String> each : physical.entrySet()) {
            flights.fence(each.getKey(), deadline);
            removed.add(each.getValue());
        }
        List<ItemOutcome<Void>> outcomes = store.remove(removed, deadline);
        List<Outcome<String, Void>> result = new ArrayList<>(removed.size());
        int i = 0;
        for (String key : physical.keySet()) {
            result.add(outcome(operation, key, outcomes.get(i++).failure()));
        }
        return new BatchResult<>(result);
    }

    void remove(String operation, String key, String physical, Deadline deadline) throws Exception {
        flights.fence(key, deadline);
        store.check(operation, key, store.remove(List.of(physical), deadline).get(0));
    }

    void invalidateTag(String operation, String tag, Deadline deadline) throws Exception {
        flights.fenceTagged(tag, deadline);
        boolean certain = false;
        try {
            markers.replace(operation, keys.tagMarker(tag), deadline);
            certain = true;
        } finally {
            if (near != null) {
                near.invalidated(tag, certain);
            }
        }
    }

    void clear(String operation, Deadline deadline) throws Exception {
        flights.fenceAll(deadline);
        boolean certain = false;
        try {
            markers.replaceCache(operation, deadline);
            certain = true;
        } finally {
            if (near != null) {
                near.cleared(certain);
            }
        }
    }

    private Seen<V> look(String operation, Item item, CachePutOptions options, Deadline deadline) throws Exception {
        return reader.seeToWrite(
                operation, item.key, item.physical, options.tags(), CacheReader.Policy.STRICT, deadline);
    }

    /** Writes over exactly what was seen. */
    private boolean write(String operation, Item item, Seen<V> seen, CachePutOptions options, Deadline deadline)
            throws Exception {
        Marks read = seen.marks();
        Marks marks = read == null
                ? markers.current(operation, options.tags(), deadline)
                : markers.complete(operation, read, deadline);
        Lifetime life = lifetimes.of(options);
        byte[] entry = item.entry(stamps.next(), marks, life);
        byte[] raw = seen.raw();
        CacheWrite write = raw == null
                ? CacheWrite.ifAbsent(item.physical, entry, life.ttlMillis())
                : CacheWrite.ifMatches(item.physical, entry, life.ttlMillis(), Envelope.head(raw));
        ItemOutcome<Boolean> outcome = store.put(
                        List.of(write), Collections.singletonList(seen.ticket()), List.of(), deadline)
                .outcomes()
                .get(0);
        store.check(operation, item.key, outcome);
        return Boolean.TRUE.equals(outcome.result());
    }

    private Outcome<String, Void> outcome(String operation, String key, @Nullable Throwable failure) {
        return failure == null ? Outcome.success(key, null) : Outcome.failure(key, calls.wrap(operation, key, failure));
    }
}
