package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Life times and jitter. */
public abstract class CacheExpirySuite extends CacheSuite {
    /** For subclasses. */
    protected CacheExpirySuite() {}

    @Test
    protected void entry_livesItsTtl_toTheMillisecond() {
        Cache<String> cache = cache("ttl", "10s", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMillis(9_999));
        assertThat(cache.find("a")).contains("1");
        assertThat(cache.findAll(List.of("a"))).containsKey("a");
        time.advance(Duration.ofMillis(1));
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.findAll(List.of("a"))).isEmpty();
    }

    @Test
    protected void entry_withoutATtlInTheSettings_livesAnHour() {
        Cache<String> cache = cache("jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(60).minusMillis(1));
        assertThat(cache.find("a")).contains("1");
        time.advance(Duration.ofMillis(1));
        assertThat(cache.find("a")).isEmpty();
    }

    @Test
    protected void reading_doesNotProlong_writingDoes() {
        Cache<String> cache = cache("ttl", "10s", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofSeconds(6));
        cache.find("a");
        cache.put("b", "1");
        cache.put("b", "2");
        time.advance(Duration.ofSeconds(6));
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.find("b")).contains("2");
    }

    @Test
    protected void rewriting_withAShorterTtl_shortens() {
        Cache<String> cache = cache("jitter", "0");
        cache.put("a", "1", CachePutOptions.defaults().ttl(Duration.ofMinutes(10)));
        cache.put("a", "2", CachePutOptions.defaults().ttl(Duration.ofSeconds(1)));
        time.advance(Duration.ofSeconds(1));
        assertThat(cache.find("a")).isEmpty();
        cache.put("b", "1", CachePutOptions.defaults().ttl(Duration.ofMillis(1)));
        cache.put("b", "2", CachePutOptions.defaults().ttl(Duration.ofMillis(500)));
        time.advance(Duration.ofMillis(499));
        assertThat(cache.find("b")).contains("2");
        time.advance(Duration.ofMillis(1));
        assertThat(cache.find("b")).isEmpty();
    }

    @Test
    protected void entries_withTtlsOfTheirOwn_endOnTheirOwn() {
        Cache<String> cache = cache("jitter", "0");
        for (int i = 1; i <= 100; i++) {
            cache.put("k" + i, "v", CachePutOptions.defaults().ttl(Duration.ofMillis(i)));
        }
        for (int i = 1; i <= 100; i++) {
            time.advance(Duration.ofMillis(1));
            assertThat(cache.find("k" + i)).isEmpty();
            if (i < 100) {
                assertThat(cache.find("k" + (i + 1))).isPresent();
            }
        }
    }

    @Test
    protected void hugeTtls_doNotOverflow() {
        Cache<String> cache = cache();
        cache.put("a", "1", CachePutOptions.defaults().ttl(Duration.ofSeconds(Long.MAX_VALUE)));
        cache.put(
                "b",
                "1",
                CachePutOptions.defaults().ttl(Duration.ofDays(400_000)).maxStale(Duration.ofSeconds(Long.MAX_VALUE)));
        time.advance(Duration.ofDays(3_650));
        assertThat(cache.findAll(List.of("a", "b"))).hasSize(2);
        assertThat(cache.lookup("a").remaining()).isEmpty();
    }

    @Test
    protected void jitter_shortensOnly_andSpreads() {
        Cache<String> cache = cache("ttl", "100s", "jitter", "20");
        Set<Duration> lives = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            cache.put("k" + i, "v");
            lives.add(cache.lookup("k" + i).remaining().orElseThrow());
        }
        assertThat(lives)
                .hasSizeGreaterThan(100)
                .allSatisfy(life -> assertThat(life).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(100)));
    }

    @Test
    protected void jitter_isOnUnlessSetOtherwise() {
        Cache<String> cache = cache("ttl", "100s");
        Set<Duration> lives = new HashSet<>();
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("k" + i, "v");
        }
        cache.putAll(many);
        many.keySet().forEach(key -> lives.add(cache.lookup(key).remaining().orElseThrow()));
        assertThat(lives)
                .hasSizeGreaterThan(50)
                .allSatisfy(life -> assertThat(life).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100)));
        cache.put("a", "1", CachePutOptions.defaults().jitter(0));
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofSeconds(100));
    }

    @Test
    protected void contradictorySettings_areRefused() {
        assertConfiguration("soft-ttl", () -> cache("ttl", "1m", "soft-ttl", "1m"));
        assertConfiguration("soft-ttl", () -> cache("soft-ttl", "2h"));
        assertConfiguration("jitter", () -> cache("jitter", "101"));
        assertConfiguration("ttl", () -> cache("ttl", "0s"));
        assertConfiguration("max-stale", () -> cache("max-stale", "-1s"));
        assertConfiguration("negative-ttl", () -> cache("negative-ttl", "-1s"));
        assertConfiguration("timeout", () -> cache("timeout", "0s"));
        assertConfiguration("prefix", () -> cache("prefix", "a:b"));
        assertConfiguration("prefix", () -> cache("prefix", "x".repeat(65)));
    }

    private void assertConfiguration(String mentioned, Runnable opening) {
        assertThatThrownBy(opening::run).isInstanceOfSatisfying(PlatformException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
            assertThat(e.getMessage()).contains(mentioned).contains(NAME);
        });
    }
}
