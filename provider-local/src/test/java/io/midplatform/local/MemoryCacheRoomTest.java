package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.cache.Cache;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the memory store does about room, and who shares it. */
class MemoryCacheRoomTest extends CacheRoomSuite {
    @Override
    protected Map<String, String> provider() {
        return Map.of("midplatform.provider", "local");
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
}
