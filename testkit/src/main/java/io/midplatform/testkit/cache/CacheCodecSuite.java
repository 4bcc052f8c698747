package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheStatus;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.testkit.Planted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What stands in the store: readable entries, unreadable ones, values that cannot be written. */
public abstract class CacheCodecSuite extends CacheSuite {
    private static final String KEY = "midplatform:test:a";

    /** For subclasses. */
    protected CacheCodecSuite() {}

    @Test
    protected void stored_isAVersionByteFlagsAndThePlainValue() throws Exception {
        Cache<String> cache = cache();
        cache.put("a", Planted.PAYLOAD);
        byte[] stored = Objects.requireNonNull(stored(KEY));
        assertThat(stored[0]).as("format").isEqualTo((byte) 2);
        assertThat(stored[1]).as("flags").isEqualTo((byte) 0);
        assertThat(new String(stored, 30, stored.length - 30, StandardCharsets.UTF_8))
                .isEqualTo(Planted.PAYLOAD);
    }

    @Test
    protected void stored_underItsNamespace() throws Exception {
        Cache<String> cache = cache("prefix", "team-a");
        cache.put("a", "1");
        assertThat(stored("team-a:test:a")).isNotNull();
        assertThat(stored(KEY)).isNull();
    }

    @Test
    protected void undecodable_isAMissAndCounted() throws Exception {
        Cache<String> cache = cache();
        cache.put("a", Planted.PAYLOAD);
        byte[] good = Objects.requireNonNull(stored(KEY));
        byte[] otherFormat = good.clone();
        otherFormat[0] = 3;
        byte[] unknownFlag = good.clone();
        unknownFlag[1] = 64;
        byte[] malformedText = good.clone();
        malformedText[31] = (byte) 0xC3;
        byte[] tagsMissing = good.clone();
        tagsMissing[1] = 2;
        List<byte[]> bad = List.of(
                new byte[0],
                new byte[] {2},
                Arrays.copyOf(good, 29),
                otherFormat,
                unknownFlag,
                malformedText,
                tagsMissing,
                "not ours".getBytes(StandardCharsets.UTF_8));
        long counted = cache.stats().undecodable();
        for (byte[] bytes : bad) {
            store(KEY, bytes);
            assertThat(cache.find("a")).isEmpty();
            assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.MISS);
            assertThat(cache.findAll(List.of("a"))).isEmpty();
            assertThat(cache.stats().undecodable()).isEqualTo(counted + 3);
            assertThat(cache.get("a", key -> "loaded")).as("written over").isEqualTo("loaded");
            assertThat(cache.find("a")).contains("loaded");
            store(KEY, bytes);
            assertThat(cache.putIfAbsent("a", "put")).isTrue();
            assertThat(cache.find("a")).contains("put");
            counted = cache.stats().undecodable();
        }
    }

    @Test
    protected void randomBytes_neverCrash() throws Exception {
        Cache<String> cache = cache();
        cache.put("a", Planted.PAYLOAD, CachePutOptions.defaults().tags("x", "yy"));
        byte[] good = Objects.requireNonNull(stored(KEY));
        Random random = new Random(42);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            store(KEY, bytes);
            cache.find("a");
            cache.lookup("a");
            cache.findAll(List.of("a"));
        }
    }

    @Test
    protected void aMarkerThatIsNone_isReplaced() throws Exception {
        Cache<String> cache = cache();
        cache.put("a", "1");
        store("midplatform:test#", "garbage".getBytes(StandardCharsets.UTF_8));
        assertThat(cache.find("a")).isEmpty();
        cache.put("b", "2");
        assertThat(cache.find("b")).contains("2");
    }

    @Test
    protected void unencodable_isCodec_beforeAnythingIsSent() {
        Cache<String> cache = cache();
        String wrong = Planted.PAYLOAD + "\ud800";
        assertCodec(() -> cache.put("a", wrong));
        assertCodec(() -> cache.putIfAbsent("a", wrong));
        assertCodec(() -> cache.replace("a", "0".repeat(20), wrong));
        assertCodec(() -> cache.putAll(Map.of("a", wrong)));
        assertThat(driver().calls()).isEmpty();
        assertCodec(() -> cache.get("a", key -> wrong));
        assertCodec(() -> cache.getAll(List.of("a"), keys -> Map.of("a", wrong)));
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.get("a", key -> "1")).isEqualTo("1");
    }

    private byte @Nullable [] stored(String key) throws Exception {
        List<ItemOutcome<byte[]>> outcomes = driver().get(List.of(key), deadline());
        return outcomes.get(0).result();
    }

    private void store(String key, byte[] bytes) throws Exception {
        driver().put(List.of(CacheWrite.always(key, bytes, CacheWrite.NO_END)), List.of(), deadline());
    }

    private Deadline deadline() {
        return Deadline.after(time, Duration.ofSeconds(20));
    }

    private static void assertCodec(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PlatformException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.CODEC);
            assertThat(e.getMessage()).doesNotContain(Planted.PAYLOAD);
            assertThat(e.key()).contains("a");
        });
    }
}
