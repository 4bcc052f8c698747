package io.midplatform.redis;

import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.testkit.cache.WatchedCacheDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Several processes' worth of platforms on one server, each with connections of its own. */
final class Instances implements AutoCloseable {
    private final List<Platform> platforms = new ArrayList<>();
    private final List<WatchedCacheDriver> drivers = new CopyOnWriteArrayList<>();

    /**
     * Opens them.
     *
     * @param count how many
     * @param server the server's settings
     * @param keysAndValues settings of the cache, below {@code midplatform.cache.cache}
     */
    Instances(int count, Map<String, String> server, String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(server);
        settings.put("midplatform.cache.cache.failure-policy", "fail-fast");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("midplatform.cache.cache." + keysAndValues[i], keysAndValues[i + 1]);
        }
        for (int i = 0; i < count; i++) {
            settings.put("midplatform.providers.redis.client-name", "instance-" + i);
            platforms.add(Platform.builder()
                    .isolated()
                    .settings(settings)
                    .layer(Platforms.watch((name, driver) -> drivers.add(driver)))
                    .build());
        }
        for (int i = 0; i < count; i++) {
            cache(i);
        }
    }

    int count() {
        return platforms.size();
    }

    /** Waits until every instance with near has heard what all have told; does nothing without near. */
    void awaitNotices() {
        WatchedCacheDriver.awaitNotices(drivers);
    }

    Cache<String> cache(int instance) {
        return platforms.get(instance).cache("cache", String.class);
    }

    Counters counters(int instance) {
        return platforms.get(instance).counters("counters");
    }

    @Override
    public void close() {
        platforms.forEach(platform -> platform.close(Duration.ofSeconds(5)));
    }
}
