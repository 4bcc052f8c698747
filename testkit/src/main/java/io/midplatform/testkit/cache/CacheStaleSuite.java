package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheStatus;
import io.midplatform.cache.Loader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Stale values: refreshed in the background, or standing in for a loader that fails. */
public abstract class CacheStaleSuite extends CacheSuite {
    private static final Loader<String> BROKEN = key -> {
        throw new IOException("down");
    };

    /** For subclasses. */
    protected CacheStaleSuite() {}

    @Test
    protected void pastSoftTtl_isStale_andGood() {
        Cache<String> cache = cache("ttl", "10m", "soft-ttl", "1m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofSeconds(59));
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.HIT);
        time.advance(Duration.ofSeconds(1));
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.STALE);
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofMinutes(9));
        assertThat(cache.find("a")).contains("1");
        time.advance(Duration.ofMinutes(9));
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.MISS);
    }

    @Test
    protected void stale_isReturnedAtOnce_whileOneRefreshes() throws Exception {
        Cache<String> cache = cache("ttl", "10m", "soft-ttl", "1m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(2));
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch release = new CountDownLatch(1);
        Loader<String> slow = key -> {
            loads.incrementAndGet();
            release.await();
            return "2";
        };
        for (int i = 0; i < 10; i++) {
            assertThat(cache.get("a", slow)).isEqualTo("1");
            assertThat(cache.find("a", slow)).contains("1");
        }
        release.countDown();
        awaitValue(cache, "2");
        assertThat(loads).hasValue(1);
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.HIT);
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofMinutes(10));
    }

    @Test
    protected void aFailedRefresh_leavesTheValue_andIsTriedAgain() throws Exception {
        Cache<String> cache = cache("ttl", "10m", "soft-ttl", "1m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(2));
        assertThat(cache.get("a", BROKEN)).isEqualTo("1");
        while (cache.stats().loadFailures() < 1) {
            Thread.onSpinWait();
        }
        assertThat(cache.find("a")).contains("1");
        while (!cache.get("a", key -> "2").equals("2")) {
            Thread.onSpinWait();
        }
        assertThat(cache.find("a")).contains("2");
    }

    /** As when the system has no more threads. */
    @Test
    protected void aRefreshThatTheExecutorFailsToTake_isBegunByTheNext() {
        AtomicBoolean broken = new AtomicBoolean();
        ConcurrentLinkedQueue<Runnable> refreshes = new ConcurrentLinkedQueue<>();
        background(task -> {
            if (broken.getAndSet(false)) {
                throw new OutOfMemoryError("the test wants it so");
            }
            refreshes.add(task);
        });
        Cache<String> cache = cache("ttl", "10m", "soft-ttl", "1m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(2));
        broken.set(true);
        assertThatThrownBy(() -> cache.get("a", key -> "2")).isInstanceOf(OutOfMemoryError.class);
        assertThat(cache.get("a", key -> "2")).isEqualTo("1");
        assertThat(refreshes).hasSize(1);
        refreshes.remove().run();
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void aRefreshThatFindsNothing_removes() throws Exception {
        Cache<String> cache = cache("ttl", "10m", "soft-ttl", "1m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(2));
        assertThat(cache.find("a", key -> null)).contains("1");
        while (cache.find("a").isPresent()) {
            Thread.onSpinWait();
        }
    }

    @Test
    protected void aRefresh_doesNotUndoAWrite() throws Exception {
        Cache<String> cache = cache("ttl", "10m", "soft-ttl", "1m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(2));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        cache.get("a", key -> {
            loading.countDown();
            release.await();
            return "old";
        });
        loading.await();
        cache.put("a", "new");
        release.countDown();
        while (cache.stats().loads() < 1 || cache.stats().loadTime().isNegative()) {
            Thread.onSpinWait();
        }
        // a load of another key by the same executor cannot tell that the refresh has ended: the value must hold
        // whenever one looks
        for (int i = 0; i < 1_000; i++) {
            assertThat(cache.find("a")).contains("new");
        }
    }

    @Test
    protected void softTtlOfTheCall_wins() {
        Cache<String> cache = cache("ttl", "10m", "jitter", "0");
        cache.put("a", "1", CachePutOptions.defaults().softTtl(Duration.ofSeconds(5)));
        time.advance(Duration.ofSeconds(5));
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.STALE);
        Duration longer = Duration.ofMinutes(20);
        cache.put("b", "1", CachePutOptions.defaults().softTtl(longer));
        time.advance(Duration.ofMinutes(9));
        assertThat(cache.lookup("b").status()).isEqualTo(CacheStatus.HIT);
    }

    @Test
    protected void pastTtl_withinMaxStale_standsInForAFailingLoader() {
        Cache<String> cache = cache("ttl", "1m", "max-stale", "10m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(1));
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.MISS);
        assertThat(cache.get("a", BROKEN)).isEqualTo("1");
        assertThat(cache.find("a", BROKEN)).contains("1");
        assertThat(cache.get("a", key -> {
                    throw new IllegalStateException("unchecked as well");
                }))
                .isEqualTo("1");
        assertThat(cache.stats().fallbacks()).isEqualTo(3);
        assertThat(cache.get("a", key -> "2")).isEqualTo("2");
    }

    @Test
    protected void pastMaxStale_theLoadersFailureShows() {
        Cache<String> cache = cache("ttl", "1m", "max-stale", "10m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(11).minusMillis(1));
        assertThat(cache.get("a", BROKEN)).isEqualTo("1");
        time.advance(Duration.ofMillis(1));
        assertLoader(() -> cache.get("a", BROKEN));
    }

    @Test
    protected void withoutMaxStale_theLoadersFailureShows() {
        Cache<String> cache = cache("ttl", "1m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(1));
        assertLoader(() -> cache.get("a", BROKEN));
    }

    @Test
    protected void maxStaleOfTheRead_limitsWhatStandsIn() {
        Cache<String> cache = cache("ttl", "1m", "max-stale", "10m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(5));
        assertLoader(() -> cache.get("a", BROKEN, CacheGetOptions.defaults().maxStale(Duration.ofMinutes(2))));
        assertThat(cache.get("a", BROKEN, CacheGetOptions.defaults().maxStale(Duration.ofMinutes(5))))
                .isEqualTo("1");
    }

    @Test
    protected void maxStaleOfTheWrite_keepsTheEntry() {
        Cache<String> cache = cache("ttl", "1m", "jitter", "0");
        cache.put("a", "1", CachePutOptions.defaults().maxStale(Duration.ofMinutes(10)));
        time.advance(Duration.ofMinutes(5));
        assertThat(cache.get("a", BROKEN, CacheGetOptions.defaults().maxStale(Duration.ofMinutes(10))))
                .isEqualTo("1");
    }

    @Test
    protected void cleared_neverStandsIn() {
        Cache<String> cache = cache("ttl", "1m", "max-stale", "10m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(1));
        cache.clear();
        assertLoader(() -> cache.get("a", BROKEN));
    }

    @Test
    protected void knownAbsence_endsWhatCouldStandIn() {
        Cache<String> cache = cache("ttl", "1m", "max-stale", "10m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(1));
        assertThat(cache.find("a", key -> null)).isEmpty();
        assertLoader(() -> cache.get("a", BROKEN));
    }

    private static void assertLoader(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOADER));
    }

    /** The refresh runs on the platform's executor: only the cache itself can tell that it is done. */
    private static void awaitValue(Cache<String> cache, String expected) {
        while (!cache.find("a").orElseThrow().equals(expected)) {
            Thread.onSpinWait();
        }
    }
}
