package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.cache.BulkLoader;
import io.midplatform.cache.Cache;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Loading several keys under leases. */
public abstract class CacheBulkLeaseSuite extends LeasedCacheSuite {
    private final ConcurrentLinkedQueue<Set<String>> asked = new ConcurrentLinkedQueue<>();

    /** For subclasses. */
    protected CacheBulkLeaseSuite() {}

    @Test
    protected void getAll_asksForItsLeasesAtOnce() throws Exception {
        Cache<String> cache = cache("lease", "true");
        cache.put("c", "cached");
        driver().forget();
        assertThat(cache.getAll(List.of("a", "b", "c"), loader())).hasSize(3);
        assertThat(driver().calls()).containsExactly("get", "put", "get", "put", "remove");
        assertThat(isStored(LEASE)).isFalse();
        driver().forget();
        assertThat(cache.getAll(List.of("a", "b", "c"), loader())).hasSize(3);
        assertThat(driver().calls()).containsExactly("get");
        assertThat(asked).containsExactly(Set.of("a", "b"));
        assertThat(time.scheduled()).isZero();
    }

    @Test
    protected void getAll_leavesOtherProcessesTheirKeys_andLoadsItsOwnFirst() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess("lease", "true");
        Caller<Map<String, String>> first = Caller.start(() -> one.getAll(List.of("a", "b"), heldAll(loader())));
        loading.await();
        Caller<Map<String, String>> second = Caller.start(() -> two.getAll(List.of("b", "c", "a"), loader()));
        awaitCall("removeIf"); // it has released what it has loaded
        awaitScheduled(2);
        assertThat(asked).containsExactly(Set.of("c"));
        assertThat(two.find("c")).as("not kept from anybody meanwhile").contains("C");
        assertThat(isStored("midplatform:test^c")).isFalse();
        release.countDown();
        assertThat(first.result()).containsOnlyKeys("a", "b");
        advanceUntil(1, POLL, second::isDone);
        assertThat(second.result()).containsExactly(Map.entry("b", "B"), Map.entry("c", "C"), Map.entry("a", "A"));
        assertThat(asked).containsExactly(Set.of("c"), Set.of("a", "b"));
        assertThat(time.scheduled()).isZero();
    }

    @Test
    protected void getAll_crossingInTwoProcesses_loadsEachKeyOnce() throws Exception {
        // the test moves time while loaders run: nothing must end meanwhile
        String[] settings = {"lease", "true", "lease-time", "240h", "timeout", "240h", "ttl", "240h"};
        Cache<String> one = cache(settings);
        Cache<String> two = cacheOfAnotherProcess(settings);
        for (int round = 0; round < 20; round++) {
            List<String> keys = keys("r" + round + "-", 30);
            List<String> reversed = new java.util.ArrayList<>(keys);
            Collections.reverse(reversed);
            Caller<Map<String, String>> first = Caller.start(() -> one.getAll(keys, loader()));
            Caller<Map<String, String>> second = Caller.start(() -> two.getAll(reversed, loader()));
            // both may wait for the other's, which are there or will be: who holds leases does not wait
            advanceUntil(2, Duration.ofMillis(10), () -> first.isDone() || second.isDone());
            advanceUntil(1, Duration.ofMillis(10), () -> first.isDone() && second.isDone());
            assertThat(first.result()).hasSize(30);
            assertThat(second.result()).hasSize(30);
        }
        Map<String, Integer> counts = new HashMap<>();
        asked.forEach(set -> set.forEach(key -> counts.merge(key, 1, Integer::sum)));
        assertThat(counts)
                .hasSize(600)
                .allSatisfy((key, count) -> assertThat(count).isEqualTo(1));
    }

    @Test
    protected void getAll_loadsWhatAnotherProcessDidNot() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess("lease", "true");
        Caller<Map<String, String>> first = Caller.start(() -> one.getAll(List.of("a", "b"), heldAll(missing -> {
            throw new IOException("boom");
        })));
        loading.await();
        Caller<Map<String, String>> second = Caller.start(() -> two.getAll(List.of("a", "b"), loader()));
        awaitScheduled(2);
        release.countDown();
        assertCode(ErrorCode.LOADER, first.thrown());
        advanceUntil(1, POLL, second::isDone);
        assertThat(second.result()).hasSize(2);
        assertThat(asked).containsExactly(Set.of("a", "b"));
        awaitReleased(LEASE);
    }

    @Test
    protected void getAll_andGet_waitForEachOther() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess("lease", "true");
        Caller<String> first = Caller.start(() -> one.get("a", held("single")));
        loading.await();
        Caller<Map<String, String>> second = Caller.start(() -> two.getAll(List.of("a"), loader()));
        Caller<String> third = Caller.start(() -> two.get("a", key -> "third"));
        awaitScheduled(3);
        release.countDown();
        assertThat(first.result()).isEqualTo("single");
        advanceUntil(2, POLL, () -> second.isDone() || third.isDone());
        assertThat(second.result()).containsExactly(Map.entry("a", "single"));
        assertThat(third.result()).isEqualTo("single");
        assertThat(asked).isEmpty();
    }

    @Test
    protected void getAll_thatWaitsForSomeKeys_keepsNobodyFromTheOthers() throws Exception {
        Cache<String> one = cache("lease", "true");
        Cache<String> two = cacheOfAnotherProcess();
        lease(LEASE, Duration.ofHours(1));
        lease("midplatform:test^b", Duration.ofHours(1));
        Caller<Map<String, String>> bulk = Caller.start(() -> one.getAll(List.of("a", "b"), loader()));
        awaitScheduled(1);
        Caller<String> waiter = Caller.start(() -> one.get("a", key -> "ours"));
        awaitScheduled(2);
        two.put("a", "theirs");
        time.advance(POLL);
        assertThat(waiter.result()).isEqualTo("theirs");
        assertThat(bulk.isDone()).isFalse();
        driver().remove(List.of("midplatform:test^b"), deadline());
        advanceUntil(1, POLL, bulk::isDone);
        assertThat(bulk.result()).containsExactly(Map.entry("a", "theirs"), Map.entry("b", "B"));
    }

    @Test
    protected void getAll_renewsItsLeasesTogether() throws Exception {
        Cache<String> cache = cache("lease", "true", "lease-time", "9s");
        Caller<Map<String, String>> caller =
                Caller.start(() -> cache.getAll(List.of("a", "b", "c"), heldAll(loader())));
        loading.await();
        driver().forget();
        for (int i = 1; i <= 4; i++) {
            time.advance(Duration.ofSeconds(3));
            awaitScheduled(1);
            assertThat(driver().calls()).hasSize(i).containsOnly("put");
        }
        assertThat(isStored(LEASE)).isTrue();
        release.countDown();
        assertThat(caller.result()).hasSize(3);
        assertThat(isStored(LEASE)).isFalse();
    }

    @Test
    protected void getAll_leavesForeignLeasesAlone() throws Exception {
        Cache<String> cache = cache("lease", "true", "lease-time", "9s");
        Caller<Map<String, String>> caller = Caller.start(() -> cache.getAll(List.of("a", "b"), heldAll(loader())));
        loading.await();
        driver().fail("put", ErrorCode.UNAVAILABLE);
        time.advance(Duration.ofSeconds(5)); // the leases are too old now to be removed without a look
        awaitScheduled(1);
        driver().heal();
        lease(LEASE, Duration.ofHours(1));
        release.countDown();
        assertThat(caller.result()).hasSize(2);
        assertThat(isStored(LEASE)).as("somebody's").isTrue();
        assertThat(isStored("midplatform:test^b")).isFalse();
    }

    @Test
    protected void getAll_staleValues_areRefreshedByOneProcess() throws Exception {
        Cache<String> cache = cache("lease", "true", "ttl", "10m", "soft-ttl", "1m", "jitter", "0");
        cache.putAll(Map.of("a", "1", "b", "1"));
        time.advance(Duration.ofMinutes(2));
        lease(LEASE, Duration.ofHours(1));
        List<String> keys = List.of("a", "b");
        assertThat(cache.getAll(keys, loader())).containsEntry("a", "1").containsEntry("b", "1");
        Map<String, String> refreshed = Map.of("a", "1", "b", "B");
        awaitThat(() -> cache.findAll(keys).equals(refreshed));
        assertThat(cache.getAll(keys, loader())).isEqualTo(refreshed);
        assertThat(asked).containsExactly(Set.of("b"));
    }

    private static List<String> keys(String prefix, int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> prefix + i)
                .toList();
    }

    private BulkLoader<String> loader() {
        return missing -> {
            asked.add(new HashSet<>(missing));
            Map<String, String> values = new HashMap<>();
            missing.forEach(key -> values.put(key, key.toUpperCase(Locale.ROOT)));
            return values;
        };
    }

    private BulkLoader<String> heldAll(BulkLoader<String> loader) {
        return missing -> {
            loading.countDown();
            release.await();
            Map<String, ? extends String> loaded = loader.loadAll(missing);
            return new HashMap<>(loaded);
        };
    }
}
