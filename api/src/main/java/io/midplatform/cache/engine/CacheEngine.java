package io.midplatform.cache.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.TypeRef;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.Counters;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.config.DataSize;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.PayloadCodec;
import io.midplatform.engine.call.ResourceContext;
import java.time.Duration;

/** Puts the one implementation of caches and counters on a driver; what the loader calls. */
public final class CacheEngine {
    private CacheEngine() {}

    /**
     * Opens a cache. Does no I/O.
     *
     * @param <V> the values' type
     * @param context the resource
     * @param driver its store; closed by the caller
     * @param settings the common settings
     * @param type the values' type
     * @return the cache
     * @throws PlatformException {@link ErrorCode#CONFIGURATION} for settings that make no sense, or a type without a codec;
     *     {@link ErrorCode#UNSUPPORTED} for {@code lease: true} where the store has no conditional writes
     */
    public static <V> Cache<V> open(
            ResourceContext context, CacheDriver driver, CacheSettings settings, TypeRef<V> type) {
        Calls calls = calls(context, driver, settings);
        PayloadCodec<V> codec = PayloadCodec.of(context, type, settings.codec().orElse(null));
        CacheStore store = new CacheStore(context, driver, calls, settings.failurePolicy());
        if (settings.lease() && !store.isConditional()) {
            throw calls.unsupported("open", CacheFeature.CONDITIONAL_WRITES.id());
        }
        CacheKeys keys = keys(context, driver, settings, calls);
        Stamps stamps = new Stamps();
        Leases leases = new Leases(context, calls, store, keys, stamps, settings);
        long deflatedAbove = settings.compressAbove().map(DataSize::bytes).orElse(Deflation.OFF);
        return new EngineCache<>(new Parts<>(
                context,
                calls,
                store,
                keys,
                stamps,
                new Markers(store, keys, stamps),
                new Encoding<>(calls, codec, new Deflation(deflatedAbove)),
                new Lifetimes(context.time(), settings),
                leases,
                new Flights(leases),
                new StatsCounter()));
    }

    /**
     * Opens counters. Does no I/O.
     *
     * @param context the resource
     * @param driver its store; closed by the caller
     * @param settings the common settings, of which counters use prefix, timeout and ttl
     * @return the counters
     * @throws PlatformException {@link ErrorCode#CONFIGURATION} for settings that make no sense
     */
    public static Counters openCounters(ResourceContext context, CacheDriver driver, CacheSettings settings) {
        Calls calls = calls(context, driver, settings);
        return new EngineCounters(context.resource(), calls, driver, keys(context, driver, settings, calls), settings);
    }

    private static CacheKeys keys(ResourceContext context, CacheDriver driver, CacheSettings settings, Calls calls) {
        return new CacheKeys(
                calls,
                CacheKeys.namespace(settings),
                context.resource(),
                driver.capabilities().keyBytes());
    }

    private static Calls calls(ResourceContext context, CacheDriver driver, CacheSettings settings) {
        Calls calls = new Calls(context, settings.timeout(), driver::classify);
        Duration ttl = settings.ttl().orElse(Lifetimes.DEFAULT_TTL);
        if (settings.softTtl().isPresent() && settings.softTtl().get().compareTo(ttl) >= 0) {
            throw calls.error(
                            ErrorCode.CONFIGURATION,
                            "open",
                            null,
                            "soft-ttl is shorter than the ttl of " + ttl + ", not "
                                    + settings.softTtl().get() + ".")
                    .advice("Correct the settings of this resource.")
                    .build();
        }
        return calls;
    }
}
