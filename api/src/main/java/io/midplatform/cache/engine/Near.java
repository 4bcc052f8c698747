package io.midplatform.cache.engine;

import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The near cache of one resource as the engine's other parts use it: what is kept here, and that the others hear of it.
 *
 * @param <V> the values' type
 */
final class Near<V> {
    private final NearCache<V> cache;
    private final NearChannel channel;
    private final CacheKeys keys;
    private final Encoding<V> encoding;
    private final Lifetimes lifetimes;

    Near(NearCache<V> cache, NearChannel channel, CacheKeys keys, Encoding<V> encoding, Lifetimes lifetimes) {
        this.cache = cache;
        this.channel = channel;
        this.keys = keys;
        this.encoding = encoding;
        this.lifetimes = lifetimes;
    }

    /** The value kept, null for none. */
    @Nullable
    V find(String key) {
        return cache.find(key);
    }

    /** To be taken before the store is asked; null for a key that is not kept here. */
    NearCache.@Nullable Ticket ticket(String physical) {
        String key = keys.logical(physical);
        return key == null ? null : cache.ticket(key);
    }

    /** The store had this. */
    void read(String physical, NearCache.@Nullable Ticket ticket, Seen<V> seen) {
        V value = seen.value();
        byte[] raw = seen.raw();
        String key = keys.logical(physical);
        if (seen.verdict() == Verdict.HIT && value != null && raw != null && key != null && ticket != null) {
            cache.offer(key, ticket, value, raw, end(raw));
        }
    }

    /** This process wrote entries, or may have when there is no answer: what was certainly written is kept. */
    void wrote(List<CacheWrite> writes, List<NearCache.@Nullable Ticket> tickets, @Nullable CacheWritten written) {
        List<String> changed = new ArrayList<>(writes.size());
        int done = 0;
        boolean certain = true;
        try {
            for (; done < writes.size(); done++) {
                CacheWrite write = writes.get(done);
                String key = keys.logical(write.key());
                Boolean outcome =
                        written == null ? null : written.outcomes().get(done).result();
                if (key != null && !Boolean.FALSE.equals(outcome)) {
                    changed.add(key);
                    certain &= outcome != null;
                    keep(key, outcome == null ? null : tickets.get(done), write.value());
                }
            }
        } finally {
            // a codec may end in an Error: what was written is told all the same
            for (int i = done; i < writes.size(); i++) {
                String key = keys.logical(writes.get(i).key());
                if (key != null) {
                    cache.fence(key);
                    changed.add(key);
                }
            }
            channel.changed(changed, certain);
        }
    }

    private void keep(String key, NearCache.@Nullable Ticket ticket, byte[] raw) {
        V value = ticket == null || Envelope.isNegative(raw) ? null : encoding.tryDecode(raw);
        if (value == null || ticket == null) {
            cache.fence(key);
        } else {
            cache.wrote(key, ticket, value, raw, end(raw));
        }
    }

    /** This process changed keys, or may have, or may yet: who asked for it is told of what comes late as all others are. */
    void changed(List<String> physical, boolean certain) {
        List<String> changed = new ArrayList<>(physical.size());
        for (String each : physical) {
            String key = keys.logical(each);
            if (key != null) {
                cache.fence(key);
                changed.add(key);
            }
        }
        channel.changed(changed, certain);
    }

    void invalidated(String tag, boolean certain) {
        cache.fenceTagged(tag);
        channel.invalidated(tag, certain);
    }

    void cleared(boolean certain) {
        cache.fenceAll();
        channel.cleared(certain);
    }

    long hits() {
        return cache.hits();
    }

    Duration staleWindow() {
        return channel.staleWindow();
    }

    void start() {
        channel.start();
    }

    /** Ends listening; what is still written is told of all the same. */
    void stop() {
        cache.end();
        channel.stop();
    }

    /** Until when, in milliseconds since the epoch, a value may be served without the store's word: until somebody should refresh it. */
    private long end(byte[] raw) {
        return Math.min(Math.min(Envelope.softAt(raw), Envelope.freshUntil(raw)), lifetimes.dueAt(raw));
    }
}
