package io.midplatform.spi;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.storage.spi.BucketDriver;

/** Wraps drivers as they are opened. Not wrapping means giving back the driver that came in. Thread-safe. */
public interface DriverLayer {
    /**
     * Wraps the driver of a bucket.
     *
     * @param resource the bucket's logical name
     * @param driver the driver
     * @return the driver to use
     */
    default BucketDriver storage(String resource, BucketDriver driver) {
        return driver;
    }

    /**
     * Wraps the driver of a queue, or of a dead-letter queue.
     *
     * @param resource the queue's logical name
     * @param driver the driver
     * @return the driver to use
     */
    default QueueDriver queue(String resource, QueueDriver driver) {
        return driver;
    }

    /**
     * Wraps the driver of a cache or of counters.
     *
     * @param resource the cache's logical name
     * @param driver the driver
     * @return the driver to use
     */
    default CacheDriver cache(String resource, CacheDriver driver) {
        return driver;
    }

    /**
     * Wraps the driver of a source of configuration. Watching and writing are interfaces beside the driver's: a wrapper that leaves one out takes
     * the ability away.
     *
     * @param resource the source's logical name
     * @param driver the driver
     * @return the driver to use
     */
    default ConfigSourceDriver config(String resource, ConfigSourceDriver driver) {
        return driver;
    }
}
