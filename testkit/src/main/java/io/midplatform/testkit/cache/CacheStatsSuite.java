package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbers. */
public abstract class CacheStatsSuite extends CacheSuite {
    /** For subclasses. */
    protected CacheStatsSuite() {}

    @Test
    protected void fresh_isZero() {
        CacheStats stats = cache().stats();
        assertThat(stats.hits()).isZero();
        assertThat(stats.misses()).isZero();
        assertThat(stats.loadTime()).isZero();
        assertThat(stats.hitRatio()).isEqualTo(1);
    }

    @Test
    protected void everyRead_isCountedOnce() {
        Cache<String> cache = cache("ttl", "10m", "soft-ttl", "5m", "negative-ttl", "1h", "jitter", "0");
        cache.put("a", "1");
        cache.find("a");
        cache.lookup("a");
        cache.get("a", key -> "x");
        cache.findAll(List.of("a", "missing"));
        cache.getAll(List.of("a", "loaded"), keys -> Map.of("loaded", "1"));
        cache.find("none", key -> null);
        cache.find("none");
        time.advance(Duration.ofMinutes(6));
        cache.find("a");
        CacheStats stats = cache.stats();
        assertThat(stats.hits()).isEqualTo(5);
        assertThat(stats.misses()).isEqualTo(3);
        assertThat(stats.negativeHits()).isEqualTo(1);
        assertThat(stats.staleHits()).isEqualTo(1);
        assertThat(stats.degraded()).isZero();
        assertThat(stats.loads()).isEqualTo(2);
        assertThat(stats.hitRatio()).isEqualTo(0.7);
    }

    @Test
    protected void writes_areNoReads() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        cache.putIfAbsent("a", "2");
        cache.replace("a", cache.lookup("a").version().orElseThrow(), "3");
        cache.remove("a");
        assertThat(cache.stats().hits()).isEqualTo(1);
        assertThat(cache.stats().misses()).isZero();
    }
}
