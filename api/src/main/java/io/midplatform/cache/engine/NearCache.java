package io.midplatform.cache.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The values of one cache that this process keeps in front of the store, by logical key. A value gets in only if nothing was heard of its key since
 * before it was read: whoever reads takes a ticket first, and what changes a key, a tag or everything makes the tickets of before worthless. When a
 * method here returns, nobody finds any more what it fenced. Thread-safe.
 *
 * @param <V> the values' type
 */
final class NearCache<V> {
    /** A power of two; keys that share a stripe keep each other's reads out now and then, at 8 bytes a stripe. */
    private static final int STRIPES = 1024;

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** What a reader knew before it asked the store. */
    record Ticket(long key, long all, long tags, long readAt) {}

    private final Cache<String, NearEntry<V>> entries;
    private final PlatformTime time;
    private final long ttlNanos;
    private final AtomicLongArray keyFences = new AtomicLongArray(STRIPES);
    private final AtomicLongArray tagFences = new AtomicLongArray(STRIPES);
    private final AtomicLong tagFence = new AtomicLong();
    private final AtomicLong fence = new AtomicLong();
    private volatile boolean ended;
    private final LongAdder hits = new LongAdder();

    NearCache(PlatformTime time, NearSettings settings) {
        this.time = time;
        this.ttlNanos = (settings.kept().compareTo(FOR_EVER) > 0 ? FOR_EVER : settings.kept()).toNanos();
        // without an expiry of Caffeine's own: ours must be looked at anyway, and the room is bounded
        Caffeine<Object, Object> builder = Caffeine.newBuilder();
        this.entries = settings.maxWeight().isPresent()
                ? builder.maximumWeight(settings.maxWeight().get().bytes())
                        .weigher((String key, NearEntry<V> entry) -> entry.weight(key))
                        .build()
                : builder.maximumSize(settings.maxEntries().orElseThrow()).build();
    }

    /** The value of a key, null when it is not kept, not valid, or its time here is over. */
    @Nullable
    V find(String key) {
        NearEntry<V> entry = entries.getIfPresent(key);
        if (entry == null) {
            return null;
        }
        if (entry.all() != fence.get()
                || (entry.isTagged() && entry.tags() != fencesOf(entry.tagNames()))
                || time.nanoTime() - entry.until() >= 0) {
            entries.asMap().remove(key, entry);
            return null;
        }
        hits.increment();
        return entry.value();
    }

    long hits() {
        return hits.sum();
    }

    /** To be taken before the store is asked for what is to be kept; null when nothing is kept any more. */
    @Nullable
    Ticket ticket(String key) {
        Ticket ticket = new Ticket(keyFences.get(stripe(key)), fence.get(), tagFence.get(), time.nanoTime());
        return ended ? null : ticket; // looked at last: see end()
    }

    /** Keeps what was read, until a moment of the wall clock at most, unless it may have changed since. */
    void offer(String key, Ticket ticket, V value, byte[] raw, long end) {
        NearEntry<V> entry = entry(ticket, value, raw, end);
        if (entry != null) {
            entries.asMap().compute(key, (k, old) -> keyFences.get(stripe(k)) == ticket.key() ? entry : old);
        }
    }

    /** This process wrote a key: keeps what it wrote, unless another change came between; readers of before keep nothing. */
    void wrote(String key, Ticket ticket, V value, byte[] raw, long end) {
        NearEntry<V> entry = entry(ticket, value, raw, end);
        entries.asMap().compute(key, (k, old) -> keyFences.getAndIncrement(stripe(k)) == ticket.key() ? entry : null);
    }

    /** A key may have changed. */
    void fence(String key) {
        keyFences.incrementAndGet(stripe(key));
        entries.invalidate(key);
    }

    /** Entries with a tag may be invalid. */
    void fenceTagged(String tag) {
        tagFence.incrementAndGet(); // first: see entry()
        tagFences.incrementAndGet(stripe(tag));
    }

    /** Everything may be invalid. */
    void fenceAll() {
        fence.incrementAndGet();
        entries.invalidateAll();
    }

    /** Nothing is heard any more: nothing is kept from now on, nor found. */
    void end() {
        ended = true;
        fenceAll(); // then: tickets of before are worthless
    }

    private @Nullable NearEntry<V> entry(Ticket ticket, V value, byte[] raw, long end) {
        long now = time.nanoTime(); // before the wall clock: a pause between the two must not lengthen a life
        long millis = end - time.millis() - 1; // which shows the millisecond that has begun
        if (millis <= 0) {
            return null;
        }
        long left = millis >= TimeUnit.NANOSECONDS.toMillis(ttlNanos)
                ? ttlNanos
                : Math.min(ttlNanos, now - ticket.readAt() + TimeUnit.MILLISECONDS.toNanos(millis));
        List<String> tags = NearEntry.tagsOf(raw);
        long tagged = fencesOf(tags);
        // a tag that was fenced since the ticket may be one of these. One that is fenced from here on changes the sum,
        // which was taken before
        if (!tags.isEmpty() && tagFence.get() != ticket.tags()) {
            return null;
        }
        return new NearEntry<>(value, raw.length, tags, tagged, ticket.all(), ticket.readAt() + left);
    }

    private long fencesOf(List<String> tags) {
        long sum = 0;
        for (int i = 0; i < tags.size(); i++) {
            sum += tagFences.get(stripe(tags.get(i)));
        }
        return sum;
    }

    private static int stripe(String text) {
        int hash = text.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
