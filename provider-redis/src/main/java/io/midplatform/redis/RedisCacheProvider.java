package io.midplatform.redis;

import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.spi.ProviderContext;

/**
 * Caches and counters on Redis and Valkey: one server, a master with replicas, Sentinel, or a cluster. Connections are made in the background and
 * mended by themselves; while there is none, calls fail at once. Thread-safe.
 */
public final class RedisCacheProvider implements CacheProvider {
    /** For the service loader. */
    public RedisCacheProvider() {}

    @Override
    public String type() {
        return "redis";
    }

    @Override
    public Class<? extends Record> settings() {
        return RedisSettings.class;
    }

    @Override
    public CacheCapabilities capabilities(ProviderContext context) {
        return RedisCaches.capabilities(context.settings(RedisSettings.class).target());
    }

    @Override
    public CacheDriver open(ProviderContext context) {
        RedisSettings settings = context.settings(RedisSettings.class);
        return RedisCaches.open(context, settings.target(), settings.prefix());
    }
}
