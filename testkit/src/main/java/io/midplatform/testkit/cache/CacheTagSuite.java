package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.spi.Deadline;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tags and clear. */
public abstract class CacheTagSuite extends CacheSuite {
    /** For subclasses. */
    protected CacheTagSuite() {}

    @Test
    protected void clear_takesEverything_whateverItsNumber() {
        Cache<String> cache = cache();
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            many.put("k" + i, "v");
        }
        cache.putAll(many);
        cache.put("tagged", "v", CachePutOptions.defaults().tags("t"));
        driver().forget();
        cache.clear();
        assertThat(driver().calls()).as("no scan").containsExactly("put");
        assertThat(cache.findAll(many.keySet())).isEmpty();
        assertThat(cache.find("tagged")).isEmpty();
        cache.put("k1", "new");
        assertThat(cache.findAll(many.keySet())).containsExactly(Map.entry("k1", "new"));
    }

    @Test
    protected void clear_ofNothing_isFine() {
        Cache<String> cache = cache();
        cache.clear();
        cache.clear();
        cache.put("a", "1");
        assertThat(cache.find("a")).contains("1");
    }

    @Test
    protected void invalidateTag_takesWhatHasIt() {
        Cache<String> cache = cache();
        cache.put("a", "1", CachePutOptions.defaults().tags("x"));
        cache.put("b", "1", CachePutOptions.defaults().tags("x", "y"));
        cache.put("c", "1", CachePutOptions.defaults().tags("y"));
        cache.put("d", "1");
        driver().forget();
        cache.invalidateTag("x");
        assertThat(driver().calls()).as("no scan").containsExactly("put");
        assertThat(cache.findAll(List.of("a", "b", "c", "d"))).containsOnlyKeys("c", "d");
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.find("b")).isEmpty();
        assertThat(cache.find("c")).contains("1");
        cache.put("a", "2", CachePutOptions.defaults().tags("x"));
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void invalidateTag_ofAnUnknownTag_isFine() {
        Cache<String> cache = cache();
        cache.put("a", "1");
        cache.invalidateTag("unknown");
        assertThat(cache.find("a")).contains("1");
    }

    @Test
    protected void invalidateTag_ofAnotherCache_doesNot() {
        Cache<String> cache = cache();
        Cache<String> other = other("other", String.class);
        cache.put("a", "1", CachePutOptions.defaults().tags("t"));
        other.put("a", "1", CachePutOptions.defaults().tags("t"));
        other.invalidateTag("t");
        assertThat(cache.find("a")).contains("1");
        assertThat(other.find("a")).isEmpty();
    }

    @Test
    protected void tagsAreReplaced_byTheNextWrite() {
        Cache<String> cache = cache();
        cache.put("a", "1", CachePutOptions.defaults().tags("old"));
        cache.put("a", "2");
        cache.invalidateTag("old");
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    protected void taggedEntries_costOneMoreRoundTrip_allTogether() {
        Cache<String> cache = cache();
        cache.put("a", "1", CachePutOptions.defaults().tags("x", "y"));
        cache.put("b", "1", CachePutOptions.defaults().tags("z"));
        cache.put("c", "1");
        driver().forget();
        cache.find("a");
        assertThat(driver().calls()).containsExactly("get", "get");
        driver().forget();
        assertThat(cache.findAll(List.of("a", "b", "c"))).hasSize(3);
        assertThat(driver().calls()).containsExactly("get", "get");
        driver().forget();
        cache.find("c");
        assertThat(driver().calls()).containsExactly("get");
    }

    @Test
    protected void aLostMarkerOfATag_isAMiss_forGood() throws Exception {
        Cache<String> cache = cache();
        CachePutOptions tagged = CachePutOptions.defaults().tags("t");
        cache.put("a", "1", tagged);
        lose("midplatform:test#t");
        assertThat(cache.find("a")).isEmpty();
        cache.put("b", "2", tagged); // makes a fresh marker
        assertThat(cache.find("b")).contains("2");
        assertThat(cache.find("a")).as("back from the dead").isEmpty();
    }

    @Test
    protected void aLostMarkerOfTheCache_isAMiss_forGood() throws Exception {
        Cache<String> cache = cache();
        cache.put("a", "1");
        lose("midplatform:test#");
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.findAll(List.of("a"))).isEmpty();
        assertThat(cache.get("b", key -> "2")).isEqualTo("2");
        assertThat(cache.find("b")).contains("2");
        assertThat(cache.find("a")).as("back from the dead").isEmpty();
    }

    @Test
    protected void manyTags_longTags_strangeTags_work() {
        Cache<String> cache = cache();
        String[] tags = IntStream.range(0, 64).mapToObj(i -> "tag" + i).toArray(String[]::new);
        cache.put("a", "1", CachePutOptions.defaults().tags(tags));
        assertThat(cache.find("a")).contains("1");
        cache.invalidateTag("tag63");
        assertThat(cache.find("a")).isEmpty();
        for (String tag : List.of("x".repeat(1024), ":", "#", "a b", "\ud83d\ude00", "\u0000")) {
            cache.put("a", "1", CachePutOptions.defaults().tags(tag, "same"));
            assertThat(cache.find("a")).as(tag).contains("1");
            cache.invalidateTag(tag);
            assertThat(cache.find("a")).as(tag).isEmpty();
        }
    }

    @Test
    protected void repeatedTags_countOnce() {
        CachePutOptions options = CachePutOptions.defaults().tags("b", "a", "b");
        assertThat(options.tags()).containsExactly("b", "a");
        Cache<String> cache = cache();
        cache.put("k", "1", options);
        assertThat(cache.find("k")).contains("1");
    }

    @Test
    protected void wrongTags_areRefused_beforeAnythingIsSent() {
        Cache<String> cache = cache();
        String[] tooMany = IntStream.range(0, 65).mapToObj(i -> "t" + i).toArray(String[]::new);
        for (String[] tags :
                List.of(new String[] {""}, new String[] {"\ud800"}, new String[] {"x".repeat(1025)}, tooMany)) {
            CachePutOptions put = CachePutOptions.defaults().tags(tags);
            CacheGetOptions get = CacheGetOptions.defaults().tags(tags);
            assertInvalid(() -> cache.put("a", "1", put));
            assertInvalid(() -> cache.putIfAbsent("a", "1", put));
            assertInvalid(() -> cache.replace("a", "0".repeat(20), "1", put));
            assertInvalid(() -> cache.putAll(Map.of("a", "1"), put));
            assertInvalid(() -> cache.get("a", key -> "1", get));
            assertInvalid(() -> cache.find("a", key -> "1", get));
            assertInvalid(() -> cache.getAll(List.of("a"), keys -> Map.of(), get));
        }
        assertInvalid(() -> cache.invalidateTag(""));
        assertInvalid(() -> cache.invalidateTag("x".repeat(1025)));
        assertThat(driver().calls()).isEmpty();
    }

    private void lose(String marker) throws Exception {
        driver().remove(List.of(marker), Deadline.after(time, Duration.ofSeconds(20)));
    }

    private static void assertInvalid(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
