package io.midplatform.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The numbers of {@link Cache#stats()} as Micrometer's meters. Needs {@code io.micrometer:micrometer-core} (module
 * {@code micrometer.core}), which nothing else here does.
 *
 * <pre>{@code
 * new CacheMetrics(customers).bindTo(registry);
 * }</pre>
 *
 * <p>Each meter has the tag {@code cache} with the cache's name:
 *
 * <ul>
 *   <li>{@code cache.gets}: reads, by {@code result}: {@code hit} (no load was needed), {@code miss}, or {@code degraded} (the store failed)
 *   <li>{@code cache.hits}: the hits, by {@code kind}: {@code near}, {@code far} (from the store), {@code stale}, {@code negative}
 *   <li>{@code cache.loads}: calls of loaders and the time spent in them; {@code cache.load.failures}: those that threw
 *   <li>{@code cache.fallbacks}, {@code cache.undecodable}, {@code cache.dropped.writes}: as in {@link CacheStats}
 *   <li>{@code cache.evictions}: only where the store tells
 *   <li>{@code cache.stale.window}: for how long notices have not been arriving
 * </ul>
 *
 * <p>{@code cache.gets} and {@code cache.evictions} are named as Micrometer's own binders of caches name them. There is no {@code cache.size} and no
 * {@code cache.puts}: no store tells the one without reading all of it, and the other is not counted. Reading a meter does no I/O. Meters do not keep the
 * cache from being collected.
 *
 * <p>Immutable and thread-safe.
 */
@SuppressWarnings("exports") // transitive, it would be needed to compile any module that requires ours
public final class CacheMetrics implements MeterBinder {
    private final Cache<?> cache;
    private final Tags tags;

    /**
     * The meters of a cache, for a registry that {@link #bindTo} is given.
     *
     * @param cache the cache
     * @param tags further tags of each meter; some registries want the same ones on all meters of one name
     */
    public CacheMetrics(Cache<?> cache, Tag... tags) {
        this.cache = Objects.requireNonNull(cache, "cache");
        this.tags = Tags.of(tags).and("cache", cache.name());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Objects.requireNonNull(registry, "registry");
        reads(registry);
        loads(registry);
        troubles(registry);
        if (cache.stats().evictions().isPresent()) {
            count(
                            "cache.evictions",
                            "Entries dropped for lack of room.",
                            s -> s.evictions().orElse(0))
                    .register(registry);
        }
    }

    private void reads(MeterRegistry registry) {
        String gets = "Keys read.";
        count("cache.gets", gets, s -> s.hits() + s.staleHits() + s.negativeHits())
                .tag("result", "hit")
                .register(registry);
        count("cache.gets", gets, CacheStats::misses).tag("result", "miss").register(registry);
        count("cache.gets", gets, CacheStats::degraded)
                .tag("result", "degraded")
                .register(registry);
        String hits = "Keys read that needed no load.";
        count("cache.hits", hits, CacheStats::nearHits).tag("kind", "near").register(registry);
        count("cache.hits", hits, s -> s.hits() - s.nearHits())
                .tag("kind", "far")
                .register(registry);
        count("cache.hits", hits, CacheStats::staleHits).tag("kind", "stale").register(registry);
        count("cache.hits", hits, CacheStats::negativeHits)
                .tag("kind", "negative")
                .register(registry);
    }

    private void loads(MeterRegistry registry) {
        FunctionTimer.builder(
                        "cache.loads",
                        cache,
                        c -> c.stats().loads(),
                        c -> c.stats().loadTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .description("Calls of loaders.")
                .register(registry);
        count("cache.load.failures", "Calls of loaders that threw.", CacheStats::loadFailures)
                .register(registry);
    }

    private void troubles(MeterRegistry registry) {
        count("cache.fallbacks", "Values served past their ttl because the loader failed.", CacheStats::fallbacks)
                .register(registry);
        count("cache.undecodable", "Entries that could not be decoded.", CacheStats::undecodable)
                .register(registry);
        count("cache.dropped.writes", "Loaded values not written because the store failed.", CacheStats::droppedWrites)
                .register(registry);
        TimeGauge.builder(
                        "cache.stale.window",
                        cache,
                        TimeUnit.MILLISECONDS,
                        c -> c.stats().staleWindow().toMillis())
                .tags(tags)
                .description("For how long notices of other processes' writes have not been arriving.")
                .register(registry);
    }

    private FunctionCounter.Builder<?> count(String name, String description, ToDoubleFunction<CacheStats> number) {
        return FunctionCounter.builder(name, cache, c -> number.applyAsDouble(c.stats()))
                .tags(tags)
                .description(description);
    }
}
