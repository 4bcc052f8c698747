package io.midplatform.cache;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a cache has done in this process since it was opened, counted per key. The numbers are read one after the other while calls go on.
 *
 * @param hits values found within their time, those of {@code nearHits} included
 * @param nearHits values found in this process, in front of the store
 * @param staleHits values served past their soft-ttl
 * @param negativeHits remembered absences found
 * @param misses keys not found; with {@code degraded}, every read is in exactly one of these five
 * @param degraded keys that could not be asked for because the store failed
 * @param loads calls of loaders, refreshes included; a bulk load is one
 * @param loadFailures calls of loaders that threw
 * @param fallbacks values served past their ttl because the loader failed ({@code max-stale})
 * @param loadTime the time spent in loaders
 * @param undecodable entries that were misses because this program cannot decode them
 * @param droppedWrites loaded values that were not written because the store failed
 * @param evictions entries that the store dropped for lack of room; empty where the store does not tell
 * @param staleWindow for how long what other processes write has not been heard of, so that values kept near may be up to {@code near.ttl} old;
 *     zero while it is, and without {@code near}
 */
public record CacheStats(
        long hits,
        long nearHits,
        long staleHits,
        long negativeHits,
        long misses,
        long degraded,
        long loads,
        long loadFailures,
        long fallbacks,
        Duration loadTime,
        long undecodable,
        long droppedWrites,
        OptionalLong evictions,
        Duration staleWindow) {
    /**
     * The share of reads that needed no load.
     *
     * @return from 0 to 1; 1 when nothing was read
     */
    public double hitRatio() {
        long found = hits + staleHits + negativeHits;
        long reads = found + misses + degraded;
        return reads == 0 ? 1 : (double) found / reads;
    }
}
