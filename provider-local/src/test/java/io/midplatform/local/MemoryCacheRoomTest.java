package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.Counters;
import io.midplatform.testkit.ContractSuite;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the memory store does about room, and who shares it. */
class MemoryCacheRoomTest extends ContractSuite {
    @Override
    protected Map<String, String> provider() {
        return Map.of("midplatform.provider", "local");
    }

    @Test
    void entries_beyondTheRoom_areDropped_andCounted() {
        Cache<String> cache =
                platform("midplatform.cache.small.max-entries", "100").cache("small", String.class);
        for (int i = 0; i < 1_000; i++) {
            cache.put("k" + i, "v" + i);
        }
        int found = 0;
        for (int i = 0; i < 1_000; i++) {
            String value = cache.find("k" + i).orElse("v" + i);
            assertThat(value).isEqualTo("v" + i);
            found += cache.find("k" + i).isPresent() ? 1 : 0;
        }
        assertThat(found).isBetween(1, 100);
        assertThat(cache.stats().evictions().orElseThrow()).isGreaterThanOrEqualTo(900);
    }

    @Test
    void markersUnderPressure_neverBringEntriesBack() {
        Cache<String> cache =
                platform("midplatform.cache.tiny.max-entries", "3").cache("tiny", String.class);
        CachePutOptions tagged = CachePutOptions.defaults().tags("t");
        Map<String, Integer> invalidatedAt = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            String key = "k" + i % 5;
            cache.put(key, Integer.toString(i), i % 3 == 0 ? tagged : CachePutOptions.defaults());
            int now = i;
            if (i % 7 == 0) {
                cache.clear();
                for (int k = 0; k < 5; k++) {
                    invalidatedAt.put("k" + k, now);
                }
            }
            for (int k = 0; k < 5; k++) {
                int dead = invalidatedAt.getOrDefault("k" + k, -1);
                cache.find("k" + k)
                        .ifPresent(v -> assertThat(Integer.parseInt(v)).isGreaterThan(dead));
            }
        }
    }

    @Test
    void room_forOneEntry_isStillACache() {
        Cache<String> cache = platform("midplatform.cache.one.max-entries", "1").cache("one", String.class);
        for (int i = 0; i < 100; i++) {
            int n = i;
            assertThat(cache.get("k" + i, key -> "v" + n)).isEqualTo("v" + n);
        }
    }

    @Test
    void counters_beyondTheRoom_areRefused_untilOthersEnd() {
        Platform platform = platform(
                "midplatform.cache.few.max-entries", "3",
                "midplatform.cache.few.ttl", "1m");
        Counters counters = platform.counters("few");
        for (String key : new String[] {"a", "b", "c"}) {
            counters.increment(key);
        }
        assertThatThrownBy(() -> counters.increment("d")).isInstanceOfSatisfying(PlatformException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            assertThat(e.advice()).isPresent();
        });
        assertThat(counters.increment("a")).isEqualTo(2);
        time.advance(Duration.ofMinutes(1));
        assertThat(counters.increment("d")).isEqualTo(1);
    }

    @Test
    void platforms_areIndependent() {
        Cache<String> one = platform().cache("carts", String.class);
        Cache<String> two = platform().cache("carts", String.class);
        one.put("a", "1");
        assertThat(two.find("a")).isEmpty();
    }

    @Test
    void caffeine_canBeUnwrapped() {
        Cache<String> cache = platform().cache("carts", String.class);
        assertThat(cache.unwrap(com.github.benmanes.caffeine.cache.Cache.class)).isPresent();
    }

    @Test
    void wrongSettings_areRefused() {
        assertThatThrownBy(() -> platform("midplatform.cache.carts.max-entries", "0"))
                .hasMessageContaining("max-entries");
        for (String later : new String[] {"near.max-entry", "compression", "max-entrys"}) {
            assertThatThrownBy(() -> platform("midplatform.cache.carts." + later, "true"))
                    .as(later)
                    .hasMessageContaining(later);
        }
    }

    @Test
    void modeOfTheProvider_doesNotDisturb(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) {
        Cache<String> cache = platform(
                        "midplatform.providers.local.mode",
                        "disk",
                        "midplatform.providers.local.path",
                        folder.toString())
                .cache("carts", String.class);
        cache.put("a", "1");
        assertThat(cache.find("a")).contains("1");
    }
}
