package io.midplatform.local;

import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.local.memory.CaffeineCacheDriver;
import io.midplatform.local.memory.CaffeineCacheStore;
import io.midplatform.spi.ProviderContext;

/** Caches and counters in the memory of this process. */
public final class LocalCacheProvider implements CacheProvider {
    /** For {@link java.util.ServiceLoader}. */
    public LocalCacheProvider() {}

    @Override
    public String type() {
        return "local";
    }

    @Override
    public Class<? extends Record> settings() {
        return LocalCacheSettings.class;
    }

    @Override
    public CacheCapabilities capabilities(ProviderContext context) {
        return CaffeineCacheDriver.CAPABILITIES;
    }

    @Override
    public CacheDriver open(ProviderContext context) {
        LocalCacheSettings settings = context.settings(LocalCacheSettings.class);
        CaffeineCacheStore store = context.shared(
                "cache/" + context.resource(),
                CaffeineCacheStore.class,
                () -> new CaffeineCacheStore(context.time(), settings.maxEntries()));
        return new CaffeineCacheDriver(store, context.resource());
    }
}
