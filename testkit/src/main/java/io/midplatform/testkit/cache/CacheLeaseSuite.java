package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.spi.CacheDriver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One load per key among processes, by a lease in the store. */
public abstract class CacheLeaseSuite extends LeasedCacheSuite {
    private Set<CacheFeature> masked = Set.of();

    /** For subclasses. */
    protected CacheLeaseSuite() {}

    @Override
    protected CacheDriver wrap(CacheDriver driver) {
        return masked.isEmpty() ? driver : new MaskedCacheDriver(driver, masked);
    }

    @Test
    protected void aKeyMissingInTwoProcesses_isLoadedOnce() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess("lease", "true");
        List<Caller<String>> callers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Cache<String> cache = i % 2 == 0 ? one : two;
            callers.add(Caller.start(() -> cache.get("a", held("v"))));
        }
        awaitScheduled(49 + 1 + 50); // with one: its waiters and its renewal; with the other: its waiters and its look
        release.countDown();
        awaitThat(() -> callers.stream().filter(Caller::isDone).count() >= 50);
        advanceUntil(50, POLL, () -> callers.stream().allMatch(Caller::isDone));
        for (Caller<String> caller : callers) {
            assertThat(caller.result()).isEqualTo("v");
        }
        assertThat(loads).hasValue(1);
        assertThat(isStored(LEASE)).as("released").isFalse();
        assertThat(time.scheduled()).isZero();
    }

    @Test
    protected void aLoad_asksForTheLease_andAHitDoesNot() {
        Cache<String> cache = cache("lease", "true");
        cache.put("b", "1");
        driver().forget();
        assertThat(cache.get("a", key -> "1")).isEqualTo("1");
        assertThat(driver().calls()).containsExactly("get", "put", "get", "put", "removeIf");
        driver().forget();
        assertThat(cache.get("a", key -> "2")).isEqualTo("1");
        assertThat(cache.find("a", key -> "2")).contains("1");
        assertThat(driver().calls()).containsExactly("get", "get");
    }

    @Test
    protected void whatCameBetweenTheLookAndTheLease_isNotLoadedAgain() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess();
        one.put("b", "1");
        driver().before("put", () -> two.put("a", "theirs"));
        assertThat(one.get("a", held("ours"))).isEqualTo("theirs");
        driver().before("put", () -> two.put("c", "theirs"));
        assertThat(one.getAll(List.of("c", "d"), keys -> Map.of("c", "ours", "d", "ours")))
                .containsExactly(Map.entry("c", "theirs"), Map.entry("d", "ours"));
        assertThat(loads).hasValue(0);
        assertThat(isStored(LEASE)).isFalse();
    }

    @Test
    protected void switchedOff_everyProcessLoads() throws Exception {
        Cache<String> one = cache();
        Cache<String> two = cacheOfAnotherProcess();
        Caller<String> first = Caller.start(() -> one.get("a", held("1")));
        loading.await();
        assertThat(two.get("a", key -> "2")).isEqualTo("2");
        release.countDown();
        assertThat(first.result()).isEqualTo("1");
        assertThat(driver().calls()).doesNotContain("removeIf");
    }

    @Test
    protected void withoutConditionalWrites_isUnsupported() {
        masked = Set.of(CacheFeature.CONDITIONAL_WRITES);
        PlatformException thrown = fails(ErrorCode.UNSUPPORTED, () -> cache("lease", "true"));
        assertThat(thrown.getMessage()).contains("conditional-writes");
        assertThat(driver().calls()).isEmpty();
    }

    @Test
    protected void aSlowLoader_keepsItsLease() throws Exception {
        // with time left after the load: a store that is asked over a network needs some to write it back
        Cache<String> one = cache("lease", "true", "lease-time", "9s", "timeout", "10m");
        Cache<String> two = cacheOfAnotherProcess("lease", "true", "timeout", "10m");
        Caller<String> first = Caller.start(() -> one.get("a", held("1")));
        loading.await();
        Caller<String> second = Caller.start(() -> two.get("a", held("2")));
        awaitScheduled(2);
        driver().forget();
        for (int renewals = 1; renewals <= 10; renewals++) {
            time.advance(Duration.ofSeconds(3));
            awaitScheduled(2); // the next renewal and the next look
            assertThat(Collections.frequency(driver().calls(), "put")).isEqualTo(renewals);
        }
        assertThat(second.isDone()).isFalse();
        release.countDown();
        assertThat(first.result()).isEqualTo("1");
        advanceUntil(1, POLL, second::isDone);
        assertThat(second.result()).isEqualTo("1");
        assertThat(loads).hasValue(1);
        assertThat(time.scheduled()).isZero();
    }

    @Test
    protected void aLeaseThatWasLost_isNotTakenBack() throws Exception {
        Cache<String> cache = cache("lease", "true", "lease-time", "9s");
        Caller<String> caller = Caller.start(() -> cache.get("a", held("1")));
        loading.await();
        driver().remove(List.of(LEASE), deadline());
        lease(LEASE, Duration.ofMinutes(1));
        driver().forget();
        time.advance(Duration.ofSeconds(3));
        awaitCall("put");
        release.countDown();
        assertThat(caller.result()).isEqualTo("1");
        assertThat(cache.find("a")).contains("1");
        assertThat(isStored(LEASE)).as("somebody's").isTrue();
    }

    @Test
    protected void theLeaseOfADeadProcess_ends() throws Exception {
        Cache<String> cache = cache("lease", "true");
        lease(LEASE, Duration.ofSeconds(1));
        Caller<String> caller = Caller.start(() -> cache.get("a", key -> "1"));
        awaitScheduled(1);
        time.advance(POLL);
        awaitScheduled(1);
        assertThat(caller.isDone()).isFalse();
        passStoreTime(Duration.ofSeconds(1));
        advanceUntil(1, POLL, caller::isDone);
        assertThat(caller.result()).isEqualTo("1");
    }

    @Test
    protected void whatAnotherProcessPuts_isTheAnswer() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess();
        lease(LEASE, Duration.ofHours(1));
        Caller<String> caller = Caller.start(() -> one.get("a", held("loaded")));
        awaitScheduled(1);
        two.put("a", "put");
        advanceUntil(1, POLL, caller::isDone);
        assertThat(caller.result()).isEqualTo("put");
    }

    @Test
    protected void aLoaderThatThrows_leavesTheLeaseToOthers() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess("lease", "true");
        IOException boom = new IOException("boom");
        Caller<String> first = Caller.start(() -> one.get("a", held(key -> {
            throw boom;
        })));
        loading.await();
        IOException own = new IOException("own");
        Caller<String> second = Caller.start(() -> two.get("a", key -> {
            throw own;
        }));
        awaitScheduled(2);
        release.countDown();
        assertThat(first.thrown()).hasCause(boom);
        advanceUntil(1, POLL, second::isDone);
        assertThat(second.thrown()).hasCause(own);
        awaitReleased(LEASE);
        assertThat(two.get("a", key -> "2")).isEqualTo("2");
    }

    @Test
    protected void anInterruptedLoader_leavesTheLeaseToOthers() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess("lease", "true");
        Caller<String> first = Caller.start(() -> one.get("a", held("1")));
        loading.await();
        driver().before("removeIf", () -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException(); // as clients of real stores do
            }
        });
        first.interrupt();
        assertCode(ErrorCode.CANCELLED, first.thrown());
        awaitReleased(LEASE); // by another thread: this one may not wait any more
        assertThat(two.get("a", key -> "2")).isEqualTo("2");
        assertThat(time.nanoTime()).as("no lease was waited for").isZero();
    }

    @Test
    protected void absence_isShared_whenItIsRemembered() throws Exception {
        Cache<String> one = cache("lease", "true", "negative-ttl", "1m");
        Cache<String> two = cacheOfAnotherProcess("lease", "true");
        Caller<String> first =
                Caller.start(() -> one.find("a", held(key -> null)).orElse("none"));
        loading.await();
        Caller<String> second = Caller.start(() -> two.find("a", key -> "2").orElse("none"));
        awaitScheduled(2);
        release.countDown();
        assertThat(first.result()).isEqualTo("none");
        advanceUntil(1, POLL, second::isDone);
        assertThat(second.result()).isEqualTo("none");
        assertThat(one.find("c", key -> null)).isEmpty();
    }

    @Test
    protected void absence_thatIsNotRemembered_isNoAnswer() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess("lease", "true");
        Caller<String> first =
                Caller.start(() -> one.find("a", held(key -> null)).orElse("none"));
        loading.await();
        Caller<String> second = Caller.start(() -> two.get("a", key -> "2"));
        awaitScheduled(2);
        release.countDown();
        assertThat(first.result()).isEqualTo("none");
        advanceUntil(1, POLL, second::isDone);
        assertThat(second.result()).isEqualTo("2");
    }

    @Test
    protected void waiter_interrupted_isCancelled() throws Exception {
        Cache<String> cache = cache("lease", "true");
        lease(LEASE, Duration.ofHours(1));
        Caller<String> caller = Caller.start(() -> {
            try {
                return cache.get("a", held("1"));
            } catch (PlatformException e) {
                return e.code() + " " + Thread.currentThread().isInterrupted();
            }
        });
        awaitScheduled(1);
        caller.interrupt();
        assertThat(caller.result()).isEqualTo("CANCELLED true");
        assertThat(loads).hasValue(0);
    }

    @Test
    protected void waiter_outOfTime_isLate() throws Exception {
        Cache<String> cache = cache("lease", "true");
        lease(LEASE, Duration.ofHours(1));
        CacheGetOptions options = CacheGetOptions.defaults().timeout(Duration.ofSeconds(3));
        Caller<String> caller = Caller.start(() -> cache.get("a", held("1"), options));
        Duration start = Duration.ofNanos(time.nanoTime());
        advanceUntil(1, Duration.ofMillis(1), caller::isDone);
        assertCode(ErrorCode.DEADLINE_EXCEEDED, caller.thrown());
        assertThat(Duration.ofNanos(time.nanoTime()).minus(start)).isEqualTo(Duration.ofSeconds(3));
        assertThat(loads).hasValue(0);
        assertThat(isStored(LEASE)).as("somebody's").isTrue();
    }

    @Test
    protected void longKeys_haveLeasesOfTheirOwn() throws Exception {
        Cache<String> cache = cache("lease", "true");
        String key = "k".repeat(1_000);
        assertThat(cache.get(key, k -> cache.get(key + "x", other -> "in") + " out"))
                .isEqualTo("in out");
        assertThat(cache.find(key)).contains("in out");
        assertThat(time.scheduled()).isZero();
    }
}
