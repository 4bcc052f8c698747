package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CacheStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What happens around a load under a lease: writes and clears, refreshes, a store that fails. */
public abstract class CacheLeaseTroubleSuite extends LeasedCacheSuite {
    private static final String LEASE_B = "midplatform:test^b";

    /** For subclasses. */
    protected CacheLeaseTroubleSuite() {}

    @Test
    protected void aPutDuringTheLoad_wins() throws Exception {
        Cache<String> cache = cache("lease", "true");
        Caller<String> caller = Caller.start(() -> cache.get("a", held("old")));
        loading.await();
        cache.put("a", "new");
        release.countDown();
        assertThat(caller.result()).isEqualTo("old");
        assertThat(cache.find("a")).contains("new");
        assertThat(time.scheduled()).isZero();
    }

    @Test
    protected void whoAsksAfterARemoval_doesNotWaitForTheOldLoad() throws Exception {
        Cache<String> cache = cache("lease", "true");
        Caller<String> caller = Caller.start(() -> cache.get("a", held("old")));
        loading.await();
        cache.remove("a");
        assertThat(isStored(LEASE)).isFalse();
        assertThat(cache.get("a", key -> "new")).isEqualTo("new");
        release.countDown();
        assertThat(caller.result()).isEqualTo("old");
        assertThat(cache.find("a")).contains("new");
    }

    @Test
    protected void whoAsksAfterAClear_doesNotWaitForTheOldLoad() throws Exception {
        Cache<String> cache = cache("lease", "true");
        cache.put("b", "1");
        CacheGetOptions tagged = CacheGetOptions.defaults().tags("t");
        Caller<String> caller = Caller.start(() -> cache.get("a", held("old"), tagged));
        loading.await();
        cache.clear();
        assertThat(cache.get("a", key -> "new", tagged)).isEqualTo("new");
        release.countDown();
        assertThat(caller.result()).isEqualTo("old");
        assertThat(cache.find("a")).contains("new");
    }

    @Test
    protected void whoAsksAfterAnInvalidation_doesNotWaitForTheOldLoad() throws Exception {
        Cache<String> cache = cache("lease", "true");
        CacheGetOptions tagged = CacheGetOptions.defaults().tags("t");
        Caller<String> caller = Caller.start(() -> cache.get("a", held("old"), tagged));
        loading.await();
        cache.invalidateTag("t");
        assertThat(cache.get("a", key -> "new", tagged)).isEqualTo("new");
        release.countDown();
        assertThat(caller.result()).isEqualTo("old");
        assertThat(cache.find("a")).contains("new");
    }

