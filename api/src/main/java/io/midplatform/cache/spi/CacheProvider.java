package io.midplatform.cache.spi;

import io.midplatform.spi.ProviderContext;

/**
 * Opens caches of one kind of store. Found through {@link java.util.ServiceLoader}; needs a public constructor without parameters. Thread-safe.
 */
public interface CacheProvider {
    /**
     * The provider's name in settings.
     *
     * @return a short lower-case name, such as {@code local}
     */
    String type();

    /**
     * The provider's settings.
     *
     * @return a record whose components are the keys, in kebab case
     */
    Class<? extends Record> settings();

    /**
     * What caches opened with these settings can do. You must not do I/O.
     *
     * @param context the resource
     * @return features and limits; the driver reports the same
     */
    CacheCapabilities capabilities(ProviderContext context);

    /**
     * Opens the store of one resource, for entries or for counters. Must not fail because the store is down: that is told by its operations.
     *
     * @param context the resource
     * @return its driver
     * @throws Exception what the vendor throws
     */
    CacheDriver open(ProviderContext context) throws Exception;
}
