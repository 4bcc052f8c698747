package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.Counters;
import io.midplatform.cache.spi.CacheDriver;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Features switched off: asking for them is {@code UNSUPPORTED} before anything is sent, and the rest works without them. */
public abstract class CacheFeatureSuite extends CacheSuite {
    /** For subclasses. */
    protected CacheFeatureSuite() {}

    @Override
    protected CacheDriver wrap(CacheDriver driver) {
        return new MaskedCacheDriver(driver, EnumSet.allOf(CacheFeature.class));
    }

    @Test
    protected void absentFeatures_areTold() {
        for (CacheFeature feature : CacheFeature.values()) {
            assertThat(cache().support(feature)).isEqualTo(Support.ABSENT);
        }
    }

    @Test
    protected void near_isUnsupported() {
        assertUnsupported("near-cache", () -> cache("near.max-entries", "10"));
    }

    @Test
    protected void conditionalWrites_areUnsupported() {
        Cache<String> cache = cache();
        assertUnsupported("conditional-writes", () -> cache.putIfAbsent("a", "1"));
        assertUnsupported("conditional-writes", () -> cache.putIfAbsent("a", "1", CachePutOptions.defaults()));
        assertUnsupported("conditional-writes", () -> cache.replace("a", "0".repeat(20), "1"));
        assertThat(driver().calls()).isEmpty();
    }

    @Test
    protected void counters_areUnsupported() {
        Counters counters = counters();
        assertUnsupported("counters", () -> counters.increment("a"));
        assertUnsupported("counters", () -> counters.increment("a", 2));
        assertUnsupported("counters", () -> counters.get("a"));
        assertUnsupported("counters", () -> counters.reset("a"));
        assertThat(driver().calls()).isEmpty();
    }

    @Test
    protected void everythingElse_worksWithoutThem() {
        Cache<String> cache = cache("negative-ttl", "1m");
        cache.put("a", "1");
        cache.putAll(Map.of("b", "2"));
        assertThat(cache.get("c", key -> "3")).isEqualTo("3");
        assertThat(cache.findAll(List.of("a", "b", "c"))).hasSize(3);
        assertThat(cache.find("d", key -> null)).isEmpty();
        assertThat(cache.getAll(List.of("a", "e"), keys -> Map.of("e", "5"))).hasSize(2);
        cache.put("f", "6", CachePutOptions.defaults().tags("t"));
        cache.invalidateTag("t");
        assertThat(cache.find("f")).isEmpty();
        cache.get("g", key -> {
            cache.remove("g");
            return "old";
        });
        assertThat(cache.find("g")).isEmpty();
        cache.get("h", key -> {
            cache.put("h", "new");
            return "old";
        });
        assertThat(cache.find("h")).contains("new");
        cache.clear();
        assertThat(cache.findAll(List.of("a", "b", "c", "e"))).isEmpty();
    }

    private static void assertUnsupported(String feature, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PlatformException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED);
            assertThat(e.getMessage()).contains(feature);
            assertThat(e.resource()).contains(NAME);
        });
    }
}
