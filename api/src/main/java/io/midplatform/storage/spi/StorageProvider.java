package io.midplatform.storage.spi;

import io.midplatform.spi.ProviderContext;

/** Opens buckets of one service. Found through {@link java.util.ServiceLoader}; stateless and thread-safe. */
public interface StorageProvider {
    /**
     * The type in settings ({@code provider: local}).
     *
     * @return a short lower-case name
     */
    String type();

    /**
     * The record of its settings: legal under the provider instance and, stronger, under each of its buckets.
     *
     * @return the record class
     */
    Class<? extends Record> settings();

    /**
     * Tells what a bucket with these settings can do, without any I/O.
     *
     * @param context the bucket's settings
     * @return features and limits
     * @throws io.midplatform.spi.DriverException when there can be no bucket of this name; told at load, with all other problems
     */
    StorageCapabilities capabilities(ProviderContext context);

    /**
     * Opens a bucket. Opening makes the client; whether the bucket exists is found by the first call or by {@code verify}.
     *
     * @param context the bucket's settings and what the platform offers
     * @return the driver
     * @throws Exception when the client cannot be made
     */
    BucketDriver open(ProviderContext context) throws Exception;
}
