package io.midplatform.cache.spi;

import io.midplatform.Registration;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** A layer's start: hands every call to the driver below. Override what the layer changes. */
public abstract class ForwardingCacheDriver implements CacheDriver {
    private final CacheDriver below;

    /**
     * Wraps a driver.
     *
     * @param below the driver below
     */
    protected ForwardingCacheDriver(CacheDriver below) {
        this.below = Objects.requireNonNull(below, "below");
    }

    /**
     * The driver below.
     *
     * @return the driver
     */
    protected final CacheDriver below() {
        return below;
    }

    @Override
    public CacheCapabilities capabilities() {
        return below.capabilities();
    }

    @Override
    public List<ItemOutcome<byte[]>> get(List<String> keys, Deadline deadline) throws Exception {
        return below.get(keys, deadline);
    }

    @Override
    public CacheWritten put(List<CacheWrite> writes, List<String> alongside, Deadline deadline) throws Exception {
        return below.put(writes, alongside, deadline);
    }

    @Override
    public List<ItemOutcome<Void>> remove(List<String> keys, Deadline deadline) throws Exception {
        return below.remove(keys, deadline);
    }

    @Override
    public boolean removeIf(String key, byte[] head, Deadline deadline) throws Exception {
        return below.removeIf(key, head, deadline);
    }

    @Override
    public long increment(String key, long by, long ttlMillis, Deadline deadline) throws Exception {
        return below.increment(key, by, ttlMillis, deadline);
    }

    @Override
    public long counter(String key, Deadline deadline) throws Exception {
        return below.counter(key, deadline);
    }

    @Override
    public void resetCounter(String key, Deadline deadline) throws Exception {
        below.resetCounter(key, deadline);
    }

    @Override
    public void publish(byte[] notice) {
        below.publish(notice);
    }

    @Override
    public Registration subscribe(NoticeListener listener) {
        return below.subscribe(listener);
    }

    @Override
    public OptionalLong evictions() {
        return below.evictions();
    }

    @Override
    public Failure classify(Throwable thrown) {
        return below.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        return below.verify(deadline);
    }

    @Override
    public String physicalName() {
        return below.physicalName();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return below.unwrap(type);
    }

    @Override
    public void close() {
        below.close();
    }
}
