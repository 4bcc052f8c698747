package io.midplatform.local;

import io.midplatform.local.memory.MemoryBucketDriver;
import io.midplatform.local.memory.MemoryBuckets;
import io.midplatform.spi.ProviderContext;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.storage.spi.StorageProvider;

/** Buckets in memory or on disk. */
public final class LocalStorageProvider implements StorageProvider {
    /** For the service loader. */
    public LocalStorageProvider() {}

    @Override
    public String type() {
        return "local";
    }

    @Override
    public Class<? extends Record> settings() {
        return LocalStorageSettings.class;
    }

    @Override
    public StorageCapabilities capabilities(ProviderContext context) {
        return MemoryBucketDriver.CAPABILITIES;
    }

    @Override
    public BucketDriver open(ProviderContext context) {
        LocalStorageSettings settings = context.settings(LocalStorageSettings.class);
        return context.shared(MemoryBuckets.class, MemoryBuckets.class, () -> new MemoryBuckets(context.time()))
                .open(settings.bucket().orElse(context.resource()), settings.create());
    }
}
