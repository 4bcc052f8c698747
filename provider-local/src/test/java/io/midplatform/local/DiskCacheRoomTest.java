package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store on disk does about room. */
class DiskCacheRoomTest extends CacheRoomSuite {
    @TempDir
    Path folder;

    @Override
    protected Map<String, String> provider() {
        return Map.of(
                "midplatform.providers.local.mode", "disk",
                "midplatform.providers.local.durability", "process",
                "midplatform.providers.local.path", folder.toString());
    }

    private static long found(Cache<String> cache, int keys) {
        long found = 0;
        for (int i = 0; i < keys; i++) {
            found += cache.find("k" + i).isPresent() ? 1 : 0;
        }
        return found;
    }

    @Test
    void theRoom_isUsedToTheFull_andIsAsLargeAfterARestart() {
        Platform first = platform("midplatform.cache.small.max-entries", "100");
        Cache<String> cache = first.cache("small", String.class);
        for (int i = 0; i < 150; i++) {
            cache.put("k" + i, "v");
        }
        assertThat(cache.stats().evictions()).hasValue(51); // the cache's marker is an entry too
        assertThat(found(cache, 150)).isEqualTo(99);
        first.close();
        cache = platform("midplatform.cache.small.max-entries", "100").cache("small", String.class);
        assertThat(found(cache, 150)).isEqualTo(99);
        cache.put("k200", "v");
        assertThat(cache.stats().evictions()).hasValue(1);
        assertThat(found(cache, 201)).isEqualTo(99);
    }

    @Test
    void lessRoomThanBefore_isReachedByAndBy() {
        Platform first = platform();
        Cache<String> cache = first.cache("small", String.class);
        for (int i = 0; i < 100; i++) {
            cache.put("k" + i, "v");
        }
        first.close();
        cache = platform("midplatform.cache.small.max-entries", "10").cache("small", String.class);
        for (int i = 100; i < 120; i++) {
            cache.put("k" + i, "v");
        }
        assertThat(found(cache, 120)).isEqualTo(9);
    }

    @Test
    void entriesOfOneCache_takeNoRoomFromAnother() {
        Platform platform = platform("midplatform.cache.small.max-entries", "10");
        Cache<String> large = platform.cache("large", String.class);
        Cache<String> small = platform.cache("small", String.class);
        for (int i = 0; i < 50; i++) {
            large.put("k" + i, "v");
            small.put("k" + i, "v");
        }
        assertThat(found(large, 50)).isEqualTo(50);
        assertThat(found(small, 50)).isEqualTo(9);
    }

    @Test
    void moreThanTheRoomAtOnce_isStillNoMoreThanTheRoom() {
        Cache<String> cache =
                platform("midplatform.cache.small.max-entries", "10").cache("small", String.class);
        cache.put("k1", "v");
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("k" + i, "v");
        }
        cache.putAll(many).throwIfAny();
        assertThat(found(cache, 100)).isLessThanOrEqualTo(10);
    }

    @Test
    void counters_areNeverDroppedForEntries() {
        Platform platform = platform(
                "midplatform.cache.few.max-entries", "1",
                "midplatform.cache.small.max-entries", "1");
        Counters counters = platform.counters("few");
        counters.increment("a");
        Cache<String> cache = platform.cache("small", String.class);
        for (int i = 0; i < 20; i++) {
            cache.put("k" + i, "v");
        }
        assertThat(counters.increment("a")).isEqualTo(2);
    }
}
