package io.midplatform.azure.managedredis;

import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.spi.OptionalArtifact;
import io.midplatform.spi.ProviderContext;
import java.util.Map;

/**
 * Caches and counters on Azure Managed Redis and Azure Cache for Redis, through the Redis provider, an artifact of its own: without it this one loads
 * and names it when a cache is opened. Thread-safe.
 */
public final class ManagedRedisProvider implements CacheProvider {
    /** For the service loader. */
    public ManagedRedisProvider() {}

    @Override
    public String type() {
        return "azure";
    }

    @Override
    public Class<? extends Record> settings() {
        return ManagedRedisSettings.class;
    }

    @Override
    public CacheCapabilities capabilities(ProviderContext context) {
        try {
            return ManagedRedisOpening.capabilities();
        } catch (NoClassDefFoundError e) {
            return new CacheCapabilities(Map.of(), 1 << 16, 1); // opening tells what is missing
        }
    }

    @Override
    public CacheDriver open(ProviderContext context) {
        return OptionalArtifact.redis("a cache on Azure Managed Redis", () -> ManagedRedisOpening.open(context));
    }
}
