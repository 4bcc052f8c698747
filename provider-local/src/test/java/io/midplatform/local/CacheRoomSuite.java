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

/** What a local store does about room. */
abstract class CacheRoomSuite extends ContractSuite {
    @Test
    protected void entries_beyondTheRoom_areDropped_andCounted() {
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
    protected void markersUnderPressure_neverBringEntriesBack() {
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
    protected void room_forOneEntry_isStillACache() {
        Cache<String> cache = platform("midplatform.cache.one.max-entries", "1").cache("one", String.class);
        for (int i = 0; i < 100; i++) {
            int n = i;
            assertThat(cache.get("k" + i, key -> "v" + n)).isEqualTo("v" + n);
        }
    }

    @Test
    protected void counters_beyondTheRoom_areRefused_untilOthersEnd() {
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
    protected void whatIsUsed_stays() {
        Cache<String> cache =
                platform("midplatform.cache.small.max-entries", "100").cache("small", String.class);
        cache.put("used", "v");
        for (int i = 0; i < 1_000; i++) {
            cache.put("k" + i, "v");
            assertThat(cache.find("used")).as("after %s others", i).contains("v");
        }
    }
}
