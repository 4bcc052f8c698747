package io.midplatform.local.cache;

import io.micrometer.observation.ObservationRegistry;
import io.midplatform.Capability;
import io.midplatform.TypeRef;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.cache.engine.CacheEngine;
import io.midplatform.cache.engine.CacheSettings;
import io.midplatform.cache.engine.FailurePolicy;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.engine.call.Lifecycle;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.call.ResourceHealth;
import io.midplatform.engine.call.Threads;
import io.midplatform.local.LocalCacheProvider;
import io.midplatform.local.LocalCacheSettings;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.ProviderContext;
import io.midplatform.testkit.TestTime;
import io.midplatform.testkit.cache.CacheHost;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The engine on the local provider, without the loader around it. */
final class MemoryCacheHost implements CacheHost {
    private final TestTime time;
    private final UnaryOperator<CacheDriver> wrapping;
    private final ExecutorService executor = Threads.newExecutor("test", 4);
    private final Lifecycle lifecycle = new Lifecycle();
    private final Map<Object, AutoCloseable> shared = new HashMap<>();

    MemoryCacheHost(TestTime time, UnaryOperator<CacheDriver> wrapping) {
        this.time = time;
        this.wrapping = wrapping;
    }

    @Override
    public <V> Cache<V> cache(String name, TypeRef<V> type, Map<String, String> settings) {
        return CacheEngine.open(context(name), driver(name, settings), common(settings), type);
    }

    @Override
    public Counters counters(String name, Map<String, String> settings) {
        return CacheEngine.openCounters(context(name), driver(name, settings), common(settings));
    }

    @Override
    public void close() {
        lifecycle.close();
        executor.shutdownNow();
    }

    private CacheDriver driver(String name, Map<String, String> settings) {
        long maxEntries = Long.parseLong(settings.getOrDefault("max-entries", "100000"));
        return wrapping.apply(new LocalCacheProvider().open(new Context(name, new LocalCacheSettings(maxEntries))));
    }

    private ResourceContext context(String name) {
        return new ResourceContext(
                Capability.CACHE,
                "local",
                name,
                time,
                executor,
                ObservationRegistry.NOOP,
                lifecycle,
                new ResourceHealth(time),
                List.of());
    }

    private static CacheSettings common(Map<String, String> settings) {
        return new CacheSettings(
                Optional.ofNullable(settings.get("prefix")),
                duration(settings, "timeout").orElse(Duration.ofSeconds(30)),
                Optional.ofNullable(settings.get("codec")),
                duration(settings, "ttl"),
                Integer.parseInt(settings.getOrDefault("jitter", "10")),
                duration(settings, "soft-ttl"),
                duration(settings, "max-stale"),
                duration(settings, "negative-ttl"),
                FailurePolicy.valueOf(settings.getOrDefault("failure-policy", "fail-open")
                        .toUpperCase(Locale.ROOT)
                        .replace('-', '_')));
    }

    private static Optional<Duration> duration(Map<String, String> settings, String key) {
        return Optional.ofNullable(settings.get(key)).map(text -> Duration.parse("PT" + text.toUpperCase(Locale.ROOT)));
    }

    private final class Context implements ProviderContext {
        private final String name;
        private final LocalCacheSettings settings;

        Context(String name, LocalCacheSettings settings) {
            this.name = name;
            this.settings = settings;
        }

        @Override
        public String instance() {
            return "local";
        }

        @Override
        public String resource() {
            return name;
        }

        @Override
        public <S extends Record> S settings(Class<S> type) {
            return type.cast(settings);
        }

        @Override
        public PlatformTime time() {
            return time;
        }

        @Override
        public Executor executor() {
            return executor;
        }

        @Override
        public <T extends AutoCloseable> T shared(Object key, Class<T> type, Supplier<T> maker) {
            return type.cast(shared.computeIfAbsent(key, k -> maker.get()));
        }
    }
}
