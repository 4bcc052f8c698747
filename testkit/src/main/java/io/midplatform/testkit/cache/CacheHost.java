package io.midplatform.testkit.cache;

import io.midplatform.TypeRef;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import java.util.Map;

/** Opens caches and counters of the provider under test, as one platform would. */
public interface CacheHost extends AutoCloseable {
    /**
     * Opens a cache.
     *
     * @param <V> the values' type
     * @param name its logical name
     * @param type the values' type
     * @param settings its settings, keys as under {@code midplatform.cache.<name>}
     * @return the cache
     */
    <V> Cache<V> cache(String name, TypeRef<V> type, Map<String, String> settings);

    /**
     * Opens counters.
     *
     * @param name their logical name
     * @param settings their settings, keys as under {@code midplatform.cache.<name>}
     * @return the counters
     */
    Counters counters(String name, Map<String, String> settings);

    /** Closes the platform. */
    @Override
    void close();
}
