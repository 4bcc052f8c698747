package io.midplatform.testkit.cache;

import io.midplatform.TypeRef;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.testkit.TestTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the suites of this package share: a provider under test, a time that stands still, a driver that can be watched and made to fail. */
public abstract class CacheSuite {
    /** The cache's name in all suites; its physical keys start with {@code midplatform:test}. */
    protected static final String NAME = "test";

    /** The platform's time. */
    protected final TestTime time = new TestTime();

    private final Map<String, WatchedCacheDriver> drivers = new HashMap<>();
    private @Nullable CacheHost host;
    private String opening = NAME;

    /** For subclasses. */
    protected CacheSuite() {}

    /**
     * Opens the provider under test.
     *
     * @param on its time
     * @param wrapping to be put around each driver that the provider opens
     * @return the host, closed after the test
     */
    protected abstract CacheHost open(TestTime on, UnaryOperator<CacheDriver> wrapping);

    /**
     * What is put around the driver under the watch; a suite that switches features off does it here.
     *
     * @param driver the provider's driver
     * @return the driver to use
     */
    protected CacheDriver wrap(CacheDriver driver) {
        return driver;
    }

    /**
     * A cache of text.
     *
     * @param settings keys and values in turn
     * @return the cache named {@link #NAME}
     */
    protected final Cache<String> cache(String... settings) {
        return cache(NAME, TypeRef.of(String.class), settings);
    }

    /**
     * A cache.
     *
     * @param <V> the values' type
     * @param name its name
     * @param type the values' type
     * @param settings keys and values in turn
     * @return the cache
     */
    protected final <V> Cache<V> cache(String name, TypeRef<V> type, String... settings) {
        return host(name).cache(name, type, map(settings));
    }

    /**
     * Counters.
     *
     * @param settings keys and values in turn
     * @return the counters named {@link #NAME}
     */
    protected final Counters counters(String... settings) {
        return host(NAME).counters(NAME, map(settings));
    }

    /**
     * The driver of the cache named {@link #NAME}, once it was opened.
     *
     * @return the driver
     */
    protected final WatchedCacheDriver driver() {
        WatchedCacheDriver driver = drivers.get(NAME);
        if (driver == null) {
            throw new IllegalStateException("open the cache first");
        }
        return driver;
    }

    /** Closes the platform, now rather than after the test. */
    protected final void closePlatform() {
        if (host != null) {
            host.close();
        }
    }

    @AfterEach
    final void closeHost() {
        closePlatform();
    }

    private CacheHost host(String name) {
        CacheHost open = host;
        if (open == null) {
            open = open(time, driver -> {
                WatchedCacheDriver watched = new WatchedCacheDriver(wrap(driver));
                drivers.put(opening, watched);
                return watched;
            });
            host = open;
        }
        opening = name;
        return open;
    }

    private static Map<String, String> map(String... settings) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return map;
    }
}
