package io.midplatform.storage.engine;

import io.midplatform.engine.call.ResourceContext;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.spi.BucketDriver;

/** Makes buckets out of drivers. */
public final class StorageEngine {
    private StorageEngine() {}

    /**
     * Puts the prefix layer over a driver, where the settings ask for one.
     *
     * @param driver the provider's driver
     * @param settings the bucket's settings
     * @return the driver for {@link #open}
     */
    public static BucketDriver layered(BucketDriver driver, BucketSettings settings) {
        return settings.prefix()
                .filter(prefix -> !prefix.isEmpty())
                .<BucketDriver>map(prefix -> new PrefixBucketDriver(driver, prefix))
                .orElse(driver);
    }

    /**
     * Makes a bucket.
     *
     * @param context the resource
     * @param driver the driver with its layers
     * @param settings the bucket's settings
     * @return the bucket
     */
    public static Bucket open(ResourceContext context, BucketDriver driver, BucketSettings settings) {
        return new PortableBucket(context, driver, settings);
    }
}
