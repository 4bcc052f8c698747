package io.midplatform.cache.spi;

import io.midplatform.Support;
import io.midplatform.cache.CacheFeature;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a cache's store can do. Immutable.
 *
 * @param features the supported features; one that is missing here is {@link Support#ABSENT}
 * @param keyBytes the longest key in UTF-8 bytes; the engine hashes longer ones
 * @param valueBytes the largest value, the engine's envelope (30 bytes, 36 for those that become stale before their end, and the tags) included
 */
public record CacheCapabilities(Map<CacheFeature, Support> features, int keyBytes, int valueBytes) {
    /**
     * Checks the limits and copies the features.
     *
     * @param features the supported features
     * @param keyBytes the longest key
     * @param valueBytes the largest value
     */
    public CacheCapabilities {
        Map<CacheFeature, Support> copy = new EnumMap<>(CacheFeature.class);
        copy.putAll(features);
        features = Collections.unmodifiableMap(copy);
        if (keyBytes < 160) {
            throw new IllegalArgumentException("a store that cannot hold keys of 160 bytes cannot hold hashed ones");
        }
        if (valueBytes < 1) {
            throw new IllegalArgumentException("valueBytes is at least 1");
        }
    }

    /**
     * How a feature is supported.
     *
     * @param feature the feature
     * @return its support, {@link Support#ABSENT} when it is not declared
     */
    public Support support(CacheFeature feature) {
        return features.getOrDefault(feature, Support.ABSENT);
    }
}
