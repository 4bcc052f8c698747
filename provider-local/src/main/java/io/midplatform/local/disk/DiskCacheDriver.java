package io.midplatform.local.disk;

import io.midplatform.Registration;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import io.midplatform.cache.spi.NoticeListener;
import io.midplatform.local.memory.CaffeineCacheDriver;
import io.midplatform.local.memory.CounterLimits;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A cache, or counters, on disk. What is confirmed is committed, a call's writes all at once; ends are moments of the wall clock, so that they
 * outlive the process. Readers never wait for writers.
 */
public final class DiskCacheDriver implements CacheDriver {
    /** As in memory, but for the values: SQLite holds them in rows. */
    public static final CacheCapabilities CAPABILITIES = new CacheCapabilities(
            CaffeineCacheDriver.CAPABILITIES.features(), CaffeineCacheDriver.CAPABILITIES.keyBytes(), 1 << 29);

    private static final ItemOutcome<Boolean> WRITTEN = ItemOutcome.of(Boolean.TRUE);
    private static final ItemOutcome<Boolean> REFUSED = ItemOutcome.of(Boolean.FALSE);

    /** What a reader gets for a key without an entry. */
    private static final ItemOutcome<byte[]> NOTHING = ItemOutcome.done();

    private final DiskStore store;
    private final NamedRow row;
    private final CacheState state;
    private final long evictionsBefore;

    DiskCacheDriver(DiskStore store, NamedRow row, CacheState state) {
        this.store = store;
        this.row = row;
        this.state = state;
        this.evictionsBefore = state.evictions().sum();
    }

    /** A use of the entries at a moment. */
    private interface Entries<T> {
        T use(CacheTable table) throws Exception;
    }

    private CacheTable entries(Session session, long cache) {
        return new CacheTable(session, cache, store.nowMicros(), state.uses());
    }

    private <T> T write(Deadline deadline, Entries<T> change) throws Exception {
        long cache = row.get(deadline);
        return store.database().write(session -> change.use(entries(session, cache)), deadline);
    }

    private CountTable counts(Session session, long cache) {
        return new CountTable(session, cache, store.nowMicros());
    }

    @Override
    public CacheCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public List<ItemOutcome<byte[]>> get(List<String> keys, Deadline deadline) throws Exception {
        long cache = row.get(deadline);
        return store.database().read(session -> read(entries(session, cache), keys), deadline);
    }

    private static List<ItemOutcome<byte[]>> read(CacheTable table, List<String> keys) throws Exception {
        List<ItemOutcome<byte[]>> outcomes = new ArrayList<>(keys.size());
        for (String key : keys) {
            byte[] value = table.read(key);
            outcomes.add(value == null ? NOTHING : ItemOutcome.of(value));
        }
        return outcomes;
    }

    @Override
    public CacheWritten put(List<CacheWrite> writes, List<String> alongside, Deadline deadline) throws Exception {
        long cache = row.get(deadline);
        return store.database().write(new Put(cache, writes, alongside), deadline);
    }

    /** Writes entries and makes room for them. */
    private final class Put implements Mutation<CacheWritten> {
        private final long cache;
        private final List<CacheWrite> writes;
        private final List<String> alongside;
        private int evicted;

        Put(long cache, List<CacheWrite> writes, List<String> alongside) {
            this.cache = cache;
            this.writes = writes;
            this.alongside = alongside;
        }

        @Override
        public CacheWritten apply(Session session) throws Exception {
            CacheTable table = entries(session, cache);
            List<ItemOutcome<byte[]>> read = alongside.isEmpty() ? List.of() : read(table, alongside);
            List<ItemOutcome<Boolean>> outcomes = new ArrayList<>(writes.size());
            for (CacheWrite write : writes) {
                outcomes.add(table.put(write, store.ids()::next) ? WRITTEN : REFUSED);
            }
            evicted = table.tidy(state.maxEntries(), writes.size(), store.ids()::next);
            return new CacheWritten(outcomes, read);
        }

        @Override
        public void ended(End end) {
            if (end == End.COMMITTED) {
                state.evictions().add(evicted);
            }
        }
    }

    @Override
    public List<ItemOutcome<Void>> remove(List<String> keys, Deadline deadline) throws Exception {
        return write(deadline, table -> {
            List<ItemOutcome<Void>> outcomes = new ArrayList<>(keys.size());
            for (String key : keys) {
                table.remove(key);
                outcomes.add(ItemOutcome.done());
            }
            return outcomes;
        });
    }

    @Override
    public boolean removeIf(String key, byte[] head, Deadline deadline) throws Exception {
        return write(deadline, table -> table.removeIf(key, head));
    }

    @Override
    public long increment(String key, long by, long ttlMillis, Deadline deadline) throws Exception {
        long cache = row.get(deadline);
        OptionalLong sum = store.database()
                .write(session -> counts(session, cache).add(key, by, ttlMillis, state.maxEntries()), deadline);
        return sum.orElseThrow(() -> CounterLimits.noRoom(state.maxEntries()));
    }

    @Override
    public long counter(String key, Deadline deadline) throws Exception {
        long cache = row.get(deadline);
        return store.database().read(session -> counts(session, cache).read(key), deadline);
    }

    @Override
    public void resetCounter(String key, Deadline deadline) throws Exception {
        long cache = row.get(deadline);
        store.database()
                .write(
                        session -> {
                            counts(session, cache).remove(key);
                            return Boolean.TRUE;
                        },
                        deadline);
    }

    @Override
    public void publish(byte[] notice) {
        state.notices().publish(notice);
    }

    @Override
    public Registration subscribe(NoticeListener listener) {
        return state.notices().subscribe(listener);
    }

    @Override
    public OptionalLong evictions() {
        return OptionalLong.of(state.evictions().sum() - evictionsBefore);
    }

    @Override
    public Failure classify(Throwable thrown) {
        return DiskErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        row.get(deadline);
        return List.of(Finding.ok("kept on disk"));
    }

    @Override
    public String physicalName() {
        return row.name();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // the folder is the platform's, which closes it after its resources
    }
}
