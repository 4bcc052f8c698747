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
import org.jspecify.annotations.Nullable;

/**
 * Puts the one implementation of caches and counters on a driver; what the loader calls.
 *
 * @param <V> the values' type
 */
public final class CacheEngine<V> {
    private final Cache<V> cache;
    private final @Nullable Near<V> near;

    private CacheEngine(Cache<V> cache, @Nullable Near<V> near) {
        this.cache = cache;
        this.near = near;
    }

    /**
     * Opens a cache. Does no I/O; one with {@code near} begins to listen for notices.
     *
     * @param <V> the values' type
     * @param context the resource
     * @param driver its store; closed by the caller
     * @param settings the common settings
     * @param type the values' type
     * @return the engine of the cache
     * @throws PlatformException {@link ErrorCode#CONFIGURATION} for settings that make no sense, or a type without a codec;
     *     {@link ErrorCode#UNSUPPORTED} for {@code near} on a provider without {@link CacheFeature#NEAR_CACHE}, and for {@code lease: true} where the
     *     store has no conditional writes
     */
    public static <V> CacheEngine<V> open(
            ResourceContext context, CacheDriver driver, CacheSettings settings, TypeRef<V> type) {
        Calls calls = calls(context, driver, settings);
        PayloadCodec<V> codec = PayloadCodec.of(context, type, settings.codec().orElse(null));
        CacheKeys keys = keys(context, driver, settings, calls);
        long deflatedAbove = settings.compressAbove().map(DataSize::bytes).orElse(Deflation.OFF);
        Encoding<V> encoding = new Encoding<>(calls, codec, new Deflation(deflatedAbove));
        Lifetimes lifetimes = new Lifetimes(context.time(), settings);
        Near<V> near =
                settings.near().isOn() ? near(context, driver, calls, settings, keys, encoding, lifetimes) : null;
        CacheStore store = new CacheStore(context, driver, calls, settings.failurePolicy(), near);
        if (settings.lease() && !store.isConditional()) {
            throw calls.unsupported("open", CacheFeature.CONDITIONAL_WRITES.id());
        }
        Stamps stamps = new Stamps();
        Leases leases = new Leases(context, calls, store, keys, stamps, settings);
        Cache<V> cache = new EngineCache<>(new Parts<>(
                context,
                calls,
                store,
                keys,
                stamps,
                new Markers(store, keys, stamps),
                encoding,
                lifetimes,
                leases,
                new Flights(leases),
                new StatsCounter(),
                near));
        if (near != null) {
            near.start();
        }
        return new CacheEngine<>(cache, near);
    }

    private static <V> Near<V> near(
            ResourceContext context,
            CacheDriver driver,
            Calls calls,
            CacheSettings settings,
            CacheKeys keys,
            Encoding<V> encoding,
            Lifetimes lifetimes) {
        if (!driver.capabilities().support(CacheFeature.NEAR_CACHE).isUsable()) {
            throw calls.unsupported("open", CacheFeature.NEAR_CACHE.id());
        }
        try {
            NearCache<V> values = new NearCache<>(context.time(), settings.near());
            NearChannel channel = new NearChannel(context, driver, values);
            return new Near<>(values, channel, keys, encoding, lifetimes);
        } catch (NoClassDefFoundError e) {
            throw calls.error(ErrorCode.CONFIGURATION, "open", null, "near needs Caffeine, which is not there.")
                    .advice("Add com.github.ben-manes.caffeine:caffeine, or take near out of the settings.")
                    .cause(e)
                    .build();
        }
    }

    /**
     * The cache.
     *
     * @return what the application uses
     */
    public Cache<V> cache() {
        return cache;
    }

    /** Stops what works in the background. Idempotent. */
    public void stop() {
        if (near != null) {
            near.stop();
        }
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
