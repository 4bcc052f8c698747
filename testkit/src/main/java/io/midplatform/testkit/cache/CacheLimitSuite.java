package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.Counters;
import io.midplatform.cache.spi.CacheDriver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A store with small limits: longer keys are hashed, larger values refused before anything is sent. */
public abstract class CacheLimitSuite extends CacheSuite {
    private static final int ENVELOPE = 30;

    /** For subclasses. */
    protected CacheLimitSuite() {}

    @Override
    protected CacheDriver wrap(CacheDriver driver) {
        return new MaskedCacheDriver(driver, Set.of(), 160, ENVELOPE + 1_000);
    }

    @Test
    protected void largeValues_areRefused_beforeAnythingIsSent() {
        Cache<String> cache = cache();
        String fits = "x".repeat(1_000);
        String large = "x".repeat(1_001);
        fails(ErrorCode.LIMIT_EXCEEDED, () -> cache.put("a", large));
        fails(ErrorCode.LIMIT_EXCEEDED, () -> cache.putIfAbsent("a", large));
        fails(ErrorCode.LIMIT_EXCEEDED, () -> cache.replace("a", "0".repeat(20), large));
        fails(ErrorCode.LIMIT_EXCEEDED, () -> cache.putAll(Map.of("a", fits, "b", large)));
        fails(
                ErrorCode.LIMIT_EXCEEDED,
                () -> cache.put("a", fits, CachePutOptions.defaults().tags("t")));
        assertThat(driver().calls()).isEmpty();
        cache.put("a", fits);
        assertThat(cache.find("a")).contains(fits);
    }

    @Test
    protected void largeLoadedValues_areReturned_andNotCached() {
        Cache<String> cache = cache();
        String large = "x".repeat(1_001);
        assertThat(cache.get("a", key -> large)).isEqualTo(large);
        assertThat(cache.getAll(List.of("a", "b"), keys -> Map.of("a", large, "b", "fits")))
                .hasSize(2);
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.find("b")).contains("fits");
        assertThat(cache.stats().droppedWrites()).isEqualTo(2);
    }

    @Test
    protected void longKeysAndTags_areHashed() {
        Cache<String> cache = cache();
        for (int length = 100; length < 300; length += 7) {
            String key = "\u00e9".repeat(length);
            CachePutOptions tagged = CachePutOptions.defaults().tags(key);
            cache.put(key, "1", tagged);
            assertThat(cache.find(key)).contains("1");
            assertThat(cache.find(key + "x")).isEmpty();
            cache.invalidateTag(key);
            assertThat(cache.find(key)).isEmpty();
        }
    }

    @Test
    protected void longKeysOfCounters_areHashed() {
        Counters counters = counters();
        String key = "k".repeat(1_000);
        assertThat(counters.increment(key)).isEqualTo(1);
        assertThat(counters.increment(key)).isEqualTo(2);
        assertThat(counters.get(key + "k")).isZero();
    }

    @Test
    protected void aPrefixThatLeavesNoRoom_isAConfigurationError() {
        fails(
                ErrorCode.CONFIGURATION,
                () -> opened(builder(
                                        "midplatform.cache." + "n".repeat(120) + ".ttl",
                                        "1m",
                                        "midplatform.cache." + "n".repeat(120) + ".prefix",
                                        "p".repeat(64))
                                .layer(new LimitLayer()))
                        .cache("n".repeat(120), String.class));
    }

    private final class LimitLayer implements io.midplatform.spi.DriverLayer {
        @Override
        public CacheDriver cache(String resource, CacheDriver driver) {
            return wrap(driver);
        }
    }
}
