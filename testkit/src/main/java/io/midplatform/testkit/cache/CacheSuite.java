package io.midplatform.testkit.cache;

import io.midplatform.Platform;
import io.midplatform.PlatformBuilder;
import io.midplatform.TypeRef;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.spi.DriverLayer;
import io.midplatform.testkit.ContractSuite;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the suites of this package share: caches by their settings, and a driver that can be watched and made to fail. */
public abstract class CacheSuite extends ContractSuite {
    /** The cache's name in all suites; its physical keys start with {@code midplatform:test}. */
    protected static final String NAME = "test";

    private static final long MOST_PACE_NANOS = 20_000_000;

    private final Map<String, WatchedCacheDriver> drivers = new HashMap<>();
    private List<String> settings = List.of();
    private @Nullable Platform platform;
    private @Nullable Executor background;

    /** For subclasses. */
    protected CacheSuite() {}

    /**
     * What is put around the driver, under the watch; a suite that switches features off does it here.
     *
     * @param driver the provider's driver
     * @return the driver to use
     */
    protected CacheDriver wrap(CacheDriver driver) {
        return driver;
    }

    /**
     * Takes what platforms opened from now on do in the background: a test that runs it by itself knows when it is done.
     *
     * @param executor takes refreshes
     */
    protected final void background(Executor executor) {
        background = executor;
    }

    /**
     * The cache named {@link #NAME}, of text.
     *
     * @param keysAndValues its settings, keys as under {@code midplatform.cache.test}, in turn with their values; others than before open a new
     *     platform
     * @return the cache
     */
    protected final Cache<String> cache(String... keysAndValues) {
        return platformWith(keysAndValues).cache(NAME, String.class);
    }

    /**
     * The cache named {@link #NAME}, of another type.
     *
     * @param <V> the values' type
     * @param type the values' type
     * @param keysAndValues its settings, as of {@link #cache(String...)}
     * @return the cache
     */
    protected final <V> Cache<V> cacheOf(Class<V> type, String... keysAndValues) {
        return platformWith(keysAndValues).cache(NAME, TypeRef.of(type));
    }

    /**
     * Another cache of the same platform, with default settings.
     *
     * @param <V> the values' type
     * @param name its name
     * @param type the values' type
     * @return the cache
     */
    protected final <V> Cache<V> other(String name, Class<V> type) {
        Platform open = platform;
        return (open == null ? platformWith() : open).cache(name, TypeRef.of(type));
    }

    /**
     * The cache named {@link #NAME} as another process sees it: another platform, on the same store.
     *
     * @param keysAndValues its settings, as of {@link #cache(String...)}
     * @return the cache
     */
    protected final Cache<String> cacheOfAnotherProcess(String... keysAndValues) {
        CacheDriver same = driver();
        return opened(builder(whole(keysAndValues)).layer(new DriverLayer() {
                    @Override
                    public CacheDriver cache(String resource, CacheDriver driver) {
                        return same;
                    }
                }))
                .cache(NAME, String.class);
    }

    /**
     * The counters named {@link #NAME}.
     *
     * @param keysAndValues their settings, as of {@link #cache(String...)}
     * @return the counters
     */
    protected final Counters counters(String... keysAndValues) {
        return platformWith(keysAndValues).counters(NAME);
    }

    /**
     * The driver of the cache or the counters named {@link #NAME}.
     *
     * @return the driver of the platform opened last
     */
    protected final WatchedCacheDriver driver() {
        WatchedCacheDriver driver = drivers.get(NAME);
        if (driver == null) {
            throw new IllegalStateException("open the cache first");
        }
        return driver;
    }

    /**
     * Waits until something is so that other threads bring about. The time-out of tests ends a wait in vain.
     *
     * @param so whether it is so
     */
    protected final void awaitThat(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("it did not come");
            }
            LockSupport.parkNanos(20_000);
        }
    }

    /**
     * Waits until so many waits are under way, each of which has set its alarm.
     *
     * @param waits how many
     */
    protected final void awaitScheduled(int waits) {
        awaitThat(() -> time.scheduled() >= waits);
    }

    /**
     * Moves time in steps until something is done, each when those that wait have arrived, and never while the driver is at a call; at a pace that
     * threads which are to meet a moment can keep on a busy machine.
     *
     * @param waits how many waits are under way meanwhile
     * @param step how far to move at once
     * @param done whether it is done
     */
    protected final void advanceUntil(int waits, Duration step, BooleanSupplier done) {
        long pace = Math.min(MOST_PACE_NANOS, step.toNanos() / 20);
        while (!done.getAsBoolean()) {
            awaitThat(() -> done.getAsBoolean() || (time.scheduled() >= waits && driver().running() == 0));
            if (!done.getAsBoolean()) {
                time.advance(step);
                LockSupport.parkNanos(pace);
            }
        }
    }

    /** Closes the platform, now rather than after the test. */
    protected final void closePlatform() {
        if (platform != null) {
            platform.close(Duration.ofSeconds(5));
            platform = null;
        }
    }

    private Platform platformWith(String... keysAndValues) {
        List<String> wanted = Arrays.asList(keysAndValues);
        Platform open = platform;
        if (open != null && wanted.equals(settings)) {
            return open;
        }
        PlatformBuilder builder = builder(whole(keysAndValues)).layer(new DriverLayer() {
            @Override
            public CacheDriver cache(String resource, CacheDriver driver) {
                WatchedCacheDriver watched = new WatchedCacheDriver(wrap(driver));
                drivers.put(resource, watched);
                return watched;
            }
        });
        if (background != null) {
            builder.executor(background);
        }
        Platform fresh = opened(builder);
        settings = wanted;
        platform = fresh;
        return fresh;
    }

    private static String[] whole(String... keysAndValues) {
        String[] whole = keysAndValues.clone();
        for (int i = 0; i < whole.length; i += 2) {
            whole[i] = "midplatform.cache." + NAME + "." + whole[i];
        }
        return whole;
    }
}
