package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheStatus;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.spi.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Values that are stored compressed above a size. */
public abstract class CacheCompressionSuite extends CacheSuite {
    private static final String KEY = "midplatform:test:a";
    private static final int ENVELOPE = 30;
    private static final int DEFLATED = 4;
    private static final String LARGE = "compressible ".repeat(1_000);

    private int valueBytes = Integer.MAX_VALUE;
    private Set<CacheFeature> masked = Set.of();

    /** For subclasses. */
    protected CacheCompressionSuite() {}

    @Override
    protected CacheDriver wrap(CacheDriver driver) {
        return new MaskedCacheDriver(
                driver,
                masked,
                driver.capabilities().keyBytes(),
                Math.min(valueBytes, driver.capabilities().valueBytes()));
    }

    @Test
    protected void aboveTheSize_valuesAreStoredSmaller() throws Exception {
        Cache<String> cache = cache("compress-above", "1KiB");
        cache.put("a", LARGE);
        byte[] stored = stored();
        assertThat(stored[1]).isEqualTo((byte) DEFLATED);
        assertThat(ByteBuffer.wrap(stored).getInt(ENVELOPE)).as("length").isEqualTo(LARGE.length());
        assertThat(stored.length).isLessThan(LARGE.length() / 10);
        assertThat(cache.find("a")).contains(LARGE);
        assertThat(cache.findAll(List.of("a"))).containsEntry("a", LARGE);
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.HIT);
    }

    @Test
    protected void upToTheSize_andSwitchedOff_valuesAreStoredAsTheyAre() throws Exception {
        Cache<String> cache = cache("compress-above", LARGE.length() + "B");
        cache.put("a", LARGE);
        assertPlain();
        cache.put("a", LARGE + "!");
        assertThat(stored()[1]).isEqualTo((byte) DEFLATED);
        Cache<String> off = cache();
        off.put("a", LARGE + "!");
        assertThat(stored()[1]).isEqualTo((byte) 0);
    }

    @Test
    protected void aValueThatDoesNotShrink_isStoredAsItIs() throws Exception {
        Cache<byte[]> cache = cacheOf(byte[].class, "compress-above", "0");
        byte[] noise = new byte[10_000];
        new Random(42).nextBytes(noise);
        cache.put("a", noise);
        assertThat(stored()[1]).isEqualTo((byte) 0);
        assertThat(stored()).hasSize(ENVELOPE + noise.length);
        assertThat(cache.find("a"))
                .hasValueSatisfying(value -> assertThat(value).isEqualTo(noise));
        for (int length = 0; length < 50; length++) {
            byte[] small = new byte[length];
            cache.put("a", small);
            assertThat(stored().length).isLessThanOrEqualTo(ENVELOPE + length);
            assertThat(cache.find("a"))
                    .hasValueSatisfying(value -> assertThat(value).isEqualTo(small));
        }
    }

    @Test
    protected void whoHasNotTheSetting_readsThem_andTheOtherWayRound() {
        Cache<String> compressing = cache("compress-above", "1KiB");
        Cache<String> plain = cacheOfAnotherProcess();
        compressing.put("a", LARGE);
        assertThat(plain.find("a")).contains(LARGE);
        plain.put("a", LARGE + "2");
        assertThat(compressing.find("a")).contains(LARGE + "2");
    }

    @Test
    protected void everyWrite_compresses() throws Exception {
        Cache<String> cache = cache("compress-above", "1KiB", "ttl", "10m", "jitter", "0");
        cache.putAll(Map.of("a", LARGE, "b", "small"));
        assertDeflated(cache, LARGE);
        String version = cache.lookup("a").version().orElseThrow();
        assertThat(cache.replace("a", version, LARGE + "2")).isTrue();
        assertDeflated(cache, LARGE + "2");
        cache.remove("a");
        assertThat(cache.putIfAbsent("a", LARGE + "3")).isTrue();
        assertDeflated(cache, LARGE + "3");
        cache.put("a", LARGE, CachePutOptions.defaults().tags("t", "\u00e9"));
        assertThat(stored()[1]).isEqualTo((byte) (DEFLATED | 2));
        assertThat(cache.find("a")).contains(LARGE);
        cache.invalidateTag("\u00e9");
        assertThat(cache.get("a", key -> LARGE + "4")).isEqualTo(LARGE + "4");
        assertDeflated(cache, LARGE + "4");
        cache.clear();
        assertThat(cache.getAll(List.of("a"), keys -> Map.of("a", LARGE + "5"))).containsEntry("a", LARGE + "5");
        assertDeflated(cache, LARGE + "5");
        assertThat(cache.find("b")).isEmpty();
    }

    @Test
    protected void withoutAnyFeature_itWorks() throws Exception {
        masked = Set.of(CacheFeature.values());
        aboveTheSize_valuesAreStoredSmaller();
    }

    @Test
    protected void theLimit_isAboutWhatIsSent() throws Exception {
        valueBytes = ENVELOPE + 1_000;
        Cache<String> cache = cache("compress-above", "500");
        cache.put("a", LARGE);
        assertDeflated(cache, LARGE);
        assertThat(cache.get("b", key -> LARGE)).isEqualTo(LARGE);
        assertThat(cache.find("b")).contains(LARGE);
        StringBuilder noise = new StringBuilder();
        new Random(42).ints(5_000, ' ', '~').forEach(c -> noise.append((char) c));
        driver().forget();
        fails(ErrorCode.LIMIT_EXCEEDED, () -> cache.put("a", noise.toString()));
        assertThat(driver().calls()).isEmpty();
        assertThat(cache.get("c", key -> noise.toString())).isEqualTo(noise.toString());
        assertThat(cache.find("c")).isEmpty();
        assertThat(cache.stats().droppedWrites()).isEqualTo(1);
    }

    @Test
    protected void damagedBytes_areAMissAndCounted() throws Exception {
        Cache<String> cache = cache("compress-above", "1KiB");
        cache.put("a", LARGE);
        byte[] good = stored();
        Random random = new Random(42);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = good.clone();
            bytes[ENVELOPE + random.nextInt(good.length - ENVELOPE)] ^= (byte) (1 + random.nextInt(255));
            store(i % 2 == 0 ? bytes : Arrays.copyOf(good, ENVELOPE + random.nextInt(good.length - ENVELOPE)));
            long counted = cache.stats().undecodable();
            // a bit that stands for nothing may change
            boolean right = cache.find("a").filter(LARGE::equals).isPresent();
            assertThat(cache.stats().undecodable()).isEqualTo(right ? counted : counted + 1);
        }
        store(Arrays.copyOf(good, good.length - 1));
        long counted = cache.stats().undecodable();
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.MISS);
        assertThat(cache.stats().undecodable()).isEqualTo(counted + 1);
        assertThat(cache.get("a", key -> "loaded")).isEqualTo("loaded");
        assertThat(cache.find("a")).contains("loaded");
    }

    @Test
    protected void aLengthThatLies_costsNoMemory() throws Exception {
        Cache<String> cache = cache("compress-above", "1KiB");
        cache.put("a", LARGE);
        byte[] good = stored();
        for (int lie :
                new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 1, LARGE.length() - 1, LARGE.length() + 1}) {
            byte[] bytes = good.clone();
            ByteBuffer.wrap(bytes).putInt(ENVELOPE, lie);
            store(bytes);
            long counted = cache.stats().undecodable();
            assertThat(cache.find("a")).as("" + lie).isEmpty();
            assertThat(cache.stats().undecodable()).isEqualTo(counted + 1);
        }
    }

    private void assertPlain() throws Exception {
        assertThat(stored()[1]).isEqualTo((byte) 0);
        assertThat(stored()).hasSize(ENVELOPE + LARGE.length());
    }

    private void assertDeflated(Cache<String> cache, String value) throws Exception {
        assertThat(stored()[1]).isEqualTo((byte) DEFLATED);
        assertThat(cache.find("a")).contains(value);
    }

    private byte[] stored() throws Exception {
        return Objects.requireNonNull(
                driver().get(List.of(KEY), deadline()).get(0).result());
    }

    private void store(byte[] bytes) throws Exception {
        driver().put(List.of(CacheWrite.always(KEY, bytes, CacheWrite.NO_END)), List.of(), deadline());
    }

    private Deadline deadline() {
        return Deadline.after(time, Duration.ofSeconds(20));
    }
}
