package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CacheResult;
import io.midplatform.cache.CacheStatus;
import io.midplatform.cache.Loader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Remembered absence. */
public abstract class CacheNegativeSuite extends CacheSuite {
    private final AtomicInteger loads = new AtomicInteger();
    private final Loader<String> none = key -> {
        loads.incrementAndGet();
        return null;
    };

    /** For subclasses. */
    protected CacheNegativeSuite() {}

    @Test
    protected void absence_isRememberedForItsTime() {
        Cache<String> cache = cache("negative-ttl", "10s", "jitter", "0");
        assertThat(cache.find("a", none)).isEmpty();
        time.advance(Duration.ofMillis(9_999));
        assertThat(cache.find("a", none)).isEmpty();
        assertNotFound(() -> cache.get("a", none));
        assertThat(loads).hasValue(1);
        time.advance(Duration.ofMillis(1));
        assertThat(cache.find("a", key -> "1")).contains("1");
    }

    @Test
    protected void absence_isNotAValue() {
        Cache<String> cache = cache("negative-ttl", "10s", "jitter", "0");
        assertNotFound(() -> cache.get("a", none));
        time.advance(Duration.ofSeconds(4));
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.findAll(List.of("a"))).isEmpty();
        CacheResult<String> result = cache.lookup("a");
        assertThat(result.status()).isEqualTo(CacheStatus.NEGATIVE);
        assertThat(result.value()).isEmpty();
        assertThat(result.version()).isEmpty();
        assertThat(result.age()).contains(Duration.ofSeconds(4));
        assertThat(result.remaining()).contains(Duration.ofSeconds(6));
    }

    @Test
    protected void absence_isForgottenByWritesRemovesAndClears() {
        Cache<String> cache = cache("negative-ttl", "10m");
        cache.find("a", none);
        cache.put("a", "1");
        assertThat(cache.find("a")).contains("1");
        cache.find("b", none);
        cache.remove("b");
        assertThat(cache.find("b", key -> "1")).contains("1");
        cache.find("c", none);
        cache.clear();
        assertThat(cache.find("c", key -> "1")).contains("1");
        cache.find("d", none, CacheGetOptions.defaults().tags("t"));
        assertThat(cache.lookup("d").status()).isEqualTo(CacheStatus.NEGATIVE);
        cache.invalidateTag("t");
        assertThat(cache.find("d", key -> "1")).contains("1");
    }

    @Test
    protected void absence_isNotRememberedUnlessSet() {
        Cache<String> cache = cache();
        cache.find("a", none);
        cache.find("a", none);
        assertThat(loads).hasValue(2);
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.MISS);
    }

    @Test
    protected void negativeTtlOfTheCall_wins() {
        Cache<String> cache = cache("negative-ttl", "10m", "jitter", "0");
        cache.find("a", none, CacheGetOptions.defaults().negativeTtl(Duration.ofSeconds(1)));
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofSeconds(1));
        cache.find("b", none, CacheGetOptions.defaults().negativeTtl(Duration.ZERO));
        assertThat(cache.lookup("b").status()).isEqualTo(CacheStatus.MISS);
    }

    @Test
    protected void absence_neverStandsInForAFailingLoader() {
        Cache<String> cache = cache("negative-ttl", "1m", "max-stale", "10m", "jitter", "0");
        cache.find("a", none);
        time.advance(Duration.ofMinutes(1));
        IllegalStateException boom = new IllegalStateException();
        assertThatThrownBy(() -> cache.find("a", key -> {
                    throw boom;
                }))
                .isSameAs(boom);
    }

    private static void assertNotFound(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
}
