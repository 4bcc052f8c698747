package io.midplatform.local.loading;

import io.midplatform.Support;
import io.midplatform.local.LocalStorageProvider;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ProviderContext;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.storage.spi.StorageProvider;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Local buckets under another type, with features to choose and a list of what was opened. */
final class NamedStorage implements StorageProvider {
    private final StorageProvider local = new LocalStorageProvider();
    private final Map<StorageFeature, Support> features = new EnumMap<>(StorageFeature.class);
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private final String type;
    private @Nullable Failure refusal;

    NamedStorage(String type) {
        this.type = type;
    }

    NamedStorage with(StorageFeature feature, Support support) {
        features.put(feature, support);
        return this;
    }

    /** Takes no resource. */
    NamedStorage refusing(Failure failure) {
        refusal = failure;
        return this;
    }

    List<String> opened() {
        return opened;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Class<? extends Record> settings() {
        return local.settings();
    }

    @Override
    public StorageCapabilities capabilities(ProviderContext context) {
        if (refusal != null) {
            throw new DriverException(refusal, null);
        }
        StorageCapabilities can = local.capabilities(context);
        Map<StorageFeature, Support> all = new EnumMap<>(can.features());
        all.putAll(features);
        return new StorageCapabilities(all, can.limits(), can.keys());
    }

    @Override
    public BucketDriver open(ProviderContext context) throws Exception {
        opened.add(context.instance() + "/" + context.resource());
        return local.open(context);
    }
}
