package io.midplatform.cache.engine;

import io.midplatform.cache.CacheStats;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The numbers of one cache. Thread-safe. */
final class StatsCounter {
    final LongAdder hits = new LongAdder();
    final LongAdder staleHits = new LongAdder();
    final LongAdder negativeHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder degraded = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder fallbacks = new LongAdder();
    final LongAdder loadNanos = new LongAdder();
    final LongAdder undecodable = new LongAdder();
    final LongAdder droppedWrites = new LongAdder();

    void read(Verdict verdict) {
        switch (verdict) {
            case HIT -> hits.increment();
            case STALE -> staleHits.increment();
            case NEGATIVE -> negativeHits.increment();
            case DEGRADED -> degraded.increment();
            case PAST, DEAD, NONE -> misses.increment();
        }
    }

    CacheStats snapshot(OptionalLong evictions, @Nullable Near<?> near) {
        long nearHits = near == null ? 0 : near.hits();
        return new CacheStats(
                hits.sum() + nearHits,
                nearHits,
                staleHits.sum(),
                negativeHits.sum(),
                misses.sum(),
                degraded.sum(),
                loads.sum(),
                loadFailures.sum(),
                fallbacks.sum(),
                Duration.ofNanos(loadNanos.sum()),
                undecodable.sum(),
                droppedWrites.sum(),
                evictions,
                near == null ? Duration.ZERO : near.staleWindow());
    }
}
