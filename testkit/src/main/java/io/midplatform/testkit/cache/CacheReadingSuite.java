package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CacheResult;
import io.midplatform.cache.CacheStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading without a loader. */
public abstract class CacheReadingSuite extends CacheSuite {
    /** For subclasses. */
    protected CacheReadingSuite() {}

    @Test
    protected void find_missing_isEmpty() {
        assertThat(cache().find("ada")).isEmpty();
    }

    @Test
    protected void find_written_isTheValue() {
        Cache<String> cache = cache();
        cache.put("ada", "lovelace");
        assertThat(cache.find("ada")).contains("lovelace");
        assertThat(cache.find("Ada")).isEmpty();
    }

    @Test
    protected void find_ofAnotherCache_isEmpty() {
        Cache<String> cache = cache();
        Cache<String> other = other("other", String.class);
        cache.put("ada", "lovelace");
        other.put("b", "2");
        assertThat(other.find("ada")).isEmpty();
        assertThat(cache.find("b")).isEmpty();
        other.clear();
        assertThat(cache.find("ada")).contains("lovelace");
    }

    @Test
    protected void find_oneRoundTrip() {
        Cache<String> cache = cache();
        cache.put("ada", "lovelace");
        driver().forget();
        cache.find("ada");
        assertThat(driver().calls()).containsExactly("get");
    }

    @Test
    protected void lookup_missing_isMiss() {
        CacheResult<String> result = cache().lookup("ada");
        assertThat(result.status()).isEqualTo(CacheStatus.MISS);
        assertThat(result.value()).isEmpty();
        assertThat(result.age()).isEmpty();
        assertThat(result.remaining()).isEmpty();
        assertThat(result.version()).isEmpty();
    }

    @Test
    protected void lookup_written_tellsAgeRemainingAndVersion() {
        Cache<String> cache = cache("ttl", "10m", "jitter", "0");
        cache.put("ada", "lovelace");
        time.advance(Duration.ofMinutes(3));
        CacheResult<String> result = cache.lookup("ada");
        assertThat(result.status()).isEqualTo(CacheStatus.HIT);
        assertThat(result.value()).contains("lovelace");
        assertThat(result.age()).contains(Duration.ofMinutes(3));
        assertThat(result.remaining()).contains(Duration.ofMinutes(7));
        assertThat(result.version()).isPresent();
    }

    @Test
    protected void lookup_afterEachWrite_hasAnotherVersion() {
        Cache<String> cache = cache();
        cache.put("ada", "lovelace");
        String first = cache.lookup("ada").version().orElseThrow();
        assertThat(cache.lookup("ada").version()).contains(first);
        cache.put("ada", "lovelace");
        assertThat(cache.lookup("ada").version()).isPresent().get().isNotEqualTo(first);
    }

    @Test
    protected void lookup_toString_hidesTheValue() {
        Cache<String> cache = cache();
        cache.put("ada", "lovelace");
        assertThat(cache.lookup("ada").toString()).doesNotContain("lovelace").contains("HIT");
    }

    @Test
    protected void findAll_mixed_givesWhatIsThereInOrder() {
        Cache<String> cache = cache();
        cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));
        Map<String, String> found = cache.findAll(List.of("c", "missing", "a", "c"));
        assertThat(found).containsExactly(Map.entry("c", "3"), Map.entry("a", "1"));
        assertThatThrownBy(() -> found.put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    protected void findAll_ofManyKeys_isOneRoundTrip() {
        Cache<String> cache = cache();
        cache.put("k7", "7");
        List<String> keys =
                java.util.stream.IntStream.range(0, 500).mapToObj(i -> "k" + i).toList();
        driver().forget();
        assertThat(cache.findAll(keys)).containsExactly(Map.entry("k7", "7"));
        assertThat(driver().calls()).containsExactly("get");
    }

    @Test
    protected void findAll_ofNoKeys_asksNobody() {
        Cache<String> cache = cache();
        assertThat(cache.findAll(List.of())).isEmpty();
        assertThat(driver().calls()).isEmpty();
    }

    @Test
    protected void find_withLoadingOptions_isRefused() {
        Cache<String> cache = cache();
        for (CacheGetOptions options : List.of(
                CacheGetOptions.defaults().ttl(Duration.ofSeconds(1)),
                CacheGetOptions.defaults().softTtl(Duration.ofSeconds(1)),
                CacheGetOptions.defaults().maxStale(Duration.ofSeconds(1)),
                CacheGetOptions.defaults().negativeTtl(Duration.ofSeconds(1)),
                CacheGetOptions.defaults().jitter(3),
                CacheGetOptions.defaults().tags("t"))) {
            assertThatThrownBy(() -> cache.find("a", options)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.lookup("a", options)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.findAll(List.of("a"), options)).isInstanceOf(IllegalArgumentException.class);
        }
        CacheGetOptions plain = CacheGetOptions.defaults().timeout(Duration.ofSeconds(20));
        assertThat(cache.find("a", plain)).isEmpty();
        assertThat(cache.lookup("a", plain).status()).isEqualTo(CacheStatus.MISS);
        assertThat(cache.findAll(List.of("a"), plain)).isEmpty();
    }

    @Test
    protected void bytes_areCopiedInAndOut() {
        Cache<byte[]> cache = other("bytes", byte[].class);
        byte[] written = {1, 2, 3};
        cache.put("a", written);
        written[0] = 9;
        byte[] read = cache.find("a").orElseThrow();
        assertThat(read).containsExactly(1, 2, 3);
        read[1] = 9;
        assertThat(cache.find("a").orElseThrow()).containsExactly(1, 2, 3);
        assertThat(cache.findAll(List.of("a")).get("a")).containsExactly(1, 2, 3);
    }

    @Test
    protected void emptyValues_areValues() {
        Cache<String> cache = cache();
        cache.put("a", "");
        assertThat(cache.find("a")).contains("");
        Cache<byte[]> bytes = other("bytes", byte[].class);
        bytes.put("a", new byte[0]);
        assertThat(bytes.find("a").orElseThrow()).isEmpty();
    }

    @Test
    protected void unwrap_ofSomethingElse_isEmpty() {
        assertThat(cache().unwrap(Thread.class)).isEmpty();
        assertThat(cache().name()).isEqualTo(NAME);
    }
}
