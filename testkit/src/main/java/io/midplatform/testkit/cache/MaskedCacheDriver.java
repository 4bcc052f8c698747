package io.midplatform.testkit.cache;

import io.midplatform.Registration;
import io.midplatform.Support;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import io.midplatform.cache.spi.NoticeListener;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A driver with features switched off, or smaller limits: being asked for what it does not declare is an {@link AssertionError}. */
public final class MaskedCacheDriver implements CacheDriver {
    private final CacheDriver driver;
    private final Set<CacheFeature> masked;
    private final int keyBytes;
    private final int valueBytes;

    /**
     * Switches features off.
     *
     * @param driver the driver
     * @param masked the features
     */
    public MaskedCacheDriver(CacheDriver driver, Set<CacheFeature> masked) {
        this(
                driver,
                masked,
                driver.capabilities().keyBytes(),
                driver.capabilities().valueBytes());
    }

    /**
     * Switches features off and lowers limits.
     *
     * @param driver the driver
     * @param masked the features
     * @param keyBytes the longest key
     * @param valueBytes the largest value
     */
    public MaskedCacheDriver(CacheDriver driver, Set<CacheFeature> masked, int keyBytes, int valueBytes) {
        this.driver = driver;
        this.keyBytes = keyBytes;
        this.valueBytes = valueBytes;
        this.masked = masked.isEmpty() ? EnumSet.noneOf(CacheFeature.class) : EnumSet.copyOf(masked);
    }

    @Override
    public CacheCapabilities capabilities() {
        CacheCapabilities whole = driver.capabilities();
        Map<CacheFeature, Support> left = new EnumMap<>(CacheFeature.class);
        left.putAll(whole.features());
        left.keySet().removeAll(masked);
        return new CacheCapabilities(left, keyBytes, valueBytes);
    }

    @Override
    public List<ItemOutcome<byte[]>> get(List<String> keys, Deadline deadline) throws Exception {
        keys.forEach(this::check);
        return driver.get(keys, deadline);
    }

    @Override
    public CacheWritten put(List<CacheWrite> writes, List<String> alongside, Deadline deadline) throws Exception {
        alongside.forEach(this::check);
        for (CacheWrite write : writes) {
            check(write.key());
            if (write.value().length > valueBytes) {
                throw new AssertionError("the engine sent " + write.value().length + " bytes");
            }
            if (write.condition() != CacheWrite.Condition.ALWAYS) {
                refuse(CacheFeature.CONDITIONAL_WRITES);
            }
        }
        return driver.put(writes, alongside, deadline);
    }

    @Override
    public List<ItemOutcome<Void>> remove(List<String> keys, Deadline deadline) throws Exception {
        keys.forEach(this::check);
        return driver.remove(keys, deadline);
    }

    @Override
    public boolean removeIf(String key, byte[] head, Deadline deadline) throws Exception {
        refuse(CacheFeature.CONDITIONAL_WRITES);
        return driver.removeIf(key, head, deadline);
    }

    @Override
    public long increment(String key, long by, long ttlMillis, Deadline deadline) throws Exception {
        refuse(CacheFeature.COUNTERS);
        return driver.increment(key, by, ttlMillis, deadline);
    }

    @Override
    public long counter(String key, Deadline deadline) throws Exception {
        refuse(CacheFeature.COUNTERS);
        return driver.counter(key, deadline);
    }

    @Override
    public void resetCounter(String key, Deadline deadline) throws Exception {
        refuse(CacheFeature.COUNTERS);
        driver.resetCounter(key, deadline);
    }

    @Override
    public void publish(byte[] notice) {
        refuse(CacheFeature.NEAR_CACHE);
        driver.publish(notice);
    }

    @Override
    public Registration subscribe(NoticeListener listener) {
        refuse(CacheFeature.NEAR_CACHE);
        return driver.subscribe(listener);
    }

    @Override
    public OptionalLong evictions() {
        return driver.evictions();
    }

    @Override
    public Failure classify(Throwable thrown) {
        return driver.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        return driver.verify(deadline);
    }

    @Override
    public String physicalName() {
        return driver.physicalName();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return driver.unwrap(type);
    }

    @Override
    public void close() {
        driver.close();
    }

    private void check(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > keyBytes) {
            throw new AssertionError("the engine sent a key beyond the limit of " + keyBytes + " bytes");
        }
    }

    private void refuse(CacheFeature feature) {
        if (masked.contains(feature)) {
            throw new AssertionError("the engine asked for " + feature.id() + ", which is switched off");
        }
    }
}
