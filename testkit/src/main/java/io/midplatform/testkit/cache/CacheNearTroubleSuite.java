package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Values near while notices get lost or are late, and while the store fails. */
public abstract class CacheNearTroubleSuite extends NearCacheSuite {
    /** For subclasses. */
    protected CacheNearTroubleSuite() {}

    @Test
    protected void failedWrites_areNotKept() {
        Cache<String> cache = near();
        cache.put("a", "1");
        driver().fail("put", ErrorCode.UNAVAILABLE);
        assertThatThrownBy(() -> cache.put("a", "2")).hasMessageContaining("UNAVAILABLE");
        assertThat(cache.find("a")).contains("1");
        driver().heal();
        driver().failItem(0);
        cache.putAll(Collections.singletonMap("a", "3"));
        driver().heal();
        driver().forget();
        cache.find("a");
        assertThat(driver().calls())
                .as("what became of it, only the store knows")
                .containsExactly("get");
    }

    /** A change that failed may happen later, as late as its notice: after the store was read again. */
    @Test
    protected void lateChanges_areHeardOfByWhoeverAskedForThem() {
        CachePutOptions tagged = CachePutOptions.defaults().tags("t");
        assertHeardLate("2", "put", cache -> cache.put("a", "2", tagged));
        assertHeardLate("2", "put", cache -> cache.putAll(Map.of("a", "2")).throwIfAny());
        assertHeardLate("none", "remove", cache -> cache.remove("a"));
        assertHeardLate(
                "none", "remove", cache -> cache.removeAll(List.of("a", "b")).throwIfAny());
        assertHeardLate("none", "put", cache -> cache.invalidateTag("t"));
        assertHeardLate("none", "put", Cache::clear);
    }

    private void assertHeardLate(String expected, String operation, Consumer<Cache<String>> change) {
        Cache<String> cache = near();
        Cache<String> late = cacheOfAnotherProcess(); // without near: it tells nobody
        cache.put("a", "1", CachePutOptions.defaults().tags("t"));
        awaitNotices();
        driver().holdNotices();
        driver().fail(operation, ErrorCode.UNAVAILABLE);
        assertThatThrownBy(() -> change.accept(cache)).hasMessageContaining("UNAVAILABLE");
        driver().heal();
        assertThat(cache.find("a")).contains("1");
        change.accept(late);
        driver().releaseNotices();
        awaitNotices();
        assertThat(cache.find("a").orElse("none")).isEqualTo(expected);
        closePlatform();
    }

    @Test
    protected void lostNotices_areBoundedByTheTtl() {
        Cache<String> cache = near("near.ttl", "4s");
        cache.put("a", "1");
        Cache<String> other = another();
        driver().loseNotices();
        other.put("a", "2");
        assertThat(cache.find("a")).contains("1");
        time.advance(Duration.ofSeconds(4));
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void lostNotice_isFoundByTheNext() {
        Cache<String> cache = near();
        cache.put("a", "1");
        Cache<String> other = another();
        other.put("other", "x");
        awaitNotices();
        driver().loseNotices();
        other.put("a", "2");
        driver().heal();
        assertThat(cache.find("a")).contains("1");
        other.put("other", "y");
        awaitNotices();
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void lostNotice_afterWhichNothingIsSent_isFoundByABeat() {
        Cache<String> cache = near();
        cache.put("a", "1");
        Cache<String> other = another();
        driver().loseNotices();
        other.put("a", "2");
        driver().heal();
        time.advance(Duration.ofSeconds(5));
        awaitNotices();
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void interruption_empties_andIsTold() {
        Cache<String> cache = near("near.ttl", "1h");
        cache.put("a", "1");
        awaitNotices(); // its own too: what is heard ends an interruption
        assertThat(cache.stats().staleWindow()).isZero();
        driver().interruptNotices();
        driver().loseNotices();
        time.advance(Duration.ofSeconds(7));
        assertThat(cache.stats().staleWindow()).isEqualTo(Duration.ofSeconds(7));
        assertThat(cache.find("a")).contains("1");
        another().put("a", "2");
        driver().heal();
        driver().resumeNotices();
        assertThat(cache.stats().staleWindow()).isZero();
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void silence_isTold_andEmptiesWhenItEnds() {
        Cache<String> cache = near("near.ttl", "1h");
        cache.put("a", "1");
        driver().loseNotices();
        another().put("a", "2");
        time.advance(Duration.ofSeconds(30));
        assertThat(cache.stats().staleWindow()).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
        driver().heal();
        time.advance(Duration.ofSeconds(5));
        awaitNotices();
        assertThat(cache.stats().staleWindow()).isZero();
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void whileTheStoreIsDown_nearValuesAreServed() {
        Cache<String> cache = near();
        cache.put("a", "1");
        driver().fail(ErrorCode.UNAVAILABLE);
        assertThat(cache.find("a")).contains("1");
        assertThat(cache.find("b")).isEmpty();
    }

    /** Handlers of workers that are ended still use the cache, which hears of nothing any more. */
    @Test
    protected void whileThePlatformCloses_nothingNearIsServed() {
        Cache<String> cache = near();
        Cache<String> other = another();
        cache.put("a", "1");
        cache.put("b", "1");
        awaitNotices();
        assertThat(other.find("b")).contains("1");
        List<String> found = new ArrayList<>();
        driver().after("unsubscribe", () -> {
            for (String value : List.of("2", "3")) {
                other.put("a", value);
                found.add(cache.find("a").orElse("none"));
            }
            cache.put("b", "4");
            awaitNotices();
            found.add(other.find("b").orElse("none"));
            other.put("b", "5");
            found.add(cache.find("b").orElse("none"));
        });
        closePlatform();
        assertThat(found).containsExactly("2", "3", "4", "5");
    }
}
