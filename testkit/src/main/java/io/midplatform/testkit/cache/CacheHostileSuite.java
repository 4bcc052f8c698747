package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keys and values that break what treats them as anything but opaque. */
public abstract class CacheHostileSuite extends CacheSuite {
    private static final List<String> STRINGS = List.of(
            " ",
            "a:b",
            ":",
            "#",
            "~",
            "!",
            "a#t",
            "other:a",
            "/",
            "//",
            "../../etc/passwd",
            "a\\b",
            "tab\tnew\nline\r",
            "nul\u0000inside",
            "\u007f",
            "caf\u00e9",
            "cafe\u0301",
            "\u65e5\u672c\u8a9e",
            "\ud83d\ude00",
            "\uffff",
            "\u202eright to left",
            "{slot}a",
            "{slot}b",
            "*",
            "?[a-z]",
            "${env:HOME} %s {0}",
            "'; DROP TABLE x; --",
            "A",
            "a",
            "x".repeat(199),
            "x".repeat(200),
            "x".repeat(201),
            "\u65e5".repeat(67),
            "x".repeat(100_000) + "1",
            "x".repeat(100_000) + "2");

    /** For subclasses. */
    protected CacheHostileSuite() {}

    @Test
    protected void keys_areApart_andComeBack() {
        Cache<String> cache = cache();
        int i = 0;
        for (String key : STRINGS) {
            cache.put(key, "value " + i++);
        }
        i = 0;
        for (String key : STRINGS) {
            assertThat(cache.find(key)).contains("value " + i++);
        }
        Map<String, String> all = cache.findAll(STRINGS);
        assertThat(all.keySet()).containsExactlyElementsOf(STRINGS);
        cache.remove(STRINGS.get(0));
        assertThat(cache.findAll(STRINGS)).hasSize(STRINGS.size() - 1);
        cache.removeAll(STRINGS);
        assertThat(cache.findAll(STRINGS)).isEmpty();
    }

    @Test
    protected void keys_reachTheLoaderAsTheyAre() {
        Cache<String> cache = cache();
        for (String key : STRINGS) {
            assertThat(cache.get(key, k -> k)).isEqualTo(key);
        }
        List<String> seen = new ArrayList<>();
        Cache<String> other = other("other", String.class);
        other.getAll(STRINGS, missing -> {
            seen.addAll(missing);
            return Map.of();
        });
        assertThat(seen).containsExactlyElementsOf(STRINGS);
    }

    @Test
    protected void keysOfTwoCaches_neverMeet() {
        Cache<String> a = other("a", String.class);
        Cache<String> ab = other("a-b", String.class);
        a.put("b:c", "1");
        a.put("-b:c", "2");
        ab.put("c", "3");
        assertThat(a.find("b:c")).contains("1");
        assertThat(a.find("-b:c")).contains("2");
        assertThat(ab.find("c")).contains("3");
    }

    @Test
    protected void values_comeBack() {
        Cache<String> cache = cache();
        Map<String, String> all = new LinkedHashMap<>();
        for (String value : STRINGS) {
            all.put("k" + all.size(), value);
        }
        all.put("empty", "");
        all.put("replacement", "\ufffd");
        cache.putAll(all).throwIfAny();
        assertThat(cache.findAll(all.keySet())).isEqualTo(all);
    }

    @Test
    protected void binaryValues_comeBack() {
        Cache<byte[]> cache = other("bytes", byte[].class);
        Random random = new Random(7);
        for (int size : List.of(0, 1, 41, 42, 43, 1_000, 1 << 20)) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            cache.put("k", value);
            assertThat(cache.find("k").orElseThrow()).isEqualTo(value);
        }
    }

    @Test
    protected void wrongKeys_areRefused_beforeAnythingIsSent() {
        Cache<String> cache = cache();
        for (String key : List.of("", "\ud800", "a\udc00b", "x".repeat(300) + "\ud83d")) {
            assertInvalid(() -> cache.find(key));
            assertInvalid(() -> cache.find(key, k -> "1"));
            assertInvalid(() -> cache.get(key, k -> "1"));
            assertInvalid(() -> cache.lookup(key));
            assertInvalid(() -> cache.findAll(List.of("a", key)));
            assertInvalid(() -> cache.getAll(List.of("a", key), keys -> Map.of()));
            assertInvalid(() -> cache.put(key, "1"));
            assertInvalid(() -> cache.putIfAbsent(key, "1"));
            assertInvalid(() -> cache.replace(key, "0".repeat(20), "1"));
            assertInvalid(() -> cache.putAll(Map.of("a", "1", key, "1")));
            assertInvalid(() -> cache.remove(key));
            assertInvalid(() -> cache.removeAll(List.of("a", key)));
        }
        assertThat(driver().calls()).isEmpty();
        assertThat(cache.find("a")).isEmpty();
    }

    private static void assertInvalid(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
