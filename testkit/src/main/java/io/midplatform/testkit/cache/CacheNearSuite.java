package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Values kept in the process, in front of the store: what a hit costs, and what is seen after a write in one process. What a process wrote itself is
 * asserted at once, what others see as soon as its notice has arrived.
 */
public abstract class CacheNearSuite extends NearCacheSuite {
    /** For subclasses. */
    protected CacheNearSuite() {}

    @Test
    protected void hits_askTheStoreForNothing() {
        Cache<String> cache = near();
        cache.put("a", "1");
        driver().forget();
        assertThat(cache.find("a")).contains("1");
        assertThat(cache.find("a", CacheGetOptions.defaults().timeout(Duration.ofSeconds(20))))
                .contains("1");
        assertThat(cache.find("a", key -> "x")).contains("1");
        assertThat(cache.get("a", key -> "x")).isEqualTo("1");
        assertThat(cache.findAll(List.of("a"))).containsExactly(Map.entry("a", "1"));
        assertThat(cache.getAll(List.of("a"), keys -> Map.of())).containsExactly(Map.entry("a", "1"));
        assertThat(driver().calls()).isEmpty();
        assertThat(cache.stats().nearHits()).isEqualTo(6);
        assertThat(cache.stats().hits()).isEqualTo(6);
    }

    @Test
    protected void whatWasRead_isKept() {
        Cache<String> cache = near();
        cache.put("a", "1");
        driver().resumeNotices(); // empties it
        assertThat(cache.find("a")).contains("1");
        assertThat(cache.stats().nearHits()).isZero();
        assertThat(cache.find("a")).contains("1");
        driver().resumeNotices();
        assertThat(cache.findAll(List.of("a", "b"))).hasSize(1);
        assertThat(cache.getAll(List.of("a", "b"), keys -> Map.of("b", "2"))).hasSize(2);
        driver().forget();
        assertThat(cache.findAll(List.of("a", "b"))).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThat(driver().calls()).isEmpty();
    }

    @Test
    protected void whatWasLoaded_isKept() {
        Cache<String> cache = near();
        assertThat(cache.get("a", key -> "1")).isEqualTo("1");
        driver().forget();
        assertThat(cache.get("a", key -> "2")).isEqualTo("1");
        assertThat(driver().calls()).isEmpty();
    }

