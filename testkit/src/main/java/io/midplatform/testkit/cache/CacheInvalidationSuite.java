package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.spi.DriverException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is written or removed while a loader runs wins over what the loader brings. */
public abstract class CacheInvalidationSuite extends CacheSuite {
    /** For subclasses. */
    protected CacheInvalidationSuite() {}

    @Test
    protected void put_duringALoad_wins() {
        Cache<String> cache = cache();
        assertThat(cache.get("a", key -> {
                    cache.put("a", "new");
                    return "old";
                }))
                .isEqualTo("old");
        assertThat(cache.find("a")).contains("new");
    }

    @Test
    protected void putAll_duringALoad_wins() {
        Cache<String> cache = cache();
        cache.get("a", key -> {
            cache.putAll(Map.of("a", "new"));
            return "old";
        });
        assertThat(cache.find("a")).contains("new");
    }

    @Test
    protected void conditionalWrites_duringALoad_win() {
        Cache<String> cache = cache();
        cache.get("a", key -> {
            assertThat(cache.putIfAbsent("a", "new")).isTrue();
            return "old";
        });
        assertThat(cache.find("a")).contains("new");
    }

    @Test
    protected void remove_duringALoad_wins() {
        Cache<String> cache = cache();
        assertNotCached(cache, "a", c -> c.remove("a"));
        assertNotCached(cache, "b", c -> c.removeAll(List.of("b", "c")));
    }

    @Test
    protected void putAndRemove_duringALoad_win() {
        assertNotCached(cache(), "a", cache -> {
            cache.put("a", "new");
            cache.remove("a");
        });
    }

    @Test
    protected void clear_duringALoad_wins() {
        Cache<String> cache = cache();
        assertNotCached(cache, "first", Cache::clear);
        cache.put("other", "x");
        assertNotCached(cache, "second", Cache::clear);
    }

    @Test
    protected void invalidateTag_duringALoad_wins() {
        Cache<String> cache = cache();
        for (String key : List.of("first", "second")) {
            cache.get(
                    key,
                    k -> {
                        cache.invalidateTag("t");
                        return "old";
                    },
                    CacheGetOptions.defaults().tags("s", "t"));
            assertThat(cache.find(key)).isEmpty();
        }
    }

    @Test
    protected void invalidateTag_ofAnother_doesNot() {
        Cache<String> cache = cache();
        cache.get(
                "a",
                k -> {
                    cache.invalidateTag("other");
                    return "1";
                },
                CacheGetOptions.defaults().tags("t"));
        assertThat(cache.find("a")).contains("1");
    }

    @Test
    protected void writesOfAnotherProcess_duringALoad_win() {
        Cache<String> mine = cache();
        mine.put("seed", "x");
        Cache<String> theirs = cacheOfAnotherProcess();
        mine.get("a", key -> {
            theirs.put("a", "new");
            return "old";
        });
        assertThat(mine.find("a")).contains("new");
        mine.get("b", key -> {
            theirs.clear();
            return "old";
        });
        assertThat(mine.find("b")).isEmpty();
        mine.get(
                "c",
                key -> {
                    theirs.invalidateTag("t");
                    return "old";
                },
                CacheGetOptions.defaults().tags("t"));
        assertThat(mine.find("c")).isEmpty();
    }

    @Test
    protected void remove_betweenTheCheckAndTheWrite_wins() throws Exception {
        Cache<String> cache = cache();
        cache.put("other", "x");
        AtomicReference<Caller<Boolean>> remover = new AtomicReference<>();
        driver().before("put", () -> {
            // the loaded value is on its way to the store
            remover.set(Caller.start(() -> {
                cache.remove("a");
                return true;
            }));
        });
        cache.get("a", key -> "old");
        Objects.requireNonNull(remover.get()).result();
        assertThat(cache.find("a")).isEmpty();
    }

    @Test
    protected void afterRemove_nobodyJoinsTheOldLoad() throws Exception {
        Cache<String> cache = cache();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Caller<String> old = Caller.start(() -> cache.get("a", key -> {
            loading.countDown();
            release.await();
            return "old";
        }));
        loading.await();
        cache.remove("a");
        assertThat(cache.get("a", key -> "new")).isEqualTo("new");
        release.countDown();
        assertThat(old.result()).isEqualTo("old");
        assertThat(cache.find("a")).contains("new");
    }

