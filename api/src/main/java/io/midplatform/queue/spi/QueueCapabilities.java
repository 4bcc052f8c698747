package io.midplatform.queue.spi;

import io.midplatform.Support;
import io.midplatform.queue.QueueFeature;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a queue can do. Immutable.
 *
 * @param features the supported features; one that is missing here is {@link Support#ABSENT}. Dead letters are {@link Support#NATIVE} where the
 *     driver moves them ({@link QueueDriver#deadLetter}), {@link Support#EMULATED} where the engine sends them to a second queue
 * @param limits the limits
 * @param interruptibleReceive whether a {@link QueueDriver#receive} ends at once on an interrupt and leaves no message leased; else the engine
 *     runs those of a receiver that waits on a thread of its own that nobody interrupts
 */
public record QueueCapabilities(Map<QueueFeature, Support> features, QueueLimits limits, boolean interruptibleReceive) {
    /**
     * Copies the features.
     *
     * @param features the supported features
     * @param limits the limits
     * @param interruptibleReceive whether a waiting receive may be interrupted
     */
    public QueueCapabilities {
        Map<QueueFeature, Support> copy = new EnumMap<>(QueueFeature.class);
        copy.putAll(features);
        features = copy.isEmpty() ? Map.of() : java.util.Collections.unmodifiableMap(copy);
        Objects.requireNonNull(limits, "limits");
    }

    /**
     * How a feature is supported.
     *
     * @param feature the feature
     * @return its support, {@link Support#ABSENT} when it is not declared
     */
    public Support support(QueueFeature feature) {
        return features.getOrDefault(feature, Support.ABSENT);
    }
}
