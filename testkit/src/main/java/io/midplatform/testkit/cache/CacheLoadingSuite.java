package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CacheStats;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Loading one key, by one caller. */
public abstract class CacheLoadingSuite extends CacheSuite {
    /** For subclasses. */
    protected CacheLoadingSuite() {}

    @Test
    protected void get_missing_loadsOnceAndCaches() {
        Cache<String> cache = cache();
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get("a", key -> key + loads.incrementAndGet())).isEqualTo("a1");
        }
        assertThat(cache.find("a")).contains("a1");
        assertThat(loads).hasValue(1);
    }

    @Test
    protected void get_present_doesNotLoad() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        assertThat(cache.get("a", key -> {
                    throw new AssertionError("loaded");
                }))
                .isEqualTo("1");
        assertThat(cache.find("a", key -> {
                    throw new AssertionError("loaded");
                }))
                .contains("1");
    }

    @Test
    protected void get_ofNull_isNotFound_eachTime() {
        Cache<String> cache = cache();
        AtomicInteger loads = new AtomicInteger();
        for (int i = 1; i <= 2; i++) {
            assertThatThrownBy(() -> cache.get("a", key -> {
                        loads.incrementAndGet();
                        return null;
                    }))
                    .isInstanceOfSatisfying(PlatformException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                        assertThat(e.key()).contains("a");
                        assertThat(e.operation()).contains("get");
                    });
            assertThat(loads).hasValue(i);
        }
    }

    @Test
    protected void findWithLoader_ofNull_isEmpty() {
        assertThat(cache().find("a", key -> null)).isEmpty();
    }

    @Test
    protected void findWithLoader_loadsAndCaches() {
        Cache<String> cache = cache();
        assertThat(cache.find("a", key -> "1")).contains("1");
        assertThat(cache.find("a")).contains("1");
    }

    @Test
    protected void loader_throwingUnchecked_passesAsItIs() {
        Cache<String> cache = cache();
        IllegalArgumentException boom = new IllegalArgumentException("boom");
        assertThatThrownBy(() -> cache.get("a", key -> {
                    throw boom;
                }))
                .isSameAs(boom);
        assertThatThrownBy(() -> cache.find("a", key -> {
                    throw boom;
                }))
                .isSameAs(boom);
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.get("a", key -> "1")).isEqualTo("1");
    }

    @Test
    protected void loader_throwingChecked_isTheCauseOfLoader() {
        Cache<String> cache = cache();
        IOException boom = new IOException("payload-7f3a");
        assertThatThrownBy(() -> cache.get("a", key -> {
                    throw boom;
                }))
                .isInstanceOfSatisfying(PlatformException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.LOADER);
                    assertThat(e.getCause()).isSameAs(boom);
                    assertThat(e.unwrap(IOException.class)).containsSame(boom);
                    assertThat(e.key()).contains("a");
                    assertThat(e.resource()).contains(NAME);
                    assertThat(e.getMessage()).doesNotContain("payload-7f3a");
                });
        assertThat(cache.find("a")).isEmpty();
    }

    @Test
    protected void loader_throwingPlatformException_passesAsItIs() {
        PlatformException boom =
                PlatformException.of(ErrorCode.ACCESS_DENIED, "no.").build();
        assertThatThrownBy(() -> cache().get("a", key -> {
                    throw boom;
                }))
                .isSameAs(boom);
    }

    @Test
    protected void loader_throwingError_passes_andTheKeyIsFree() {
        Cache<String> cache = cache();
        AssertionError boom = new AssertionError("boom");
        assertThatThrownBy(() -> cache.get("a", key -> {
                    throw boom;
                }))
                .isSameAs(boom);
        assertThat(cache.get("a", key -> "1")).isEqualTo("1");
    }

    @Test
    protected void loader_interrupted_isCancelled_withTheFlagSet() {
        Cache<String> cache = cache();
        assertThatThrownBy(() -> cache.get("a", key -> {
                    throw new InterruptedException();
                }))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cache.find("a")).isEmpty();
    }

    @Test
    protected void loader_askingForItsOwnKey_isAnIllegalState() {
        Cache<String> cache = cache();
        assertThatThrownBy(() -> cache.get("a", key -> cache.get(key, again -> "1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("same key");
        assertThatThrownBy(() ->
                        cache.get("a", key -> cache.find(key, again -> "1").orElse("2")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(cache.get("a", key -> cache.find(key).orElse("fine"))).isEqualTo("fine");
    }

    @Test
    protected void loader_askingForAnotherKey_works() {
        Cache<String> cache = cache();
        assertThat(cache.get("a", key -> cache.get("b", other -> "1") + "2")).isEqualTo("12");
        assertThat(cache.find("b")).contains("1");
    }

    @Test
    protected void loaded_takesTheOptionsOfTheCall() {
        Cache<String> cache = cache("ttl", "1h", "jitter", "0");
        cache.get(
                "a",
                key -> "1",
                CacheGetOptions.defaults().ttl(Duration.ofSeconds(7)).tags("t"));
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofSeconds(7));
        cache.invalidateTag("t");
        assertThat(cache.find("a")).isEmpty();
        cache.find("b", key -> "1", CacheGetOptions.defaults().ttl(Duration.ofSeconds(8)));
        assertThat(cache.lookup("b").remaining()).contains(Duration.ofSeconds(8));
    }

    @Test
    protected void loaded_ttlStartsAfterTheLoad() {
        Cache<String> cache = cache("ttl", "10s", "jitter", "0");
        cache.get("a", key -> {
            time.advance(Duration.ofSeconds(60));
            return "1";
        });
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofSeconds(10));
    }

    @Test
    protected void loadedBytes_areNotShared() {
        Cache<byte[]> cache = other("bytes", byte[].class);
        byte[] loaded = {1};
        cache.get("a", key -> loaded);
        loaded[0] = 9;
        assertThat(cache.find("a").orElseThrow()).containsExactly(1);
    }

    @Test
    protected void miss_costsOneReadAndOneWrite() {
        Cache<String> cache = cache();
        cache.put("other", "x");
        driver().forget();
        cache.get("a", key -> "1");
        assertThat(driver().calls()).containsExactly("get", "put");
    }

    @Test
    protected void loads_areCounted() {
        Cache<String> cache = cache();
        cache.get("a", key -> {
            time.advance(Duration.ofSeconds(2));
            return "1";
        });
        assertThatThrownBy(() -> cache.get("b", key -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        CacheStats stats = cache.stats();
        assertThat(stats.loads()).isEqualTo(2);
        assertThat(stats.loadFailures()).isEqualTo(1);
        assertThat(stats.loadTime()).isEqualTo(Duration.ofSeconds(2));
    }
}
