package io.midplatform.redis;

import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.ProviderContext;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens caches and counters on Redis for providers that know where it is: this module's own, and those of clouds. */
public final class RedisCaches {
    /** What caches on Redis can do; keys and values as long as Redis's own limits, and ours, allow. */
    public static final CacheCapabilities CAPABILITIES = new CacheCapabilities(
            Map.of(
                    CacheFeature.CONDITIONAL_WRITES,
                    Support.NATIVE,
                    CacheFeature.COUNTERS,
                    Support.NATIVE,
                    CacheFeature.NEAR_CACHE,
                    Support.NATIVE),
            1 << 16,
            1 << 29);

    /** The same where replicas are read from: they would bring back, for as long as values are kept near, what notices have removed. */
    private static final CacheCapabilities OF_REPLICAS = new CacheCapabilities(
            Map.of(CacheFeature.CONDITIONAL_WRITES, Support.NATIVE, CacheFeature.COUNTERS, Support.NATIVE),
            CAPABILITIES.keyBytes(),
            CAPABILITIES.valueBytes());

    /** The namespace of keys unless the setting {@code prefix} names another. */
    private static final String DEFAULT_PREFIX = "midplatform";

    private RedisCaches() {}

    /**
     * What caches on a target can do. No I/O.
     *
     * @param target which Redis
     * @return {@link #CAPABILITIES}; without {@link CacheFeature#NEAR_CACHE} where replicas are read from
     */
    public static CacheCapabilities capabilities(RedisTarget target) {
        return target.readFrom() == RedisTarget.ReadFrom.MASTER ? CAPABILITIES : OF_REPLICAS;
    }

    /** Resources with equal ones share connections. */
    private record Shared(RedisTarget target, Object identity) {}

    /**
     * Opens the store of one resource. Does not wait for the server, nor fail because it is away.
     *
     * @param context the resource
     * @param target which Redis; resources of a provider instance with equal targets share their connections
     * @param prefix the setting {@code prefix} of the resource
     * @return its driver
     */
    public static CacheDriver open(ProviderContext context, RedisTarget target, Optional<String> prefix) {
        return opened(context, target, prefix, null);
    }

    /**
     * Opens the store of one resource, with tokens in place of a password. Does not wait for a token or the server, nor fail because they are
     * not to be had.
     *
     * @param context the resource
     * @param target which Redis, without user and password; resources with equal targets and equal {@link RedisTokens#identity()} share connections
     * @param prefix the setting {@code prefix} of the resource
     * @param tokens where tokens come from
     * @return its driver
     * @throws DriverException {@link ErrorCode#CONFIGURATION} for the protocol RESP2
     */
    public static CacheDriver open(
            ProviderContext context, RedisTarget target, Optional<String> prefix, RedisTokens tokens) {
        if (target.tuning().protocol() == RedisTuning.Protocol.RESP2) {
            throw new DriverException(
                    ErrorCode.CONFIGURATION,
                    "with RESP2 a connection that hears notices cannot be given a new token; use resp3.");
        }
        return opened(context, target, prefix, Objects.requireNonNull(tokens, "tokens"));
    }

    private static CacheDriver opened(
            ProviderContext context, RedisTarget target, Optional<String> prefix, @Nullable RedisTokens tokens) {
        RedisHub hub = context.shared(
                new Shared(target, tokens == null ? "" : tokens.identity()),
                RedisHub.class,
                () -> RedisHub.open(target, tokens, context.time(), context.executor()));
        return new RedisCacheDriver(
                hub, prefix.orElse(DEFAULT_PREFIX) + ":" + context.resource(), capabilities(target));
    }
}
