package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheStatus;
import io.midplatform.cache.Loader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What happens when the store fails. */
public abstract class CacheFailureSuite extends CacheSuite {
    /** For subclasses. */
    protected CacheFailureSuite() {}

    @Test
    protected void failOpen_readsAreDegradedMisses() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        driver().fail(ErrorCode.UNAVAILABLE);
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.DEGRADED);
        assertThat(cache.findAll(List.of("a", "b"))).isEmpty();
        assertThat(cache.stats().degraded()).isEqualTo(4);
        driver().heal();
        assertThat(cache.find("a")).contains("1");
    }

    @Test
    protected void failOpen_loadersStepIn_andTheWriteBackIsDropped() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        driver().fail(ErrorCode.UNAVAILABLE);
        assertThat(cache.get("a", key -> "2")).isEqualTo("2");
        assertThat(cache.find("a", key -> "3")).contains("3");
        assertThat(cache.getAll(List.of("a", "b"), keys -> Map.of("a", "4", "b", "5")))
                .hasSize(2);
        assertThat(cache.stats().droppedWrites()).isEqualTo(4);
        driver().heal();
        assertThat(cache.find("a")).contains("1");
    }

    @Test
    protected void failOpen_aFailedWriteBack_isDropped() {
        Cache<String> cache = cache();
        cache.put("other", "x");
        driver().fail("put", ErrorCode.UNAVAILABLE);
        assertThat(cache.get("a", key -> "1")).isEqualTo("1");
        assertThat(cache.stats().droppedWrites()).isEqualTo(1);
        driver().heal();
        assertThat(cache.find("a")).isEmpty();
    }

    @Test
    protected void failOpen_oneKeyOfMany_isDegradedAlone() {
        Cache<String> cache = cache();
        cache.putAll(Map.of("a", "1", "b", "2"));
        driver().failItem(0);
        assertThat(cache.findAll(List.of("a", "b"))).containsExactly(Map.entry("b", "2"));
        assertThat(cache.getAll(List.of("a", "b"), keys -> Map.of("a", "loaded")))
                .containsExactly(Map.entry("a", "loaded"), Map.entry("b", "2"));
    }

    @Test
    protected void failOpen_theMarkersOfTagsFailing_isDegraded() {
        Cache<String> cache = cache();
        cache.put("a", "1", CachePutOptions.defaults().tags("t"));
        driver().before("get", () -> driver().before("get", () -> driver().fail(ErrorCode.UNAVAILABLE)));
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.DEGRADED);
    }

    @Test
    protected void failOpen_explicitWritesThrow() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        String version = cache.lookup("a").version().orElseThrow();
        driver().fail(ErrorCode.UNAVAILABLE);
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.put("a", "2"));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.putAll(Map.of("a", "2")));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.putIfAbsent("a", "2"));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.replace("a", version, "2"));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.remove("a"));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.removeAll(List.of("a")));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.invalidateTag("t"));
        assertCode(ErrorCode.UNAVAILABLE, cache::clear);
    }

    @Test
    protected void failFast_everythingThrows() {
        Cache<String> cache = cache("failure-policy", "fail-fast");
        cache.put("a", "1");
        driver().fail(ErrorCode.UNAVAILABLE);
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.find("a"));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.lookup("a"));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.findAll(List.of("a")));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.get("a", key -> "2"));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.find("a", key -> "2"));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.getAll(List.of("a"), keys -> Map.of("a", "2")));
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.put("a", "2"));
        driver().heal();
        driver().fail("put", ErrorCode.THROTTLED);
        assertCode(ErrorCode.THROTTLED, () -> cache.get("b", key -> "2"));
        assertCode(ErrorCode.THROTTLED, () -> cache.getAll(List.of("b"), keys -> Map.of("b", "2")));
        driver().heal();
        driver().failItem(0);
        assertCode(ErrorCode.UNAVAILABLE, () -> cache.findAll(List.of("a", "b")));
        driver().heal();
        assertThat(cache.find("a")).contains("1");
        assertThat(cache.stats().degraded()).isZero();
    }

    @Test
    protected void failOpen_doesNotHideWhatTheCallerDidWrong() {
        Cache<String> cache = cache();
        for (ErrorCode code : List.of(ErrorCode.INVALID_REQUEST, ErrorCode.CONFIGURATION)) {
            driver().fail(code);
            assertCode(code, () -> cache.find("a"));
        }
    }

    @Test
    protected void interrupt_isCancelled_underBothPolicies() {
        for (String policy : List.of("fail-open", "fail-fast")) {
            Cache<String> cache = cache("failure-policy", policy);
            driver().fail(new InterruptedException());
            assertCode(ErrorCode.CANCELLED, () -> cache.find("a"));
            assertThat(Thread.interrupted()).isTrue();
            assertCode(ErrorCode.CANCELLED, () -> cache.get("a", key -> "1"));
            assertThat(Thread.interrupted()).isTrue();
            assertCode(ErrorCode.CANCELLED, () -> cache.put("a", "1"));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    protected void interruptDuringTheWriteBack_keepsTheValueAndTheFlag() {
        Cache<String> cache = cache();
        cache.put("other", "x");
        driver().before("put", () -> {
            throw new InterruptedException();
        });
        assertThat(cache.get("a", key -> "1")).isEqualTo("1");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cache.stats().droppedWrites()).isEqualTo(1);
    }

    @Test
    protected void interruptDuringTheWriteBack_endsTheOwnersCallOnly() throws Exception {
        Cache<String> cache = cache("failure-policy", "fail-fast");
        cache.put("other", "x");
        assertEndsTheOwnersCallOnly(cache, loader -> cache.get("a", loader));
        assertEndsTheOwnersCallOnly(
                cache,
                loader -> cache.getAll(List.of("a"), keys -> Map.of("a", loader.load("a")))
                        .get("a"));
    }

    private void assertEndsTheOwnersCallOnly(Cache<String> cache, Function<Loader<String>, String> call)
            throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Caller<String> owner = Caller.start(() -> call.apply(key -> {
            loading.countDown();
            release.await();
            return "1";
        }));
        loading.await();
        Caller<String> waiter = Caller.start(() -> cache.get("a", key -> "2"));
        awaitScheduled(1);
        driver().before("put", () -> {
            throw new InterruptedException();
        });
        release.countDown();
        Throwable cancelled = owner.thrown();
        assertCode(ErrorCode.CANCELLED, () -> {
            throw (RuntimeException) cancelled;
        });
        assertThat(waiter.result()).isEqualTo("1");
    }

    @Test
    protected void timeouts_areDegraded_orDeadlineExceeded() {
        Cache<String> open = cache();
        driver().fail(new TimeoutException());
        assertThat(open.lookup("a").status()).isEqualTo(CacheStatus.DEGRADED);
        assertThatThrownBy(() -> open.put("a", "1")).isInstanceOfSatisfying(PlatformException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
            assertThat(e.ambiguous()).isTrue();
        });
    }

    @Test
    protected void maxStale_helpsAgainstTheLoader_notAgainstTheStore() {
        Cache<String> cache = cache("max-stale", "10m");
        cache.put("a", "1");
        driver().fail(ErrorCode.UNAVAILABLE);
        assertThatThrownBy(() -> cache.get("a", key -> {
                    throw new IOException();
                }))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOADER));
    }

    @Test
    protected void breaker_sparesTheStore_andTriesAgain() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        driver().fail(ErrorCode.UNAVAILABLE);
        for (int i = 0; i < 50; i++) {
            assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.DEGRADED);
        }
        int tries = driver().calls().size();
        assertThat(tries).isLessThan(20);
        driver().forget();
        driver().heal();
        assertThat(cache.lookup("a").status()).as("still paused").isEqualTo(CacheStatus.DEGRADED);
        assertThat(driver().calls()).isEmpty();
        cache.put("b", "explicit writes are not held back");
        time.advance(Duration.ofMinutes(1));
        assertThat(cache.find("a")).contains("1");
        assertThat(cache.find("b")).isPresent();
    }

    @Test
    protected void breaker_triesOneCallAtATime() {
        Cache<String> cache = cache();
        driver().fail(ErrorCode.UNAVAILABLE);
        for (int i = 0; i < 50; i++) {
            cache.find("a");
        }
        time.advance(Duration.ofMinutes(1));
        driver().forget();
        for (int i = 0; i < 50; i++) {
            cache.find("a");
        }
        assertThat(driver().calls()).hasSize(1);
    }

    private static void assertCode(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
