package io.midplatform.cache.engine;

import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.CounterOptions;
import io.midplatform.cache.Counters;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.engine.call.Calls;
import java.util.Objects;
import java.util.Optional;

/** The one implementation of {@link Counters}. */
final class EngineCounters implements Counters {
    private final String name;
    private final Calls calls;
    private final CacheDriver driver;
    private final CacheKeys keys;
    private final long ttlMillis;
    private final boolean supported;

    EngineCounters(String name, Calls calls, CacheDriver driver, CacheKeys keys, CacheSettings settings) {
        this.name = name;
        this.calls = calls;
        this.driver = driver;
        this.keys = keys;
        this.ttlMillis = settings.ttl().map(Lifetimes::millis).orElse(CacheWrite.NO_END);
        this.supported = driver.capabilities().support(CacheFeature.COUNTERS).isUsable();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long increment(String key) {
        return increment(key, 1);
    }

    @Override
    public long increment(String key, long by) {
        return increment(key, by, CounterOptions.defaults());
    }

    @Override
    public long increment(String key, long by, CounterOptions options) {
        String physical = physical("increment", key);
        long ttl = options.ttl().isPresent() ? Lifetimes.millis(options.ttl().get()) : ttlMillis;
        return calls.call(
                "increment",
                key,
                options.timeout().orElse(null),
                deadline -> driver.increment(physical, by, ttl, deadline));
    }

    @Override
    public long get(String key) {
        String physical = physical("get", key);
        return calls.call("get", key, null, deadline -> driver.counter(physical, deadline));
    }

    @Override
    public void reset(String key) {
        String physical = physical("reset", key);
        calls.run("reset", key, null, deadline -> driver.resetCounter(physical, deadline));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return driver.unwrap(Objects.requireNonNull(type, "type"));
    }

    private String physical(String operation, String key) {
        String physical = keys.entry(operation, key);
        if (!supported) {
            throw calls.unsupported(operation, CacheFeature.COUNTERS.id());
        }
        return physical;
    }

    @Override
    public String toString() {
        return "counters '" + name + "'";
    }
}
