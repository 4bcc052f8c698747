package io.midplatform.local.memory;

import io.midplatform.ErrorCode;
import io.midplatform.Registration;
import io.midplatform.Support;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import io.midplatform.cache.spi.NoticeListener;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A cache, or counters, in memory. */
public final class CaffeineCacheDriver implements CacheDriver {
    /** Everything; limits are those of arrays. */
    public static final CacheCapabilities CAPABILITIES = new CacheCapabilities(
            Map.of(
                    CacheFeature.CONDITIONAL_WRITES,
                    Support.NATIVE,
                    CacheFeature.COUNTERS,
                    Support.NATIVE,
                    CacheFeature.NEAR_CACHE,
                    Support.NATIVE),
            1 << 16,
            Integer.MAX_VALUE - 8);

    private static final ItemOutcome<Boolean> WRITTEN = ItemOutcome.of(Boolean.TRUE);
    private static final ItemOutcome<Boolean> REFUSED = ItemOutcome.of(Boolean.FALSE);

    private final CaffeineCacheStore store;
    private final String resource;
    private final long evictionsBefore;

    /**
     * Opens the store of one resource.
     *
     * @param store the store
     * @param resource the resource's logical name
     */
    public CaffeineCacheDriver(CaffeineCacheStore store, String resource) {
        this.store = store;
        this.resource = resource;
        this.evictionsBefore = store.evictions();
    }

    @Override
    public CacheCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public List<ItemOutcome<byte[]>> get(List<String> keys, Deadline deadline) {
        int size = keys.size();
        // the common cases in the smallest lists: a marker for a write, an entry and its cache's marker
        if (size == 1) {
            return List.of(store.get(keys.get(0)));
        }
        if (size == 2) {
            return List.of(store.get(keys.get(0)), store.get(keys.get(1)));
        }
        List<ItemOutcome<byte[]>> outcomes = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            outcomes.add(store.get(keys.get(i)));
        }
        return outcomes;
    }

    @Override
    public CacheWritten put(List<CacheWrite> writes, List<String> alongside, Deadline deadline) {
        List<ItemOutcome<byte[]>> read = alongside.isEmpty() ? List.of() : get(alongside, deadline);
        if (writes.size() == 1) {
            return new CacheWritten(List.of(put(writes.get(0))), read);
        }
        List<ItemOutcome<Boolean>> outcomes = new ArrayList<>(writes.size());
        for (CacheWrite write : writes) {
            outcomes.add(put(write));
        }
        return new CacheWritten(outcomes, read);
    }

    private ItemOutcome<Boolean> put(CacheWrite write) {
        return store.put(write) ? WRITTEN : REFUSED;
    }

    @Override
    public void publish(byte[] notice) {
        store.notices().publish(notice);
    }

    @Override
    public Registration subscribe(NoticeListener listener) {
        return store.notices().subscribe(listener);
    }

    @Override
    public List<ItemOutcome<Void>> remove(List<String> keys, Deadline deadline) {
        List<ItemOutcome<Void>> outcomes = new ArrayList<>(keys.size());
        for (String key : keys) {
            store.remove(key);
            outcomes.add(ItemOutcome.done());
        }
        return outcomes;
    }

    @Override
    public boolean removeIf(String key, byte[] head, Deadline deadline) {
        return store.removeIf(key, head);
    }

    @Override
    public long increment(String key, long by, long ttlMillis, Deadline deadline) {
        return store.increment(key, by, ttlMillis);
    }

    @Override
    public long counter(String key, Deadline deadline) {
        return store.counter(key);
    }

    @Override
    public void resetCounter(String key, Deadline deadline) {
        store.resetCounter(key);
    }

    @Override
    public OptionalLong evictions() {
        return OptionalLong.of(store.evictions() - evictionsBefore);
    }

    @Override
    public Failure classify(Throwable thrown) {
        return Failure.of(
                ErrorCode.UNKNOWN,
                "the memory store failed with " + thrown.getClass().getName() + ".");
    }

    @Override
    public List<Finding> verify(Deadline deadline) {
        return List.of(Finding.ok("kept in memory"));
    }

    @Override
    public String physicalName() {
        return "memory:" + resource;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(store.caffeine()) ? Optional.of(type.cast(store.caffeine())) : Optional.empty();
    }

    @Override
    public void close() {
        // the store is the platform's, which closes it after its resources
    }
}
