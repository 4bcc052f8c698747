package io.midplatform.local.loading;

import io.midplatform.Secret;
import io.midplatform.config.Matches;
import io.midplatform.config.Min;
import io.midplatform.config.NotBlank;
import io.midplatform.local.LocalStorageProvider;
import io.midplatform.spi.ProviderContext;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.storage.spi.StorageProvider;
import java.util.List;
import java.util.Map;

/** A storage provider whose settings have every shape, and some that cannot be done without. Opens nothing. */
final class ShelfStorage implements StorageProvider {
    /** A shelf. */
    record Settings(@Matches("[a-z]+") String label, List<Integer> sizes, Login login, Map<String, Tier> tiers) {}

    /** Who may use it. */
    record Login(@NotBlank String user, Secret password) {}

    /** A part of it. */
    record Tier(String name, @Min("0") int weight) {}

    @Override
    public String type() {
        return "shelf";
    }

    @Override
    public Class<? extends Record> settings() {
        return Settings.class;
    }

    @Override
    public StorageCapabilities capabilities(ProviderContext context) {
        return new LocalStorageProvider().capabilities(context);
    }

    @Override
    public BucketDriver open(ProviderContext context) {
        throw new IllegalStateException("not to be opened");
    }
}
