package io.midplatform.storage.spi;

import io.midplatform.Support;
import io.midplatform.storage.StorageFeature;
import java.util.Map;
import java.util.Objects;

/**
 * What a bucket can do. Immutable.
 *
 * @param features how each feature is supported; those not named are absent
 * @param limits the service's limits
 * @param keys which keys it can hold
 */
public record StorageCapabilities(Map<StorageFeature, Support> features, StorageLimits limits, KeyRules keys) {
    /**
     * Copies the features.
     *
     * @param features how each feature is supported; those not named are absent
     * @param limits the service's limits
     * @param keys which keys it can hold
     */
    public StorageCapabilities {
        features = Map.copyOf(features);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(keys, "keys");
    }

    /**
     * How a feature is supported.
     *
     * @param feature the feature
     * @return its support
     */
    public Support support(StorageFeature feature) {
        Support support = features.get(feature);
        return support == null ? Support.ABSENT : support;
    }
}