    @Test
    protected void put_withAMarkerReplacedMeanwhile_isOneOfBothOrders() {
        Cache<String> cache = cache();
        cache.put("other", "x");
        driver().before("put", cache::clear);
        cache.put("a", "1", CachePutOptions.defaults());
        assertThat(cache.find("other")).isEmpty();
        assertThat(cache.find("a"))
                .contains("1"); // the marker read along tells of the clear: the put counts as after it
        cache.put("tagged", "x", CachePutOptions.defaults().tags("t")); // so that the tag has a marker
        driver().before("put", () -> cache.invalidateTag("t"));
        cache.put("a", "2", CachePutOptions.defaults().tags("t"));
        assertThat(cache.find("a"))
                .isEmpty(); // the tag's marker was read before: the put counts as before the invalidation
    }

    @Test
    protected void put_thatFoundAClearAndThenFails_isUncertain() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        driver().before("put", () -> {
            cache.clear();
            driver().before("put", () -> {
                throw new DriverException(ErrorCode.UNAVAILABLE, "the test wants it so.");
            });
        });
        PlatformException e = fails(ErrorCode.UNAVAILABLE, () -> cache.put("a", "2"));
        assertThat(e.ambiguous()).as("its first request was made").isTrue();
        assertThat(e.key()).contains("a");
        assertThat(cache.find("a")).isEmpty();
    }

    /** What was there before is lost to the first request already, whatever the store says of the second. */
    @Test
    protected void item_thatFoundAClearAndIsThenRefused_isUncertain() {
        Cache<String> cache = cache();
        cache.put("b", "1");
        driver().before("put", () -> {
            cache.clear();
            driver().before("put", () -> driver().failItem(1));
        });
        BatchResult<String, Void> result = cache.putAll(ordered("a", "b", "c"));
        assertThat(result.failed()).hasSize(1);
        PlatformException e = result.failed().get(0).error().orElseThrow();
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(e.key()).contains("b");
        assertThat(e.ambiguous()).as("its first request was made").isTrue();
    }

    @Test
    protected void item_thatFoundAClearAndIsRefusedTwice_isCertain() {
        Cache<String> cache = cache();
        cache.put("b", "1");
        driver().before("put", () -> {
            cache.clear();
            driver().failItem(1);
        });
        BatchResult<String, Void> result = cache.putAll(ordered("a", "b", "c"));
        assertThat(result.failed()).hasSize(1);
        PlatformException e = result.failed().get(0).error().orElseThrow();
        assertThat(e.ambiguous()).as("neither request was made").isFalse();
    }

    private static Map<String, String> ordered(String... keys) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String key : keys) {
            entries.put(key, "2");
        }
        return entries;
    }

    @Test
    protected void reads_areNeverOlderThanTheLastInvalidation() throws Exception {
        Cache<String> cache = cache();
        AtomicLong source = new AtomicLong();
        AtomicLong invalidated = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        CacheGetOptions tagged = CacheGetOptions.defaults().tags("t");
        List<Caller<Long>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(Caller.start(() -> {
                long reads = 0;
                do {
                    long floor = invalidated.get();
                    long seen = Long.parseLong(cache.get("a", key -> Long.toString(source.get()), tagged));
                    assertThat(seen).isGreaterThanOrEqualTo(floor);
                    reads++;
                } while (!done.get());
                return reads;
            }));
        }
        for (long n = 1; n <= 20_000; n++) {
            source.set(n);
            switch ((int) (n % 4)) {
                case 0 -> cache.clear();
                case 1 -> cache.invalidateTag("t");
                case 2 -> cache.remove("a");
                default -> cache.removeAll(List.of("a", "b"));
            }
            invalidated.set(n);
        }
        done.set(true);
        for (Caller<Long> reader : readers) {
            assertThat(reader.result()).isPositive();
        }
    }

    private static void assertNotCached(Cache<String> cache, String key, Consumer<Cache<String>> meanwhile) {
        assertThat(cache.get(key, k -> {
                    meanwhile.accept(cache);
                    return "old";
                }))
                .isEqualTo("old");
        assertThat(cache.find(key)).isEmpty();
    }
}