    @Test
    protected void lookups_askTheStore() {
        Cache<String> cache = near();
        cache.put("a", "1");
        driver().forget();
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.HIT);
        assertThat(driver().calls()).containsExactly("get");
    }

    @Test
    protected void absence_isNotKept() {
        Cache<String> cache = near("negative-ttl", "1h");
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.find("b", key -> null)).isEmpty();
        driver().forget();
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.find("b")).isEmpty();
        assertThat(driver().calls()).hasSize(2);
    }

    @Test
    protected void ownWrites_areSeenAtOnce() {
        assertSeen("2", cache -> cache.put("a", "2"));
        assertSeen("2", cache -> cache.putAll(Map.of("a", "2", "b", "3")));
        assertSeen("1", cache -> cache.putIfAbsent("a", "2"));
        assertSeen("2", cache -> {
            cache.remove("a");
            cache.putIfAbsent("a", "2");
        });
        assertSeen("2", cache -> cache.replace("a", cache.lookup("a").version().orElseThrow(), "2"));
        assertSeen("none", cache -> cache.remove("a"));
        assertSeen("none", cache -> cache.removeAll(List.of("a", "b")));
        assertSeen("none", Cache::clear);
        assertSeen("none", cache -> cache.invalidateTag("t"));
        assertSeen("2", cache -> {
            cache.invalidateTag("t");
            cache.get("a", key -> "2");
        });
    }

    /** What this process, and another, find after a write of this one. */
    private void assertSeen(String expected, Consumer<Cache<String>> write) {
        Cache<String> cache = near();
        cache.put("a", "1", CachePutOptions.defaults().tags("t"));
        Cache<String> other = another();
        assertThat(other.find("a")).contains("1");
        assertThat(other.find("a")).contains("1");
        assertThat(other.stats().nearHits()).isOne();
        assertThat(cache.find("a")).contains("1");
        write.accept(cache);
        assertThat(cache.find("a").orElse("none")).isEqualTo(expected);
        awaitNotices();
        assertThat(other.find("a").orElse("none")).isEqualTo(expected);
        assertThat(cache.find("a").orElse("none")).isEqualTo(expected);
        closePlatform();
    }

    @Test
    protected void writesOfOtherProcesses_leaveTheRestNear() {
        Cache<String> cache = near();
        cache.putAll(Map.of("a", "1", "b", "2"));
        cache.put("tagged", "3", CachePutOptions.defaults().tags("t"));
        Cache<String> other = another();
        other.put("b", "4");
        other.invalidateTag("t");
        awaitNotices();
        driver().forget();
        assertThat(cache.find("a")).contains("1");
        assertThat(driver().calls()).isEmpty();
        assertThat(cache.find("b")).contains("4");
        assertThat(cache.find("tagged")).isEmpty();
    }

    @Test
    protected void entries_areNotServedPastTheirOwnTime() {
        Cache<String> cache = near("near.ttl", "1h", "ttl", "10s", "jitter", "0");
        cache.put("a", "1");
        cache.put("b", "1", CachePutOptions.defaults().ttl(Duration.ofSeconds(3)));
        time.advance(Duration.ofSeconds(3));
        assertThat(cache.find("a")).contains("1");
        assertThat(cache.find("b")).isEmpty();
        time.advance(Duration.ofSeconds(7));
        assertThat(cache.find("a")).isEmpty();
    }

    @Test
    protected void staleOnes_areLeftToTheStore() {
        Cache<String> cache = near("near.ttl", "1h", "soft-ttl", "10s", "jitter", "0");
        cache.put("a", "1");
        time.advance(Duration.ofSeconds(10));
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.STALE);
        assertThat(cache.find("a")).contains("1");
        assertThat(cache.stats().nearHits()).isZero();
    }

    @Test
    protected void longKeys_areLeftToTheStore() {
        Cache<String> cache = near();
        String key = "k".repeat(300);
        cache.put(key, "1");
        assertThat(cache.find(key)).contains("1");
        another().put(key, "2");
        assertThat(cache.find(key)).contains("2");
        assertThat(cache.stats().nearHits()).isZero();
    }

    @Test
    protected void room_isBounded() {
        for (String bound : List.of("near.max-entries", "near.max-weight")) {
            Cache<String> cache = cache(bound, bound.endsWith("weight") ? "10KiB" : "50", "jitter", "0");
            for (int i = 0; i < 2_000; i++) {
                cache.put("k" + i, "1");
            }
            for (int i = 0; i < 2_000; i++) {
                assertThat(cache.find("k" + i)).contains("1");
            }
            assertThat(cache.stats().nearHits()).isBetween(0L, 1_000L);
        }
    }

    @Test
    @Timeout(180)
    protected void readsOfTwoProcesses_areNeverOlderThanTheLastInvalidation() throws Exception {
        Cache<String> writer = near();
        Cache<String> other = another();
        AtomicLong invalidated = new AtomicLong();
        AtomicLong heard = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        CachePutOptions tagged = CachePutOptions.defaults().tags("t");
        writer.put("a", "0", tagged);
        List<Caller<Long>> readers =
                List.of(reader(writer, invalidated, done), reader(other, heard, done), reader(other, heard, done));
        long rounds = rounds();
        for (long n = 1; n <= rounds; n++) {
            switch ((int) (n % 4)) {
                case 0 -> writer.clear();
                case 1 -> writer.invalidateTag("t");
                case 2 -> writer.remove("a");
                default -> {
                    // the next put is all there is
                }
            }
            writer.put("a", Long.toString(n), tagged);
            invalidated.set(n);
            if (noticesAreHeardAtOnce() || n % 10 == 0) {
                awaitNotices();
                heard.set(n);
            }
        }
        for (int i = 0; i < 2; i++) {
            assertThat(other.find("a")).contains(Long.toString(rounds));
        }
        done.set(true);
        for (Caller<Long> reader : readers) {
            assertThat(reader.result()).isPositive();
        }
        assertThat(other.stats().nearHits()).isPositive();
    }

    /** Reads until it is done, and nothing below the floor as it was when a read began. */
    private static Caller<Long> reader(Cache<String> cache, AtomicLong floor, AtomicBoolean done) {
        return Caller.start(() -> {
            long reads = 0;
            do {
                long least = floor.get();
                long seen = cache.find("a").map(Long::parseLong).orElse(Long.MAX_VALUE);
                assertThat(seen).isGreaterThanOrEqualTo(least);
                reads++;
            } while (!done.get());
            return reads;
        });
    }

    @Test
    protected void afterClose_nothingIsServed() {
        Cache<String> cache = near();
        cache.put("a", "1");
        closePlatform();
        assertThatThrownBy(() -> cache.find("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    protected void settingsThatExcludeEachOther_areRefused() {
        fails(ErrorCode.CONFIGURATION, () -> cache("near.max-entries", "5", "near.max-weight", "1KiB"));
        fails(ErrorCode.CONFIGURATION, () -> cache("near.ttl", "5s"));
        fails(ErrorCode.CONFIGURATION, () -> cache("near.max-entries", "0"));
    }
}
