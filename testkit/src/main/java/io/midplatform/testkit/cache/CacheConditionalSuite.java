package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Writes with a condition. */
public abstract class CacheConditionalSuite extends CacheSuite {
    /** For subclasses. */
    protected CacheConditionalSuite() {}

    @Test
    protected void putIfAbsent_writesOnce() {
        Cache<String> cache = cache();
        assertThat(cache.putIfAbsent("a", "1")).isTrue();
        assertThat(cache.putIfAbsent("a", "2")).isFalse();
        assertThat(cache.find("a")).contains("1");
        cache.remove("a");
        assertThat(cache.putIfAbsent("a", "3")).isTrue();
        assertThat(cache.find("a")).contains("3");
    }

    @Test
    protected void putIfAbsent_overExpired_writes() {
        Cache<String> cache = cache("ttl", "1m", "jitter", "0", "max-stale", "1h");
        cache.put("a", "1");
        time.advance(Duration.ofMinutes(1));
        assertThat(cache.putIfAbsent("a", "2")).isTrue();
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void putIfAbsent_overStale_doesNot() {
        Cache<String> cache = cache("ttl", "1m", "jitter", "0", "soft-ttl", "10s");
        cache.put("a", "1");
        time.advance(Duration.ofSeconds(30));
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.STALE);
        assertThat(cache.putIfAbsent("a", "2")).isFalse();
    }

    @Test
    protected void putIfAbsent_overCleared_writes() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        cache.put("b", "1", CachePutOptions.defaults().tags("t"));
        cache.clear();
        assertThat(cache.putIfAbsent("a", "2")).isTrue();
        cache.put("b", "1", CachePutOptions.defaults().tags("t"));
        cache.invalidateTag("t");
        assertThat(cache.putIfAbsent("b", "2", CachePutOptions.defaults().tags("t")))
                .isTrue();
        assertThat(cache.find("b")).contains("2");
        assertThat(cache.putIfAbsent("b", "3")).isFalse();
    }

    @Test
    protected void putIfAbsent_overRememberedAbsence_writes() {
        Cache<String> cache = cache("negative-ttl", "1m");
        assertThat(cache.find("a", key -> null)).isEmpty();
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.NEGATIVE);
        assertThat(cache.putIfAbsent("a", "1")).isTrue();
        assertThat(cache.find("a")).contains("1");
    }

    @Test
    protected void putIfAbsent_lostToAnAbsence_triesAgain() {
        Cache<String> cache = cache("negative-ttl", "1m");
        cache.put("other", "x");
        driver().before("put", () -> cache.find("a", key -> null));
        assertThat(cache.putIfAbsent("a", "1")).isTrue();
        assertThat(cache.find("a")).contains("1");
    }

    @Test
    protected void putIfAbsent_lostToAValue_isFalse() {
        Cache<String> cache = cache();
        cache.put("other", "x");
        driver().before("put", () -> cache.put("a", "theirs"));
        assertThat(cache.putIfAbsent("a", "mine")).isFalse();
        assertThat(cache.find("a")).contains("theirs");
    }

    @Test
    protected void putIfAbsent_ofManyThreads_isWonByOne() throws Exception {
        Cache<String> cache = cache();
        for (int round = 0; round < 50; round++) {
            String key = "k" + round;
            CyclicBarrier start = new CyclicBarrier(4);
            List<Caller<Boolean>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String value = "v" + i;
                callers.add(Caller.start(() -> {
                    start.await();
                    return cache.putIfAbsent(key, value);
                }));
            }
            int winner = -1;
            for (int i = 0; i < 4; i++) {
                if (callers.get(i).result()) {
                    assertThat(winner).as("another winner").isNegative();
                    winner = i;
                }
            }
            assertThat(cache.find(key)).contains("v" + winner);
        }
    }

    @Test
    protected void replace_withItsVersion_writes() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        String version = cache.lookup("a").version().orElseThrow();
        assertThat(cache.replace("a", version, "2")).isTrue();
        assertThat(cache.find("a")).contains("2");
        assertThat(cache.replace("a", version, "3")).isFalse();
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void replace_ofNothing_isFalse() {
        Cache<String> cache = cache("ttl", "1m", "jitter", "0", "max-stale", "1m");
        cache.put("a", "1");
        String version = cache.lookup("a").version().orElseThrow();
        cache.remove("a");
        assertThat(cache.replace("a", version, "2")).isFalse();
        cache.put("b", "1");
        version = cache.lookup("b").version().orElseThrow();
        time.advance(Duration.ofMinutes(1));
        assertThat(cache.replace("b", version, "2")).isFalse();
        cache.put("c", "1");
        version = cache.lookup("c").version().orElseThrow();
        cache.clear();
        assertThat(cache.replace("c", version, "2")).isFalse();
        assertThat(cache.findAll(List.of("a", "b", "c"))).isEmpty();
    }

    @Test
    protected void replace_lostMeanwhile_isFalse() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        String version = cache.lookup("a").version().orElseThrow();
        driver().before("put", () -> cache.put("a", "theirs"));
        assertThat(cache.replace("a", version, "mine")).isFalse();
        assertThat(cache.find("a")).contains("theirs");
    }

    @Test
    protected void replace_takesItsOwnOptions() {
        Cache<String> cache = cache("ttl", "1h", "jitter", "0");
        cache.put("a", "1", CachePutOptions.defaults().tags("old"));
        String version = cache.lookup("a").version().orElseThrow();
        CachePutOptions options = CachePutOptions.defaults().tags("new").ttl(Duration.ofMinutes(5));
        assertThat(cache.replace("a", version, "2", options)).isTrue();
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofMinutes(5));
        cache.invalidateTag("old");
        assertThat(cache.find("a")).contains("2");
        cache.invalidateTag("new");
        assertThat(cache.find("a")).isEmpty();
    }

    @Test
    protected void replace_ofManyThreads_losesNoUpdate() throws Exception {
        Cache<String> cache = cache();
        cache.put("n", "0");
        List<Caller<Boolean>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(Caller.start(() -> {
                for (int done = 0; done < 100; ) {
                    var seen = cache.lookup("n");
                    int next = Integer.parseInt(seen.value().orElseThrow()) + 1;
                    if (cache.replace("n", seen.version().orElseThrow(), Integer.toString(next))) {
                        done++;
                    }
                }
                return true;
            }));
        }
        for (Caller<Boolean> caller : callers) {
            caller.result();
        }
        assertThat(cache.find("n")).contains("400");
    }

    @Test
    protected void replace_withWhatIsNoVersion_isInvalid() {
        Cache<String> cache = cache();
        for (String wrong : List.of("", "x", "z".repeat(20), "1".repeat(21), "0".repeat(19) + "\u0660")) {
            assertThatThrownBy(() -> cache.replace("a", wrong, "1"))
                    .isInstanceOfSatisfying(
                            PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        }
        assertThat(driver().calls()).isEmpty();
    }
}
