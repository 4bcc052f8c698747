package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.Loader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** One load per key, however many ask; and what happens to those who wait. */
public abstract class CacheSingleFlightSuite extends CacheSuite {
    private static final CacheGetOptions SHORT = CacheGetOptions.defaults().timeout(Duration.ofSeconds(3));

    private final CountDownLatch loading = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /** For subclasses. */
    protected CacheSingleFlightSuite() {}

    @Test
    protected void get_ofManyThreads_loadsOnce() throws Exception {
        int threads = 100;
        Cache<String> cache = cache();
        for (int round = 0; round < 5; round++) {
            String key = "k" + round;
            AtomicInteger loads = new AtomicInteger();
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Caller<String>> callers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                callers.add(Caller.start(() -> {
                    start.await();
                    return cache.get(key, k -> {
                        int load = loads.incrementAndGet();
                        awaitThat(() -> time.scheduled() + loads.get() >= threads); // so that each of them misses
                        return "v" + load;
                    });
                }));
            }
            for (Caller<String> caller : callers) {
                assertThat(caller.result()).isEqualTo("v1");
            }
            assertThat(loads).hasValue(1);
        }
    }

    @Test
    protected void waiters_getTheValue_eachItsOwn() throws Exception {
        Cache<byte[]> cache = other("bytes", byte[].class);
        Caller<byte[]> owner = Caller.start(() -> cache.get("a", held(key -> new byte[] {1})));
        loading.await();
        Caller<byte[]> waiter = Caller.start(() -> cache.get("a", key -> new byte[] {2}));
        waitFor(1);
        release.countDown();
        byte[] first = owner.result();
        byte[] second = waiter.result();
        assertThat(second).containsExactly(1).isNotSameAs(first);
    }

    @Test
    protected void waiters_ofNothing_getNothing() throws Exception {
        Cache<String> cache = cache();
        Caller<String> owner =
                Caller.start(() -> cache.find("a", held(key -> null)).orElse("none"));
        loading.await();
        Caller<String> waiter = Caller.start(() -> cache.get("a", key -> "2"));
        waitFor(1);
        release.countDown();
        assertThat(owner.result()).isEqualTo("none");
        assertThat(waiter.thrown())
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    protected void waiters_ofUnchecked_getTheirOwn() throws Exception {
        IllegalArgumentException boom = new IllegalArgumentException("boom");
        List<Throwable> thrown = failTogether(boom);
        assertThat(thrown.get(0)).isSameAs(boom);
        for (Throwable other : thrown.subList(1, 3)) {
            assertThat(other)
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .isNotSameAs(boom)
                    .hasMessage("boom")
                    .hasCause(boom);
        }
        assertThat(thrown.get(1)).isNotSameAs(thrown.get(2));
    }

    @Test
    protected void waiters_ofUncheckedWithFields_getTheSame() throws Exception {
        WithCode boom = new WithCode(42);
        assertThat(failTogether(boom)).allSatisfy(e -> assertThat(e).isSameAs(boom));
    }

    @Test
    protected void waiters_ofChecked_getTheirOwn() throws Exception {
        IOException boom = new IOException("boom");
        List<Throwable> thrown = failTogether(boom);
        assertThat(thrown).doesNotHaveDuplicates().allSatisfy(e -> {
            assertThat(e).isInstanceOf(PlatformException.class).hasCause(boom);
            assertThat(((PlatformException) e).code()).isEqualTo(ErrorCode.LOADER);
        });
    }

    @Test
    protected void waiters_ofPlatformException_getTheirOwn() throws Exception {
        PlatformException boom = PlatformException.of(ErrorCode.THROTTLED, "slow down.")
                .retryable(true)
                .build();
        List<Throwable> thrown = failTogether(boom);
        assertThat(thrown).doesNotHaveDuplicates().allSatisfy(e -> {
            assertThat(((PlatformException) e).code()).isEqualTo(ErrorCode.THROTTLED);
            assertThat(((PlatformException) e).retryable()).isTrue();
        });
    }

    @Test
    protected void waiter_interrupted_leavesAlone() throws Exception {
        Cache<String> cache = cache();
        Caller<String> owner = Caller.start(() -> cache.get("a", held(key -> "1")));
        loading.await();
        Caller<String> waiter = Caller.start(() -> {
            try {
                return cache.get("a", key -> "2");
            } catch (PlatformException e) {
                return e.code() + " " + Thread.currentThread().isInterrupted();
            }
        });
        waitFor(1);
        waiter.interrupt();
        assertThat(waiter.result()).isEqualTo("CANCELLED true");
        assertThat(owner.isDone()).isFalse();
        release.countDown();
        assertThat(owner.result()).isEqualTo("1");
        assertThat(cache.find("a")).contains("1");
    }

    @Test
    protected void waiter_outOfTime_leavesAlone() throws Exception {
        Cache<String> cache = cache();
        Caller<String> owner = Caller.start(() -> cache.get("a", held(key -> "1")));
        loading.await();
        Caller<String> waiter = Caller.start(
                () -> cache.get("a", key -> "2", CacheGetOptions.defaults().timeout(Duration.ofSeconds(3))));
        waitFor(1);
        time.advance(Duration.ofMillis(2_999));
        assertThat(waiter.isDone()).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(waiter.thrown()).isInstanceOfSatisfying(PlatformException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
            assertThat(e.retryable()).isTrue();
            assertThat(e.ambiguous()).isFalse();
        });
        release.countDown();
        assertThat(owner.result()).isEqualTo("1");
    }

    /** The owner ends in the moment in which the waiter's time does. */
    @Test
    protected void waiter_outOfTime_doesNotTakeOver() throws Exception {
        Cache<String> cache = cache();
        assertLate(cache, loader -> cache.get("a", loader, SHORT));
    }

    @Test
    protected void waiterForSeveralKeys_outOfTime_doesNotTakeOver() throws Exception {
        Cache<String> cache = cache();
        assertLate(
                cache,
                loader -> cache.getAll(List.of("a"), keys -> Map.of("a", loader.load("a")), SHORT)
                        .get("a"));
    }

    private void assertLate(Cache<String> cache, Function<Loader<String>, String> call) throws Exception {
        AtomicInteger loads = new AtomicInteger();
        Caller<String> owner = Caller.start(() -> cache.get("a", held(key -> "1")));
        loading.await();
        Caller<String> waiter = Caller.start(() -> call.apply(key -> "2." + loads.incrementAndGet()));
        waitFor(1);
        time.onAdvance(
                step -> { // before the waiter is told that its time is over
                    owner.interrupt();
                    awaitThat(owner::isDone);
                });
        time.advance(Duration.ofSeconds(3));
        assertThat(waiter.thrown())
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
        assertThat(loads).hasValue(0);
    }

    @Test
    protected void waiter_takesOver_whenTheOwnerIsInterrupted() throws Exception {
        Cache<String> cache = cache();
        Caller<String> owner = Caller.start(() -> cache.get("a", held(key -> "1")));
        loading.await();
        Caller<String> waiter = Caller.start(() -> cache.get("a", key -> "2"));
        waitFor(1);
        owner.interrupt();
        assertThat(owner.thrown())
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(waiter.result()).isEqualTo("2");
        assertThat(cache.find("a")).contains("2");
    }

    /** Many a library makes an exception of its own of an interruption, and restores the flag. */
    @Test
    protected void waiter_takesOver_whenTheOwnersLoaderMakesMoreOfAnInterruption() throws Exception {
        Cache<String> cache = cache();
        Loader<String> loader = held(key -> "1");
        Caller<String> owner = Caller.start(() -> cache.get("a", key -> {
            try {
                return loader.load(key);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("gave up", e);
            }
        }));
        loading.await();
        Caller<String> waiter = Caller.start(() -> cache.get("a", key -> "2"));
        waitFor(1);
        owner.interrupt();
        assertThat(owner.thrown()).isInstanceOf(IllegalStateException.class);
        assertThat(waiter.result()).isEqualTo("2");
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void waiter_takesOver_whenTheOwnerEndsWithAnError() throws Exception {
        Cache<String> cache = cache();
        Caller<String> owner = Caller.start(() -> cache.get("a", held(key -> {
            throw new AssertionError("boom");
        })));
        loading.await();
        Caller<String> waiter = Caller.start(() -> cache.get("a", key -> "2"));
        waitFor(1);
        release.countDown();
        assertThat(owner.thrown()).isInstanceOf(AssertionError.class);
        assertThat(waiter.result()).isEqualTo("2");
    }

    @Test
    protected void otherKeys_doNotWait() throws Exception {
        Cache<String> cache = cache();
        Caller<String> owner = Caller.start(() -> cache.get("a", held(key -> "1")));
        loading.await();
        assertThat(cache.get("b", key -> "2")).isEqualTo("2");
        assertThat(cache.find("a")).isEmpty();
        release.countDown();
        owner.result();
    }

    private List<Throwable> failTogether(Exception boom) throws Exception {
        Cache<String> cache = cache();
        Loader<String> failing = held(key -> {
            throw boom;
        });
        List<Caller<String>> callers = new ArrayList<>();
        callers.add(Caller.start(() -> cache.get("a", failing)));
        loading.await();
        callers.add(Caller.start(() -> cache.get("a", key -> "2")));
        callers.add(Caller.start(() -> cache.find("a", key -> "3").orElseThrow()));
        waitFor(2);
        release.countDown();
        List<Throwable> thrown = new ArrayList<>();
        for (Caller<String> caller : callers) {
            thrown.add(caller.thrown());
        }
        assertThat(cache.find("a")).isEmpty();
        return thrown;
    }

    /** A loader that tells that it runs and waits to be released. */
    private <V> Loader<V> held(Loader<V> loader) {
        return key -> {
            loading.countDown();
            release.await();
            return loader.load(key);
        };
    }

    /** Until so many callers wait: each has set its alarm. */
    private void waitFor(int waiters) {
        while (time.scheduled() < waiters) {
            Thread.onSpinWait();
        }
    }

    /** An exception that a copy could not do justice to. */
    private static final class WithCode extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int code;

        WithCode(int code) {
            this.code = code;
        }

        @Override
        public String getMessage() {
            return "code " + code;
        }
    }
}
