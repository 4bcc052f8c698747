package io.midplatform.engine;

import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.ProviderContext;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What a provider is given to open one resource. */
record ResourceProviderContext(
        String instance, String resource, Record own, PlatformTime time, Executor executor, SharedParts parts)
        implements ProviderContext {
    @Override
    public <S extends Record> S settings(Class<S> type) {
        return type.cast(own);
    }

    @Override
    public <T extends AutoCloseable> T shared(Object key, Class<T> shared, Supplier<T> maker) {
        return parts.get(instance, key, shared, maker);
    }
}
