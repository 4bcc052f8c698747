package io.midplatform.testkit.cache;

import io.midplatform.Registration;
import io.midplatform.Support;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import io.midplatform.cache.spi.ForwardingCacheDriver;
import io.midplatform.cache.spi.NoticeListener;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A driver with features switched off, or smaller limits: being asked for what it does not declare is an {@link AssertionError}. */
public final class MaskedCacheDriver extends ForwardingCacheDriver {
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
        super(driver);
        this.keyBytes = keyBytes;
        this.valueBytes = valueBytes;
        this.masked = masked.isEmpty() ? EnumSet.noneOf(CacheFeature.class) : EnumSet.copyOf(masked);
    }

    @Override
    public CacheCapabilities capabilities() {
        CacheCapabilities whole = below().capabilities();
        Map<CacheFeature, Support> left = new EnumMap<>(CacheFeature.class);
        left.putAll(whole.features());
        left.keySet().removeAll(masked);
        return new CacheCapabilities(left, keyBytes, valueBytes);
    }

    @Override
    public List<ItemOutcome<byte[]>> get(List<String> keys, Deadline deadline) throws Exception {
        keys.forEach(this::check);
        return below().get(keys, deadline);
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
        return below().put(writes, alongside, deadline);
    }

    @Override
    public List<ItemOutcome<Void>> remove(List<String> keys, Deadline deadline) throws Exception {
        keys.forEach(this::check);
        return below().remove(keys, deadline);
    }

    @Override
    public boolean removeIf(String key, byte[] head, Deadline deadline) throws Exception {
        refuse(CacheFeature.CONDITIONAL_WRITES);
        return below().removeIf(key, head, deadline);
    }

    @Override
    public long increment(String key, long by, long ttlMillis, Deadline deadline) throws Exception {
        refuse(CacheFeature.COUNTERS);
        return below().increment(key, by, ttlMillis, deadline);
    }

    @Override
    public long counter(String key, Deadline deadline) throws Exception {
        refuse(CacheFeature.COUNTERS);
        return below().counter(key, deadline);
    }

    @Override
    public void resetCounter(String key, Deadline deadline) throws Exception {
        refuse(CacheFeature.COUNTERS);
        below().resetCounter(key, deadline);
    }

    @Override
    public void publish(byte[] notice) {
        refuse(CacheFeature.NEAR_CACHE);
        below().publish(notice);
    }

    @Override
    public Registration subscribe(NoticeListener listener) {
        refuse(CacheFeature.NEAR_CACHE);
        return below().subscribe(listener);
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
