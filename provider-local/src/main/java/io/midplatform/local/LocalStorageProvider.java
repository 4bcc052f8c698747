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
        String name = settings.bucket().orElse(context.resource());
        if (settings.mode() == Mode.DISK) {
            return Folders.open(context, settings.path(), settings.durability()).bucket(name, settings.create());
        }
        return context.shared(MemoryBuckets.class, MemoryBuckets.class, () -> new MemoryBuckets(context.time()))
                .open(name, settings.create());
    }
}
