package io.midplatform.aws.elasticache;

import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.spi.OptionalArtifact;
import io.midplatform.spi.ProviderContext;
import java.util.Map;

/**
 * Caches and counters on ElastiCache and MemoryDB, through the Redis provider, an artifact of its own: without it this one loads and names it when a
 * cache is opened. Thread-safe.
 */
public final class ElastiCacheProvider implements CacheProvider {
    /** For the service loader. */
    public ElastiCacheProvider() {}

    @Override
    public String type() {
        return "aws";
    }

    @Override
    public Class<? extends Record> settings() {
        return ElastiCacheSettings.class;
    }

    @Override
    public CacheCapabilities capabilities(ProviderContext context) {
        try {
            return ElastiCacheOpening.capabilities();
        } catch (NoClassDefFoundError e) {
            return new CacheCapabilities(Map.of(), 1 << 16, 1); // opening tells what is missing
        }
    }

    @Override
    public CacheDriver open(ProviderContext context) {
        return OptionalArtifact.redis("a cache on ElastiCache or MemoryDB", () -> ElastiCacheOpening.open(context));
    }
}
