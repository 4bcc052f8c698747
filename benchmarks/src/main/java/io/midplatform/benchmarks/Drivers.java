package io.midplatform.benchmarks;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.spi.DriverLayer;
import io.midplatform.storage.spi.BucketDriver;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A layer that wraps nothing: it keeps the drivers of a platform, so that a benchmark calls the very driver that the engine calls. */
final class Drivers implements DriverLayer {
    private final Map<Class<?>, Object> seen = new ConcurrentHashMap<>();

    @Override
    public BucketDriver storage(String resource, BucketDriver driver) {
        seen.put(BucketDriver.class, driver);
        return driver;
    }

    @Override
    public QueueDriver queue(String resource, QueueDriver driver) {
        seen.putIfAbsent(QueueDriver.class, driver); // the dead-letter queue comes later
        return driver;
    }

    @Override
    public CacheDriver cache(String resource, CacheDriver driver) {
        seen.put(CacheDriver.class, driver);
        return driver;
    }

    <D> D get(Class<D> type) {
        return type.cast(Objects.requireNonNull(seen.get(type), type.getName()));
    }
}