    @Test
    protected void aClearByAnotherProcess_makesItLoadItself() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess("lease", "true");
        one.put("b", "1");
        Caller<String> first = Caller.start(() -> one.get("a", held("old")));
        loading.await();
        two.clear();
        Caller<String> second = Caller.start(() -> two.get("a", key -> "new"));
        awaitScheduled(2);
        release.countDown();
        assertThat(first.result()).isEqualTo("old");
        advanceUntil(1, POLL, second::isDone);
        assertThat(second.result()).isEqualTo("new");
        assertThat(one.find("a")).contains("new");
    }

    @Test
    protected void aStaleValue_isRefreshedByOneProcess() throws Exception {
        String[] settings = {"lease", "true", "ttl", "10m", "soft-ttl", "1m", "jitter", "0"};
        Cache<String> one = cache(settings);
        Cache<String> two = cacheOfAnotherProcess(settings);
        one.put("a", "1");
        time.advance(Duration.ofMinutes(2));
        assertThat(one.get("a", held("2"))).isEqualTo("1");
        loading.await();
        driver().forget();
        for (int i = 0; i < 10; i++) {
            assertThat(two.get("a", held("3"))).isEqualTo("1");
        }
        awaitCall("put"); // the other process has asked for the lease
        assertThat(two.get("a", held("3"))).isEqualTo("1");
        release.countDown();
        awaitThat(() -> two.find("a").orElseThrow().equals("2"));
        assertThat(loads).hasValue(1);
    }

    @Test
    protected void aRefreshThatAnotherProcessIsAt_isTriedAgainLater() throws Exception {
        ConcurrentLinkedQueue<Runnable> refreshes = new ConcurrentLinkedQueue<>();
        background(refreshes::add);
        Cache<String> cache = cache("lease", "true", "ttl", "10m", "soft-ttl", "1m", "jitter", "0");
        release.countDown();
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(2));
        lease(LEASE, Duration.ofHours(1));
        assertThat(cache.get("a", held("2"))).isEqualTo("1");
        refreshes.remove().run();
        driver().remove(List.of(LEASE), deadline());
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        for (int i = 0; i < 100; i++) {
            assertThat(cache.get("a", held("2"))).isEqualTo("1");
        }
        assertThat(refreshes).as("begun in the pause").isEmpty();
        assertThat(loads).hasValue(0);
        time.advance(Duration.ofNanos(1));
        assertThat(cache.get("a", held("2"))).isEqualTo("1");
        refreshes.remove().run();
        assertThat(cache.find("a")).contains("2");
        assertThat(loads).hasValue(1);
    }

    @Test
    protected void staleValues_endAWait() throws Exception {
        Cache<String> one = cache("lease", "true", "ttl", "10m", "soft-ttl", "1m", "jitter", "0");
        Cache<String> two = cacheOfAnotherProcess("ttl", "10m", "soft-ttl", "1ms", "jitter", "0");
        lease(LEASE, Duration.ofHours(1));
        Caller<String> caller = Caller.start(() -> one.get("a", held("1")));
        awaitScheduled(1);
        two.put("a", "stale");
        advanceUntil(1, POLL, caller::isDone);
        assertThat(caller.result()).isEqualTo("stale");
        assertThat(one.lookup("a").status()).isEqualTo(CacheStatus.STALE);
    }

    @Test
    protected void whatStandsIn_doesNotEndAWait() throws Exception {
        Cache<String> cache = cache("lease", "true", "ttl", "1m", "max-stale", "10m", "jitter", "0");
        cache.put("a", "past");
        time.advance(Duration.ofMinutes(1));
        lease(LEASE, Duration.ofHours(1));
        Caller<String> caller = Caller.start(() -> cache.get("a", key -> {
            throw new IOException("down");
        }));
        awaitScheduled(1);
        time.advance(POLL);
        awaitScheduled(1);
        assertThat(caller.isDone()).isFalse();
        driver().remove(List.of(LEASE), deadline());
        advanceUntil(1, POLL, caller::isDone);
        assertThat(caller.result()).isEqualTo("past");
    }

    @Test
    protected void aStoreThatGivesNoLease_keepsNobodyFromLoading() {
        Cache<String> cache = cache("lease", "true");
        driver().fail("put", ErrorCode.UNAVAILABLE);
        assertThat(cache.get("a", key -> "1")).isEqualTo("1");
        driver().fail(ErrorCode.UNAVAILABLE);
        assertThat(cache.get("a", key -> "2")).isEqualTo("2");
        assertThat(cache.getAll(List.of("a", "b"), keys -> Map.of("a", "3", "b", "4")))
                .hasSize(2);
        driver().heal();
        driver().failItem(0);
        assertThat(cache.get("a", key -> "5")).isEqualTo("5");
        assertThat(time.scheduled()).isZero();
    }

    @Test
    protected void aStoreThatFailsDuringAWait_endsIt() throws Exception {
        Cache<String> cache = cache("lease", "true");
        lease(LEASE, Duration.ofHours(1));
        Caller<String> caller = Caller.start(() -> cache.get("a", key -> "1"));
        awaitScheduled(1);
        driver().fail(ErrorCode.UNAVAILABLE);
        advanceUntil(1, POLL, caller::isDone);
        assertThat(caller.result()).isEqualTo("1");
    }

    @Test
    protected void failFast_throws_beforeTheLoad() throws Exception {
        Cache<String> cache = cache("lease", "true", "failure-policy", "fail-fast");
        release.countDown();
        driver().fail("put", ErrorCode.UNAVAILABLE);
        fails(ErrorCode.UNAVAILABLE, () -> cache.get("a", held("1")));
        driver().heal();
        driver().failItem(0);
        fails(ErrorCode.UNAVAILABLE, () -> cache.get("a", held("1")));
        assertThat(loads).hasValue(0);
    }

    @Test
    protected void aLeaseThatCannotBeReleased_failsNobody() {
        for (String policy : new String[] {"fail-open", "fail-fast"}) {
            Cache<String> cache = cache("lease", "true", "failure-policy", policy);
            driver().fail("removeIf", ErrorCode.UNAVAILABLE);
            assertThat(cache.get("a", key -> "1")).isEqualTo("1");
            assertThat(cache.find("a")).contains("1");
            assertThat(time.scheduled()).as("renewals").isZero();
        }
    }

    @Test
    protected void aRenewalThatFails_isTriedAgain() throws Exception {
        Cache<String> cache = cache("lease", "true", "lease-time", "9s");
        Caller<String> caller = Caller.start(() -> cache.get("a", held("1")));
        loading.await();
        driver().forget();
        driver().fail("put", ErrorCode.UNAVAILABLE);
        time.advance(Duration.ofSeconds(3));
        awaitScheduled(1);
        driver().heal();
        time.advance(Duration.ofSeconds(3));
        awaitScheduled(1);
        time.advance(Duration.ofSeconds(3));
        awaitScheduled(1);
        assertThat(isStored(LEASE)).isTrue();
        release.countDown();
        assertThat(caller.result()).isEqualTo("1");
        assertThat(isStored(LEASE)).isFalse();
    }

    /** The store has given the lease, and nobody is there to take it. */
    @Test
    protected void aLeaseWhoseTakerIsInterrupted_isGivenUp() throws Exception {
        background(Runnable::run);
        for (String policy : List.of("fail-open", "fail-fast")) {
            Cache<String> cache = cache("lease", "true", "failure-policy", policy);
            CountDownLatch given = new CountDownLatch(1);
            driver().after("put", () -> {
                given.countDown();
                release.await();
            });
            Caller<String> owner = Caller.start(() -> cache.get("a", key -> "1"));
            given.await();
            Caller<String> waiter = Caller.start(() -> cache.get("a", key -> policy));
            awaitScheduled(1);
            owner.interrupt();
            assertCode(ErrorCode.CANCELLED, owner.thrown());
            assertThat(waiter.result()).isEqualTo(policy);
            cache.remove("a");
        }
    }

    @Test
    protected void aLeaseThatIsNotKnownToBeGiven_isGivenUp() throws Exception {
        background(Runnable::run);
        Cache<String> cache = cache("lease", "true");
        driver().after("put", () -> {
            throw new TimeoutException();
        });
        assertThat(cache.get("a", key -> "1")).isEqualTo("1");
        assertThat(isStored(LEASE)).isFalse();
        cache.remove("a");
        driver().failItem(0);
        assertThat(cache.get("a", key -> "2")).isEqualTo("2");
        driver().heal();
        assertThat(isStored(LEASE)).isFalse();
    }

    /** That of another process is not touched, whatever became of the request. */
    @Test
    protected void aLeaseOfAnother_staysThatOfAnother() throws Exception {
        background(Runnable::run);
        Cache<String> cache = cache("lease", "true");
        lease(LEASE, Duration.ofHours(1));
        lease(LEASE_B, Duration.ofHours(1));
        driver().after("put", () -> {
            throw new TimeoutException();
        });
        assertThat(cache.getAll(List.of("a", "b"), keys -> Map.of("a", "1", "b", "2")))
                .hasSize(2);
        assertThat(isStored(LEASE)).isTrue();
        assertThat(isStored(LEASE_B)).isTrue();
    }
}
