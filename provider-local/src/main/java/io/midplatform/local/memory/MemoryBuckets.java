package io.midplatform.local.memory;

import io.midplatform.spi.PlatformTime;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The buckets of one platform: two resources of one physical name are one bucket. Thread-safe. */
public final class MemoryBuckets implements AutoCloseable {
    private final ConcurrentMap<String, MemoryBucket> buckets = new ConcurrentHashMap<>();
    private final PlatformTime time;

    /**
     * Starts without buckets.
     *
     * @param time the platform's time
     */
    public MemoryBuckets(PlatformTime time) {
        this.time = time;
    }

    /**
     * Opens a bucket.
     *
     * @param name its physical name
     * @param create whether to make it if it is missing
     * @return its driver
     */
    public MemoryBucketDriver open(String name, boolean create) {
        if (create) {
            buckets.computeIfAbsent(name, n -> new MemoryBucket());
        }
        return new MemoryBucketDriver(name, buckets, time);
    }

    @Override
    public void close() {
        buckets.clear();
    }
}
