package io.midplatform.local.cache;

import io.midplatform.Platform;
import io.midplatform.TypeRef;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.spi.DriverLayer;
import io.midplatform.spi.SettingsSource;
import io.midplatform.testkit.TestTime;
import io.midplatform.testkit.cache.CacheHost;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A platform whose caches are configured as they are asked for. */
final class MemoryCacheHost implements CacheHost {
    private final Map<String, String> settings = new ConcurrentHashMap<>();
    private final Platform platform;

    MemoryCacheHost(TestTime time, UnaryOperator<CacheDriver> wrapping) {
        platform = Platform.builder()
                .isolated()
                .settings(new SettingsSource() {
                    @Override
                    public String name() {
                        return "test";
                    }

                    @Override
                    public Optional<String> find(String key) {
                        return Optional.ofNullable(settings.get(key));
                    }

                    @Override
                    public Set<String> keys() {
                        return settings.keySet();
                    }
                })
                .time(time)
                .layer(new DriverLayer() {
                    @Override
                    public CacheDriver cache(String resource, CacheDriver driver) {
                        return wrapping.apply(driver);
                    }
                })
                .build();
    }

    @Override
    public <V> Cache<V> cache(String name, TypeRef<V> type, Map<String, String> own) {
        configure(name, own);
        return platform.cache(name, type);
    }

    @Override
    public Counters counters(String name, Map<String, String> own) {
        configure(name, own);
        return platform.counters(name);
    }

    private void configure(String name, Map<String, String> own) {
        String path = "midplatform.cache." + name + ".";
        settings.keySet().removeIf(key -> key.startsWith(path));
        own.forEach((key, value) -> settings.put(path + key, value));
    }

    @Override
    public void close() {
        platform.close();
    }
}
