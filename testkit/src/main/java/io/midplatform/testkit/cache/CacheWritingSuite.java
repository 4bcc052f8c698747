package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.Outcome;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Writing and removing. */
public abstract class CacheWritingSuite extends CacheSuite {
    /** For subclasses. */
    protected CacheWritingSuite() {}

    @Test
    protected void put_again_replaces() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        cache.put("a", "2");
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void put_optionsOfTheCall_win() {
        Cache<String> cache = cache("ttl", "1h", "jitter", "0");
        cache.put("a", "1", CachePutOptions.defaults().ttl(Duration.ofSeconds(5)));
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofSeconds(5));
        cache.put("a", "1");
        assertThat(cache.lookup("a").remaining()).contains(Duration.ofHours(1));
    }

    @Test
    protected void putAll_writesEach_inOneRequest() {
        Cache<String> cache = cache();
        cache.put("other", "x");
        driver().forget();
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("z", "26");
        entries.put("a", "1");
        entries.put("m", "13");
        BatchResult<String, Void> result = cache.putAll(entries);
        assertThat(result.outcomes()).extracting(Outcome::item).containsExactly("z", "a", "m");
        assertThat(result.failed()).isEmpty();
        assertThat(driver().calls().stream().filter("put"::equals)).hasSize(1);
        assertThat(cache.findAll(List.of("a", "m", "z")))
                .containsEntry("a", "1")
                .hasSize(3);
    }

    @Test
    protected void putAll_ofNothing_asksNobody() {
        Cache<String> cache = cache();
        assertThat(cache.putAll(Map.of()).outcomes()).isEmpty();
        assertThat(cache.removeAll(List.of()).outcomes()).isEmpty();
        assertThat(driver().calls()).isEmpty();
    }

    @Test
    protected void putAll_whenOneKeyFails_tellsWhich() {
        Cache<String> cache = cache();
        cache.put("other", "x");
        driver().before("put", () -> driver().failItem(1));
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("a", "1");
        entries.put("b", "2");
        BatchResult<String, Void> result = cache.putAll(entries);
        assertThat(result.failed()).extracting(Outcome::item).containsExactly("b");
        PlatformException error = result.failed().get(0).error().orElseThrow();
        assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(error.key()).contains("b");
        assertThat(error.operation()).contains("putAll");
    }

    @Test
    protected void remove_takesOne_andMissingIsFine() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        cache.put("b", "2");
        cache.remove("a");
        cache.remove("a");
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.find("b")).contains("2");
    }

    @Test
    protected void removeAll_takesEach_andTellsPerKey() {
        Cache<String> cache = cache();
        cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));
        driver().forget();
        BatchResult<String, Void> result = cache.removeAll(List.of("c", "missing", "a", "c"));
        assertThat(driver().calls()).containsExactly("remove");
        assertThat(result.outcomes()).extracting(Outcome::item).containsExactly("c", "missing", "a");
        assertThat(result.failed()).isEmpty();
        assertThat(cache.findAll(List.of("a", "b", "c"))).containsOnlyKeys("b");
    }

    @Test
    protected void removeAll_whenOneKeyFails_tellsWhich() {
        Cache<String> cache = cache();
        driver().failItem(0);
        BatchResult<String, Void> result = cache.removeAll(List.of("a", "b"));
        assertThat(result.failed()).extracting(Outcome::item).containsExactly("a");
    }

    @Test
    @SuppressWarnings("NullAway") // what the compiler forbids is what is tested
    protected void nulls_areNullPointerExceptions() {
        Cache<String> cache = cache();
        Map<String, String> nullValue = new HashMap<>();
        nullValue.put("a", null);
        Map<String, String> nullKey = new HashMap<>();
        nullKey.put(null, "a");
        assertNull(() -> cache.find(null));
        assertNull(() -> cache.lookup(null));
        assertNull(() -> cache.get(null, key -> "x"));
        assertNull(() -> cache.get("a", null));
        assertNull(() -> cache.get("a", key -> "x", null));
        assertNull(() -> cache.findAll(null));
        assertNull(() -> cache.findAll(java.util.Arrays.asList("a", null)));
        assertNull(() -> cache.getAll(List.of("a"), null));
        assertNull(() -> cache.put(null, "x"));
        assertNull(() -> cache.put("a", null));
        assertNull(() -> cache.put("a", "x", null));
        assertNull(() -> cache.putIfAbsent("a", null));
        assertNull(() -> cache.replace("a", null, "x"));
        assertNull(() -> cache.putAll(nullValue));
        assertNull(() -> cache.putAll(nullKey));
        assertNull(() -> cache.remove(null));
        assertNull(() -> cache.removeAll(null));
        assertNull(() -> cache.invalidateTag(null));
        assertNull(() -> cache.support(null));
        assertNull(() -> cache.unwrap(null));
        assertNull(() -> CachePutOptions.defaults().tags("a", null));
        assertNull(() -> CachePutOptions.defaults().ttl(null));
        assertThat(driver().calls()).isEmpty();
    }

    @Test
    protected void wrongConstants_areIllegalArguments() {
        CachePutOptions options = CachePutOptions.defaults();
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofNanos(999_999))) {
            assertIllegal(() -> options.ttl(wrong));
            assertIllegal(() -> options.softTtl(wrong));
        }
        assertIllegal(() -> options.timeout(Duration.ZERO));
        assertIllegal(() -> options.maxStale(Duration.ofMillis(-1)));
        assertIllegal(() -> options.jitter(-1));
        assertIllegal(() -> options.jitter(101));
    }

    @Test
    protected void closed_refusesEverything() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        closePlatform();
        driver().forget();
        assertClosed(() -> cache.find("a"));
        assertClosed(() -> cache.lookup("a"));
        assertClosed(() -> cache.get("a", key -> "x"));
        assertClosed(() -> cache.find("a", key -> "x"));
        assertClosed(() -> cache.findAll(List.of("a")));
        assertClosed(() -> cache.findAll(List.of()));
        assertClosed(() -> cache.getAll(List.of("a"), missing -> Map.of()));
        assertClosed(() -> cache.put("a", "1"));
        assertClosed(() -> cache.putIfAbsent("a", "1"));
        assertClosed(() -> cache.replace("a", "0".repeat(20), "1"));
        assertClosed(() -> cache.putAll(Map.of("a", "1")));
        assertClosed(() -> cache.putAll(Map.of()));
        assertClosed(() -> cache.remove("a"));
        assertClosed(() -> cache.removeAll(List.of("a")));
        assertClosed(() -> cache.invalidateTag("a"));
        assertClosed(cache::clear);
        assertThat(driver().calls()).isEmpty();
    }

    private static void assertNull(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class);
    }

    private static void assertIllegal(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertClosed(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }
}
