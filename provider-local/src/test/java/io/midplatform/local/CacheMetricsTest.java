package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheMetrics;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.ForwardingCacheDriver;
import io.midplatform.testkit.cache.CacheSuite;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The numbers of a cache as meters, and that nobody needs Micrometer's meters who does not ask for them. */
class CacheMetricsTest extends CacheSuite {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private boolean tellsEvictions = true;

    @Override
    protected Map<String, String> provider() {
        return Map.of("midplatform.provider", "local");
    }

    @Override
    protected CacheDriver wrap(CacheDriver driver) {
        return new ForwardingCacheDriver(driver) {
            @Override
            public OptionalLong evictions() {
                return tellsEvictions ? super.evictions() : OptionalLong.empty();
            }
        };
    }

    private double count(String name, String... tags) {
        return registry.get(name)
                .tag("cache", NAME)
                .tags(tags)
                .functionCounter()
                .count();
    }

    @Test
    void reads_areCounted_byResultAndKind() {
        Cache<String> cache = cache("ttl", "10m", "soft-ttl", "5m", "negative-ttl", "1h", "jitter", "0");
        new CacheMetrics(cache).bindTo(registry);
        cache.find("a");
        cache.put("a", "1");
        cache.find("a");
        cache.find("a");
        cache.find("none", key -> null);
        cache.find("none");
        time.advance(Duration.ofMinutes(6));
        cache.find("a");
        driver().fail(ErrorCode.UNAVAILABLE);
        cache.find("a");
        assertThat(count("cache.gets", "result", "hit")).isEqualTo(4);
        assertThat(count("cache.gets", "result", "miss")).isEqualTo(2);
        assertThat(count("cache.gets", "result", "degraded")).isEqualTo(1);
        assertThat(count("cache.hits", "kind", "near")).isZero();
        assertThat(count("cache.hits", "kind", "far")).isEqualTo(2);
        assertThat(count("cache.hits", "kind", "stale")).isEqualTo(1);
        assertThat(count("cache.hits", "kind", "negative")).isEqualTo(1);
    }

    @Test
    void hitsNear_areToldApart() {
        Cache<String> cache = cache("near.max-entries", "10");
        new CacheMetrics(cache).bindTo(registry);
        cache.put("a", "1");
        cache.find("a");
        cache.find("a");
        cache.lookup("a"); // of the store
        assertThat(count("cache.gets", "result", "hit")).isEqualTo(3);
        assertThat(count("cache.hits", "kind", "near")).isEqualTo(2);
        assertThat(count("cache.hits", "kind", "far")).isEqualTo(1);
        assertThat(registry.get("cache.stale.window").timeGauge().value(TimeUnit.SECONDS))
                .isZero();
        driver().interruptNotices();
        time.advance(Duration.ofSeconds(3));
        assertThat(registry.get("cache.stale.window").timeGauge().value(TimeUnit.SECONDS))
                .isEqualTo(3);
    }

    @Test
    void loads_areTimed_andTheirTroublesCounted() {
        Cache<String> cache = cache("max-stale", "1h", "ttl", "10m", "jitter", "0");
        new CacheMetrics(cache).bindTo(registry);
        cache.get("a", key -> {
            time.advance(Duration.ofMillis(250));
            return "1";
        });
        time.advance(Duration.ofMinutes(11));
        assertThat(cache.get("a", CacheMetricsTest::failing)).isEqualTo("1");
        assertThatThrownBy(() -> cache.get("b", CacheMetricsTest::failing)).isInstanceOf(IllegalStateException.class);
        driver().fail(ErrorCode.UNAVAILABLE);
        cache.get("c", key -> "3");
        var loads = registry.get("cache.loads").tag("cache", NAME).functionTimer();
        assertThat(loads.count()).isEqualTo(4);
        assertThat(loads.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(250);
        assertThat(count("cache.load.failures")).isEqualTo(2);
        assertThat(count("cache.fallbacks")).isEqualTo(1);
        assertThat(count("cache.dropped.writes")).isEqualTo(1);
        assertThat(count("cache.undecodable")).isZero();
    }

    private static String failing(String key) {
        throw new IllegalStateException("no " + key);
    }

    @Test
    void evictions_areCounted_whereTheStoreTells() {
        Cache<String> cache = cache("max-entries", "10");
        new CacheMetrics(cache).bindTo(registry);
        for (int i = 0; i < 100; i++) {
            cache.put("k" + i, "v");
        }
        cache.find("k0");
        assertThat((long) count("cache.evictions"))
                .isPositive()
                .isEqualTo(cache.stats().evictions().orElseThrow());
    }

    @Test
    void evictions_haveNoMeter_whereTheStoreDoesNotTell() {
        tellsEvictions = false;
        new CacheMetrics(cache()).bindTo(registry);
        assertThat(registry.find("cache.evictions").meter()).isNull();
    }

    @Test
    void furtherTags_areOnEachMeter() {
        new CacheMetrics(cache(), Tag.of("cache.manager", "shop")).bindTo(registry);
        assertThat(registry.getMeters()).extracting(Meter::getId).allSatisfy(id -> {
            assertThat(id.getTag("cache")).isEqualTo(NAME);
            assertThat(id.getTag("cache.manager")).isEqualTo("shop");
        });
    }

    /** Loaded by a class loader of its own. */
    public static final class Use {
        private Use() {}

        /** Uses a cache. */
        public static String cache() {
            try (Platform platform = Platform.builder().isolated().build()) {
                Cache<String> cache = platform.cache("any", String.class);
                cache.put("a", "1");
                return cache.find("a").orElseThrow() + " " + cache.stats().hits();
            }
        }
    }

    @Test
    void withoutMicrometersMeters_cachesWork() throws Exception {
        List<URL> urls = new ArrayList<>();
        int left = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Path.of(entry).getFileName().toString().startsWith("micrometer-core-")) {
                left++;
            } else {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        assertThat(left).as("what is excluded").isEqualTo(1);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            assertThat(loader.loadClass(Use.class.getName()).getMethod("cache").invoke(null))
                    .isEqualTo("1 1");
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
