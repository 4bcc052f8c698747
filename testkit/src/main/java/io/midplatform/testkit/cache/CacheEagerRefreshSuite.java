package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.cache.BulkLoader;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheStatus;
import io.midplatform.cache.Loader;
import io.midplatform.cache.spi.CacheDriver;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Values that are renewed in the background ahead of their end, and stay hits. */
public abstract class CacheEagerRefreshSuite extends CacheSuite {
    private static final String[] EAGER = {"ttl", "10m", "eager-refresh", "80", "jitter", "0"};

    private final AtomicInteger loads = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private Set<CacheFeature> masked = Set.of();

    /** For subclasses. */
    protected CacheEagerRefreshSuite() {}

    @Override
    protected CacheDriver wrap(CacheDriver driver) {
        return masked.isEmpty() ? driver : new MaskedCacheDriver(driver, masked);
    }

    @Test
    protected void aLateHit_isReturnedAtOnce_whileOneRefreshes() {
        Cache<String> cache = cache(EAGER);
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(8).minusMillis(1));
        assertThat(cache.get("a", loader("2"))).isEqualTo("1");
        time.advance(Duration.ofMillis(1));
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.HIT);
        for (int i = 0; i < 10; i++) {
            assertThat(cache.get("a", loader("2"))).isEqualTo("1");
            assertThat(cache.find("a", loader("2"))).contains("1");
        }
        assertThat(cache.stats().hits()).isEqualTo(22);
        assertThat(cache.stats().staleHits()).isZero();
        release.countDown();
        awaitValue(cache, "2");
        assertThat(loads).hasValue(1);
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofMinutes(10));
        assertThat(cache.get("a", loader("3"))).isEqualTo("2");
        assertThat(loads).hasValue(1);
    }

    @Test
    protected void withoutAnyFeature_itWorks() {
        masked = Set.of(CacheFeature.values());
        aLateHit_isReturnedAtOnce_whileOneRefreshes();
    }

    @Test
    protected void switchedOff_nothingIsRefreshed() {
        Cache<String> cache = cache("ttl", "10m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(10).minusMillis(1));
        driver().forget();
        assertThat(cache.get("a", loader("2"))).isEqualTo("1");
        assertThat(driver().calls()).containsExactly("get");
        assertThat(cache.stats().loads()).isZero();
    }

    @Test
    protected void withoutALoader_nothingIsRefreshed() {
        Cache<String> cache = cache(EAGER);
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(9));
        driver().forget();
        assertThat(cache.find("a")).contains("1");
        assertThat(cache.findAll(List.of("a"))).hasSize(1);
        assertThat(driver().calls()).containsExactly("get", "get");
    }

    @Test
    protected void optionsOfTheCall_win() {
        release.countDown();
        Cache<String> cache = cache("ttl", "10m", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(5));
        CacheGetOptions half = CacheGetOptions.defaults().eagerRefresh(50);
        assertThat(cache.get("a", loader("2"), CacheGetOptions.defaults().eagerRefresh(51)))
                .isEqualTo("1");
        assertThat(cache.get("a", loader("2"), half)).isEqualTo("1");
        awaitValue(cache, "2");
        assertThat(loads).hasValue(1);
        assertThatThrownBy(() -> cache.find("a", half)).isInstanceOf(IllegalArgumentException.class);
        for (int wrong : new int[] {-1, 100}) {
            assertThatThrownBy(() -> CacheGetOptions.defaults().eagerRefresh(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(half.ttl(Duration.ofSeconds(1)).tags("t").eagerRefresh()).hasValue(50);
        assertThat(CacheGetOptions.defaults().eagerRefresh()).isEmpty();
    }

    @Test
    protected void optionsOfTheCall_switchItOff() {
        Cache<String> cache = cache(EAGER);
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(9));
        driver().forget();
        assertThat(cache.get("a", loader("2"), CacheGetOptions.defaults().eagerRefresh(0)))
                .isEqualTo("1");
        assertThat(driver().calls()).containsExactly("get");
        assertThat(cache.stats().loads()).isZero();
    }

    @Test
    protected void wrongSettings_areRefused() {
        for (String wrong : new String[] {"0", "100", "-1", "much"}) {
            fails(ErrorCode.CONFIGURATION, () -> cache("eager-refresh", wrong));
        }
    }

    @Test
    protected void anEntryWithoutEnd_isNotRefreshed() {
        Cache<String> cache = cache(EAGER);
        cache.put("a", "1", CachePutOptions.defaults().ttl(Duration.ofSeconds(Long.MAX_VALUE)));
        time.advance(Duration.ofDays(10_000));
        driver().forget();
        assertThat(cache.get("a", loader("2"))).isEqualTo("1");
        assertThat(driver().calls()).containsExactly("get");
    }

    @Test
    protected void aValueThatWasRenewedMeanwhile_isNotLoadedAgain() throws Exception {
        Cache<String> cache = cache(EAGER);
        Cache<String> other = cacheOfAnotherProcess(EAGER);
        release.countDown();
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(9));
        // what the call finds is late, what the refresh finds is new
        CountDownLatch renewed = new CountDownLatch(1);
        driver().before(
                        "get",
                        () -> driver().before("get", () -> {
                            other.put("a", "put");
                            renewed.countDown();
                        }));
        assertThat(cache.get("a", loader("2"))).isEqualTo("1");
        renewed.await(); // by the refresh: a look from here would come before it
        awaitValue(cache, "put");
        assertThat(cache.get("a", loader("2"))).isEqualTo("put");
        assertThat(loads).hasValue(0);
    }

    @Test
    protected void aRefresh_doesNotUndoAWrite() throws Exception {
        Cache<String> cache = cache(EAGER);
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(9));
        CountDownLatch loading = new CountDownLatch(1);
        assertThat(cache.get("a", key -> {
                    loading.countDown();
                    release.await();
                    return "old";
                }))
                .isEqualTo("1");
        loading.await();
        cache.put("a", "new");
        release.countDown();
        for (int i = 0; i < 1_000; i++) {
            assertThat(cache.find("a")).contains("new");
        }
    }

    @Test
    protected void aFailedRefresh_leavesTheValue_andIsNotTriedByEveryHit() {
        ConcurrentLinkedQueue<Runnable> refreshes = new ConcurrentLinkedQueue<>();
        background(refreshes::add);
        Cache<String> cache = cache(EAGER);
        release.countDown();
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(9));
        Loader<String> broken = key -> {
            loads.incrementAndGet();
            throw new IOException("down");
        };
        assertThat(cache.get("a", broken)).isEqualTo("1");
        refreshes.remove().run();
        assertThat(cache.stats().loadFailures()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(cache.get("a", broken)).isEqualTo("1");
        }
        assertThat(refreshes).as("begun in the pause").isEmpty();
        time.advance(Duration.ofNanos(1));
        assertThat(cache.get("a", loader("2"))).isEqualTo("1");
        refreshes.remove().run();
        assertThat(cache.find("a")).contains("2");
        assertThat(loads).hasValue(2);
    }

    @Test
    protected void aTaggedValue_keepsTheTagsOfTheCall() {
        Cache<String> cache = cache(EAGER);
        release.countDown();
        CacheGetOptions tagged = CacheGetOptions.defaults().tags("t");
        cache.get("a", loader("1"), tagged);
        time.advance(Duration.ofMinutes(9));
        assertThat(cache.get("a", loader("2"), tagged)).isEqualTo("1");
        awaitValue(cache, "2");
        cache.invalidateTag("t");
        assertThat(cache.find("a")).isEmpty();
    }

    @Test
    protected void getAll_refreshesWhatIsLate_withOneCall() {
        Cache<String> cache = cache(EAGER);
        ConcurrentLinkedQueue<Set<String>> asked = new ConcurrentLinkedQueue<>();
        BulkLoader<String> loader = missing -> {
            asked.add(Set.copyOf(missing));
            Map<String, String> values = new HashMap<>();
            missing.forEach(key -> values.put(key, "2"));
            return values;
        };
        cache.putAll(Map.of("a", "1", "b", "1"));
        time.advance(Duration.ofMinutes(9));
        cache.put("c", "1");
        List<String> keys = List.of("a", "b", "c");
        assertThat(cache.getAll(keys, loader))
                .containsOnly(Map.entry("a", "1"), Map.entry("b", "1"), Map.entry("c", "1"));
        awaitThat(() -> cache.findAll(keys).equals(Map.of("a", "2", "b", "2", "c", "1")));
        assertThat(cache.getAll(keys, loader)).containsEntry("a", "2");
        assertThat(asked).containsExactly(Set.of("a", "b"));
        assertThat(cache.stats().hits()).isGreaterThanOrEqualTo(6);
        assertThat(cache.stats().misses()).isZero();
    }

    @Test
    protected void withLeases_oneProcessRefreshes() {
        String[] settings = {"ttl", "10m", "eager-refresh", "80", "jitter", "0", "lease", "true"};
        Cache<String> one = cache(settings);
        Cache<String> two = cacheOfAnotherProcess(settings);
        one.put("a", "1");
        time.advance(Duration.ofMinutes(9));
        assertThat(one.get("a", loader("2"))).isEqualTo("1");
        awaitThat(() -> loads.get() >= 1);
        driver().forget();
        for (int i = 0; i < 100; i++) {
            assertThat(two.get("a", loader("3"))).isEqualTo("1");
        }
        awaitThat(() -> driver().calls().contains("put"));
        release.countDown();
        awaitValue(one, "2");
        assertThat(two.get("a", loader("3"))).isEqualTo("2");
        assertThat(loads).hasValue(1);
    }

    private Loader<String> loader(String value) {
        return key -> {
            loads.incrementAndGet();
            release.await();
            return value;
        };
    }

    private void awaitValue(Cache<String> cache, String expected) {
        // the refresh runs on the platform's executor: only the cache itself can tell
        awaitThat(() -> cache.find("a").orElseThrow().equals(expected));
    }
}
