package io.midplatform.redis.testing;

import io.midplatform.Platform;
import io.midplatform.PlatformBuilder;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.spi.DriverLayer;
import io.midplatform.testkit.cache.WatchedCacheDriver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Platforms on real time that are closed after each test, as are the servers that it hands over. Each has connections of its own. */
public final class Platforms implements AfterEachCallback {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<String, List<WatchedCacheDriver>> watched = new HashMap<>();

    /**
     * A platform.
     *
     * @param server the settings of the server
     * @param keysAndValues further settings, in turn a key below {@code midplatform.} and its value
     */
    public Platform open(Map<String, String> server, String... keysAndValues) {
        return open(Platform.builder(), server, keysAndValues);
    }

    /** A platform whose notices can be waited for. */
    public Platform openWatched(Map<String, String> server, String... keysAndValues) {
        DriverLayer watch = watch((name, driver) ->
                watched.computeIfAbsent(name, none -> new ArrayList<>()).add(driver));
        return open(Platform.builder().layer(watch), server, keysAndValues);
    }

    /** Waits until all that are watched are connected and have heard what any of them told. */
    public void awaitNotices() {
        watched.values().forEach(WatchedCacheDriver::awaitNotices);
    }

    /** Hands over each cache's name and driver. */
    public static DriverLayer watch(BiConsumer<String, WatchedCacheDriver> drivers) {
        return new DriverLayer() {
            @Override
            public CacheDriver cache(String resource, CacheDriver driver) {
                WatchedCacheDriver made = new WatchedCacheDriver(driver);
                drivers.accept(resource, made);
                return made;
            }
        };
    }

    private Platform open(PlatformBuilder builder, Map<String, String> server, String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of("midplatform.leak-detection", "full"));
        settings.putAll(server);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("midplatform." + keysAndValues[i], keysAndValues[i + 1]);
        }
        Platform platform = builder.isolated().settings(settings).build();
        open.push(() -> platform.close(Duration.ofSeconds(5)));
        return platform;
    }

    /** Closes it after the test, too, and after the platforms that were opened later. */
    public <T extends AutoCloseable> T with(T closeable) {
        open.push(closeable);
        return closeable;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        watched.clear();
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
