package io.midplatform.cache.engine;

import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The random markers that make {@code clear} and {@code invalidateTag} cost the same whatever the number of entries: an entry is alive while the
 * markers it was written with are still the stored ones.
 */
final class Markers {
    private static final int TRIES = 3;

    private final CacheStore store;
    private final CacheKeys keys;
    private final Stamps stamps;
    private final List<String> cacheOnly;
    private volatile Marks lastUntagged = Marks.untagged(0);

    Markers(CacheStore store, CacheKeys keys, Stamps stamps) {
        this.store = store;
        this.keys = keys;
        this.stamps = stamps;
        this.cacheOnly = List.of(keys.cacheMarker());
    }

    /** The stored marker, zero when it is missing. */
    static long value(byte @Nullable [] stored) {
        return stored == null || stored.length != Long.BYTES
                ? 0
                : ByteBuffer.wrap(stored).getLong();
    }

    /** The physical keys of the cache's marker and of those of tags. */
    List<String> physical(Collection<String> tags) {
        if (tags.isEmpty()) {
            return cacheOnly;
        }
        List<String> physical = new ArrayList<>(1 + tags.size());
        physical.add(cacheOnly.get(0));
        for (String tag : tags) {
            physical.add(keys.tagMarker(tag));
        }
        return physical;
    }

    /** Reads marks from the outcomes of a read that asked for {@link #physical} from an index on. */
    static Marks marks(List<ItemOutcome<byte[]>> outcomes, int from, Collection<String> tags) {
        long cache = value(outcomes.get(from).result());
        if (tags.isEmpty()) {
            return Marks.untagged(cache);
        }
        long[] values = new long[tags.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(outcomes.get(from + 1 + i).result());
        }
        return new Marks(cache, List.copyOf(tags), values);
    }

    /** The cache's own marker as this process saw it last, null when it has not. It may have been replaced since. */
    @Nullable
    Marks known() {
        Marks last = lastUntagged;
        return last.isComplete() ? last : null;
    }

    /** The cache's own marker that was read along with a write, null when that failed. */
    @Nullable
    Marks seen(ItemOutcome<byte[]> read) {
        return read.failure() == null ? Marks.untagged(value(read.result())) : null;
    }

    /** Puts to come may assume this marker of the cache. */
    void know(Marks untagged) {
        lastUntagged = untagged;
    }

    /** The markers to write an entry with, as they stand now; missing ones are made. */
    Marks current(String operation, Collection<String> tags, Deadline deadline) throws Exception {
        List<ItemOutcome<byte[]>> outcomes = store.readStrictly(operation, null, physical(tags), deadline);
        if (tags.isEmpty()) {
            // the marker is nearly always the one of the last write: no new object for it
            Marks last = lastUntagged;
            long cache = value(outcomes.get(0).result());
            if (cache != 0 && cache == last.cache()) {
                return last;
            }
        }
        Marks marks = complete(operation, marks(outcomes, 0, tags), deadline);
        if (tags.isEmpty()) {
            lastUntagged = marks;
        }
        return marks;
    }

    /** The same marks with those that are missing made; what was seen is kept, so that a clear since then counts. */
    Marks complete(String operation, Marks seen, Deadline deadline) throws Exception {
        Marks marks = seen;
        for (int i = 0; i < TRIES && !marks.isComplete(); i++) {
            marks = make(operation, marks, deadline);
        }
        // a store that drops markers as fast as they are made drops entries, too: what is written is a miss, as if it
        // had been evicted
        return marks;
    }

    void replace(String operation, String physical, Deadline deadline) throws Exception {
        store.putAside(List.of(CacheWrite.always(physical, fresh(), CacheWrite.NO_END)), deadline)
                .forEach(outcome -> check(operation, outcome));
    }

    void replaceCache(String operation, Deadline deadline) throws Exception {
        replace(operation, cacheOnly.get(0), deadline);
    }

    private Marks make(String operation, Marks marks, Deadline deadline) throws Exception {
        List<String> physical = physical(marks.tags());
        long[] values = new long[physical.size()];
        List<CacheWrite> writes = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            values[i] = i == 0 ? marks.cache() : marks.tagMarker(i - 1);
            if (values[i] == 0) {
                writes.add(
                        store.isConditional()
                                ? CacheWrite.ifAbsent(physical.get(i), fresh(), CacheWrite.NO_END)
                                : CacheWrite.always(physical.get(i), fresh(), CacheWrite.NO_END));
            }
        }
        List<ItemOutcome<Boolean>> made = store.putAside(writes, deadline);
        List<String> lost = new ArrayList<>();
        for (int i = 0, j = 0; i < values.length; i++) {
            if (values[i] == 0) {
                check(operation, made.get(j));
                if (Boolean.TRUE.equals(made.get(j).result())) {
                    values[i] = value(writes.get(j).value());
                } else {
                    lost.add(physical.get(i));
                }
                j++;
            }
        }
        if (!lost.isEmpty()) {
            List<ItemOutcome<byte[]>> others = store.readStrictly(operation, null, lost, deadline);
            for (int i = 0; i < values.length; i++) {
                int at = lost.indexOf(physical.get(i));
                if (at >= 0) {
                    values[i] = other(physical.get(i), others.get(at).result(), deadline);
                }
            }
        }
        long[] tagMarkers = new long[values.length - 1];
        System.arraycopy(values, 1, tagMarkers, 0, tagMarkers.length);
        return new Marks(values[0], marks.tags(), tagMarkers);
    }

    /** The marker that someone else made; bytes that are no marker are written over, or nothing could be cached any more. */
    private long other(String physical, byte @Nullable [] stored, Deadline deadline) throws Exception {
        if (stored != null && value(stored) == 0) {
            store.putAside(List.of(CacheWrite.always(physical, fresh(), CacheWrite.NO_END)), deadline);
            return 0;
        }
        return value(stored);
    }

    private byte[] fresh() {
        return ByteBuffer.allocate(Long.BYTES).putLong(stamps.next()).array();
    }

    private void check(String operation, ItemOutcome<?> outcome) {
        store.check(operation, null, outcome);
    }
}
