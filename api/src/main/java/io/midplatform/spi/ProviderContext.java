package io.midplatform.spi;

import java.util.concurrent.Executor;

/** What a provider is given to open one resource. Thread-safe. */
public interface ProviderContext {
    /**
     * The provider instance's name in the settings ({@code midplatform.providers.<instance>}).
     *
     * @return the name; equal to the type unless the settings name several
     */
    String instance();

    /**
     * The logical name of the resource.
     *
     * @return the name
     */
    String resource();

    /**
     * The settings, bound and checked: those of the resource over those of the provider instance.
     *
     * @param <S> the provider's settings record
     * @param type the class that the provider declares
     * @return the settings
     */
    <S extends Record> S settings(Class<S> type);

    /**
     * The platform's time.
     *
     * @return the time
     */
    PlatformTime time();

    /**
     * Where work in parallel runs.
     *
     * @return virtual threads where the runtime has them, else a bounded pool, unless the application gave its own
     */
    Executor executor();

    /**
     * Something that the resources of one provider instance share in one platform, such as a client or a database: made on first use, closed
     * when the platform closes, after the resources.
     *
     * @param <T> its type
     * @param key identifies it within the provider's type
     * @param shared its class
     * @param maker makes it; called once per key
     * @return the shared thing
     */
    <T extends AutoCloseable> T shared(Object key, Class<T> shared, java.util.function.Supplier<T> maker);
}
