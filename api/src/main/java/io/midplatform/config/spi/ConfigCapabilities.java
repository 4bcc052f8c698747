package io.midplatform.config.spi;

import io.midplatform.Support;
import io.midplatform.config.ConfigFeature;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a source of configuration can do. Immutable.
 *
 * @param features the supported features; one that is missing here is {@link Support#ABSENT}
 */
public record ConfigCapabilities(Map<ConfigFeature, Support> features) {
    /**
     * Copies the features.
     *
     * @param features the supported features
     */
    public ConfigCapabilities {
        Map<ConfigFeature, Support> copy = new EnumMap<>(ConfigFeature.class);
        copy.putAll(features);
        features = Collections.unmodifiableMap(copy);
    }

    /**
     * How a feature is supported.
     *
     * @param feature the feature
     * @return its support, {@link Support#ABSENT} when it is not declared
     */
    public Support support(ConfigFeature feature) {
        return features.getOrDefault(feature, Support.ABSENT);
    }
}
