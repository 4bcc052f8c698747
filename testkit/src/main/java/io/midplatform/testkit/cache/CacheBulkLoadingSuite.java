package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.BulkLoader;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CacheStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Loading several keys. */
public abstract class CacheBulkLoadingSuite extends CacheSuite {
    private final List<Set<String>> asked = new ArrayList<>();

    /** For subclasses. */
    protected CacheBulkLoadingSuite() {}

    @Test
    protected void getAll_loadsWhatIsMissing_withOneCall() {
        Cache<String> cache = cache();
        cache.putAll(Map.of("b", "cached"));
        driver().forget();
        Map<String, String> all = cache.getAll(List.of("c", "b", "a", "c"), loader());
        assertThat(all).containsExactly(Map.entry("c", "C"), Map.entry("b", "cached"), Map.entry("a", "A"));
        assertThat(asked).containsExactly(Set.of("c", "a"));
        assertThat(asked.get(0)).containsExactly("c", "a");
        assertThat(driver().calls()).containsExactly("get", "put");
        assertThat(cache.getAll(List.of("a", "b", "c"), loader())).hasSize(3);
        assertThat(asked).hasSize(1);
        assertThatThrownBy(() -> all.put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    protected void getAll_ofNoKeys_asksNobody() {
        assertThat(cache().getAll(List.of(), loader())).isEmpty();
        assertThat(asked).isEmpty();
        assertThat(driver().calls()).isEmpty();
    }

    @Test
    protected void getAll_whatTheLoaderLeavesOut_isAbsent() {
        Cache<String> cache = cache();
        Map<String, String> loaded = new HashMap<>();
        loaded.put("a", "1");
        loaded.put("b", null);
        loaded.put("extra", "x");
        assertThat(cache.getAll(List.of("a", "b", "c"), missing -> loaded)).containsExactly(Map.entry("a", "1"));
        assertThat(cache.findAll(List.of("a", "b", "c", "extra"))).containsOnlyKeys("a");
    }

    @Test
    protected void getAll_absenceIsRemembered() {
        Cache<String> cache = cache("negative-ttl", "1m");
        cache.getAll(List.of("a", "b"), missing -> Map.of("a", "1"));
        assertThat(cache.lookup("b").status()).isEqualTo(CacheStatus.NEGATIVE);
        assertThat(cache.getAll(List.of("a", "b"), loader())).containsOnlyKeys("a");
        assertThat(asked).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // what the compiler forbids is what is tested
    protected void getAll_whenTheLoaderThrows_passes() {
        Cache<String> cache = cache();
        IllegalArgumentException boom = new IllegalArgumentException();
        assertThatThrownBy(() -> cache.getAll(List.of("a"), missing -> {
                    throw boom;
                }))
                .isSameAs(boom);
        IOException checked = new IOException();
        assertThatThrownBy(() -> cache.getAll(List.of("a"), missing -> {
                    throw checked;
                }))
                .isInstanceOf(PlatformException.class)
                .hasCause(checked);
        assertThatThrownBy(() -> cache.getAll(List.of("a"), missing -> null)).isInstanceOf(NullPointerException.class);
        assertThat(cache.getAll(List.of("a"), loader())).containsKey("a");
    }

    @Test
    protected void getAll_keysAreReadOnly() {
        assertThatThrownBy(() -> cache().getAll(List.of("a"), missing -> {
                    missing.clear();
                    return Map.of();
                }))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    protected void getAll_fromItsOwnLoader_isAnIllegalState() {
        Cache<String> cache = cache();
        assertThatThrownBy(() -> cache.getAll(List.of("a", "b"), missing -> cache.getAll(List.of("b"), loader())))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cache.getAll(List.of("a", "b"), missing -> Map.of("a", cache.get("b", k -> "1"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(cache.getAll(List.of("a", "b"), missing -> cache.getAll(List.of("c"), loader())))
                .isEmpty();
    }

    @Test
    protected void getAll_waitsForLoadsUnderWay() throws Exception {
        Cache<String> cache = cache();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Caller<String> single = Caller.start(() -> cache.get("b", key -> {
            loading.countDown();
            release.await();
            return "single";
        }));
        loading.await();
        Caller<Map<String, String>> bulk = Caller.start(() -> cache.getAll(List.of("a", "b"), loader()));
        while (time.scheduled() < 1) {
            Thread.onSpinWait();
        }
        release.countDown();
        assertThat(bulk.result()).containsExactly(Map.entry("a", "A"), Map.entry("b", "single"));
        assertThat(asked).containsExactly(Set.of("a"));
        single.result();
    }

    @Test
    protected void getAll_crossing_loadsEachKeyOnce() throws Exception {
        Cache<String> cache = cache();
        for (int round = 0; round < 30; round++) {
            String prefix = "r" + round + "-";
            List<String> keys = IntStream.range(0, 40).mapToObj(i -> prefix + i).toList();
            List<String> reversed = new ArrayList<>(keys);
            java.util.Collections.reverse(reversed);
            AtomicInteger loads = new AtomicInteger();
            BulkLoader<String> counting = missing -> {
                loads.addAndGet(missing.size());
                Map<String, String> values = new HashMap<>();
                missing.forEach(key -> values.put(key, key));
                return values;
            };
            CyclicBarrier start = new CyclicBarrier(4);
            List<Caller<Map<String, String>>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                List<String> order = i % 2 == 0 ? keys : reversed;
                callers.add(Caller.start(() -> {
                    start.await();
                    return cache.getAll(order, counting);
                }));
            }
            for (Caller<Map<String, String>> caller : callers) {
                assertThat(caller.result()).hasSize(40);
            }
            assertThat(loads).hasValue(40);
        }
    }

    @Test
    protected void getAll_writesDuringTheLoad_win() {
        Cache<String> cache = cache();
        cache.getAll(List.of("a", "b", "c"), missing -> {
            cache.put("a", "new");
            cache.remove("b");
            return Map.of("a", "old", "b", "old", "c", "old");
        });
        assertThat(cache.findAll(List.of("a", "b", "c"))).containsExactly(Map.entry("a", "new"), Map.entry("c", "old"));
    }

    @Test
    protected void getAll_stale_isReturnedAndRefreshed() throws Exception {
        Cache<String> cache = cache("ttl", "10m", "soft-ttl", "1m", "jitter", "0");
        cache.getAll(List.of("a", "b"), missing -> Map.of("a", "1", "b", "1"));
        time.advance(Duration.ofMinutes(2));
        CountDownLatch refreshed = new CountDownLatch(1);
        assertThat(cache.getAll(List.of("a", "b"), missing -> {
                    refreshed.countDown();
                    return Map.of("a", "2", "b", "2");
                }))
                .containsEntry("a", "1")
                .containsEntry("b", "1");
        refreshed.await();
        Map<String, String> fresh = Map.of("a", "2", "b", "2");
        while (!cache.findAll(List.of("a", "b")).equals(fresh)) {
            Thread.onSpinWait(); // the two are not written together; the time-out of tests ends a wait in vain
        }
    }

    @Test
    protected void getAll_fallsBack_whenAllCan() {
        Cache<String> cache = cache("ttl", "1m", "jitter", "0", "max-stale", "10m");
        cache.putAll(Map.of("a", "1", "b", "1"));
        time.advance(Duration.ofMinutes(2));
        BulkLoader<String> broken = missing -> {
            throw new IOException();
        };
        assertThat(cache.getAll(List.of("a", "b"), broken)).hasSize(2);
        assertThat(cache.stats().fallbacks()).isEqualTo(2);
        assertThatThrownBy(() -> cache.getAll(List.of("a", "b", "c"), broken))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOADER));
    }

    @Test
    protected void getAll_takesTheOptionsOfTheCall() {
        Cache<String> cache = cache("jitter", "0");
        cache.getAll(
                List.of("a"),
                loader(),
                CacheGetOptions.defaults().ttl(Duration.ofSeconds(9)).tags("t"));
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofSeconds(9));
        cache.invalidateTag("t");
        assertThat(cache.find("a")).isEmpty();
    }

    private BulkLoader<String> loader() {
        return missing -> {
            asked.add(missing);
            Map<String, String> values = new HashMap<>();
            missing.forEach(key -> values.put(key, key.toUpperCase(java.util.Locale.ROOT)));
            return values;
        };
    }
}
