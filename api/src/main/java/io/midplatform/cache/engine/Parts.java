package io.midplatform.cache.engine;

import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one cache share.
 *
 * @param <V> the values' type
 * @param context the resource
 * @param calls the gate of its calls
 * @param store the driver with the failure policy
 * @param keys physical keys
 * @param stamps numbers for versions and markers
 * @param markers the markers of the cache and of tags
 * @param encoding values to bytes and back
 * @param lifetimes the times of entries
 * @param leases the leases under which processes load
 * @param flights the loads under way
 * @param stats what is counted
 * @param near the values kept in this process, null without
 */
record Parts<V>(
        ResourceContext context,
        Calls calls,
        CacheStore store,
        CacheKeys keys,
        Stamps stamps,
        Markers markers,
        Encoding<V> encoding,
        Lifetimes lifetimes,
        Leases leases,
        Flights flights,
        StatsCounter stats,
        @Nullable Near<V> near) {}
