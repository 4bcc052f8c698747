package io.midplatform.local.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The entries and counters of one resource in one platform. Entries are dropped for room, counters never are: one that vanished would count from
 * zero again. Arrays that come in are kept and given out as they are: by the SPI nobody changes them. Thread-safe.
 */
public final class CaffeineCacheStore implements AutoCloseable {
    /** What a reader gets for a key without an entry. */
    private static final ItemOutcome<byte[]> NOTHING = ItemOutcome.done();

    private static final long FAR = Long.MAX_VALUE / 2;

    private final PlatformTime time;
    private final long maxEntries;
    private final Cache<String, Entry> entries;
    private final Cache<String, Count> counts;
    private final LongAdder evictions = new LongAdder();
    private final Notices notices = new Notices();

    /**
     * Makes an empty store.
     *
     * @param time the platform's time
     * @param maxEntries how many entries, and how many counters, it holds at most
     */
    public CaffeineCacheStore(PlatformTime time, long maxEntries) {
        this.time = time;
        this.maxEntries = maxEntries;
        // upkeep runs on the calling thread: it is short, and a test that moved time sees its effect at once
        this.entries = Caffeine.newBuilder()
                .ticker(time::nanoTime)
                .executor(Runnable::run)
                .maximumSize(maxEntries)
                .expireAfter(new Ends<Entry>())
                .evictionListener((@Nullable String key, @Nullable Entry value, RemovalCause cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        evictions.increment();
                    }
                })
                .build();
        this.counts = Caffeine.newBuilder()
                .ticker(time::nanoTime)
                .executor(Runnable::run)
                .expireAfter(new Ends<Count>())
                .build();
    }

    ItemOutcome<byte[]> get(String key) {
        Entry entry = entries.getIfPresent(key);
        return entry == null ? NOTHING : entry.outcome;
    }

    boolean put(CacheWrite write) {
        Entry entry = new Entry(write.value(), end(write.ttlMillis()));
        switch (write.condition()) {
            case ALWAYS -> {
                entries.put(write.key(), entry);
                return true;
            }
            case ABSENT -> {
                return entries.asMap().putIfAbsent(write.key(), entry) == null;
            }
            case MATCHES -> {
                Entry old = entries.getIfPresent(write.key());
                // entries are equal by identity: replaced only if nobody wrote since
                return old != null
                        && old.startsWith(write.head())
                        && entries.asMap().replace(write.key(), old, entry);
            }
        }
        throw new IllegalStateException("unknown condition " + write.condition());
    }

    void remove(String key) {
        entries.invalidate(key);
    }

    boolean removeIf(String key, byte[] head) {
        Entry old = entries.getIfPresent(key);
        return old != null && old.startsWith(head) && entries.asMap().remove(key, old);
    }

    long increment(String key, long by, long ttlMillis) {
        if (isFull() && counts.getIfPresent(key) == null) {
            counts.cleanUp(); // those past their end make room
            if (isFull()) {
                throw CounterLimits.noRoom(maxEntries);
            }
        }
        try {
            return counts.asMap()
                    .compute(key, (k, old) -> {
                        return old == null
                                ? new Count(by, end(ttlMillis))
                                : new Count(Math.addExact(old.value, by), old.end());
                    })
                    .value;
        } catch (ArithmeticException e) {
            throw CounterLimits.outOfRange(e);
        }
    }

    long counter(String key) {
        Count count = counts.getIfPresent(key);
        return count == null ? 0 : count.value;
    }

    void resetCounter(String key) {
        counts.invalidate(key);
    }

    Notices notices() {
        return notices;
    }

    long evictions() {
        return evictions.sum();
    }

    /**
     * The Caffeine cache of the entries.
     *
     * @return the cache; its values are this class's own
     */
    Cache<String, ?> caffeine() {
        return entries;
    }

    @Override
    public void close() {
        entries.invalidateAll();
        counts.invalidateAll();
    }

    private boolean isFull() {
        return counts.estimatedSize() >= maxEntries;
    }

    /** A moment on the monotonic clock. */
    private long end(long ttlMillis) {
        return ttlMillis == CacheWrite.NO_END
                ? Mortal.ENDLESS
                : time.nanoTime() + Math.min(FAR, TimeUnit.MILLISECONDS.toNanos(ttlMillis));
    }

    /** Something that ends by itself. */
    private abstract static class Mortal {
        /** No end; a real end can be this number once in 292 years of uptime. */
        static final long ENDLESS = Long.MAX_VALUE;

        private final long end;

        Mortal(long end) {
            this.end = end;
        }

        long end() {
            return end;
        }
    }

    /** An entry, with its answer made once for all readers. */
    private static final class Entry extends Mortal {
        private final byte[] bytes;
        private final ItemOutcome<byte[]> outcome;

        Entry(byte[] bytes, long end) {
            super(end);
            this.bytes = bytes;
            this.outcome = ItemOutcome.of(bytes);
        }

        boolean startsWith(byte[] head) {
            return bytes.length >= head.length && Arrays.equals(bytes, 0, head.length, head, 0, head.length);
        }
    }

    /** A counter's value. */
    private static final class Count extends Mortal {
        private final long value;

        Count(long value, long end) {
            super(end);
            this.value = value;
        }
    }

    /** Everything ends when it says itself, however it was written; being read changes nothing. */
    private static final class Ends<T extends Mortal> implements Expiry<String, T> {
        @Override
        public long expireAfterCreate(String key, T value, long currentTime) {
            return value.end() == Mortal.ENDLESS ? Long.MAX_VALUE : Math.max(0, value.end() - currentTime);
        }

        @Override
        public long expireAfterUpdate(String key, T value, long currentTime, long currentDuration) {
            return expireAfterCreate(key, value, currentTime);
        }

        @Override
        public long expireAfterRead(String key, T value, long currentTime, long currentDuration) {
            return currentDuration;
        }
    }
}
