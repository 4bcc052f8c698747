package io.midplatform.local;

import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.local.disk.DiskCacheDriver;
import io.midplatform.local.memory.CaffeineCacheDriver;
import io.midplatform.local.memory.CaffeineCacheStore;
import io.midplatform.spi.ProviderContext;

/** Caches and counters in the memory of this process, or on disk. */
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
        return context.settings(LocalCacheSettings.class).mode() == Mode.DISK
                ? DiskCacheDriver.CAPABILITIES
                : CaffeineCacheDriver.CAPABILITIES;
    }

    @Override
    public CacheDriver open(ProviderContext context) {
        LocalCacheSettings settings = context.settings(LocalCacheSettings.class);
        if (settings.mode() == Mode.DISK) {
            return Folders.open(context, settings.path(), settings.durability())
                    .cache(context.resource(), settings.maxEntries());
        }
        CaffeineCacheStore store = context.shared(
                "cache/" + context.resource(),
                CaffeineCacheStore.class,
                () -> new CaffeineCacheStore(context.time(), settings.maxEntries()));
        return new CaffeineCacheDriver(store, context.resource());
    }
}
