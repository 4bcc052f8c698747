package io.midplatform.cache.engine;

import io.midplatform.config.DataSize;
import io.midplatform.config.Min;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code near.*} of a cache: values kept in this process in front of the store. A hit costs no request; all callers are given the same instance of a
 * value, which they must not change. What this process writes it sees at once; what others write it is told of, if they have {@code near}, too. Keys of more than 200 bytes are not
 * kept, nor what a lookup finds.
 *
 * @param maxEntries how many values are kept at most
 * @param maxWeight how many bytes the values kept may have in all, as they are stored; instead of {@code max-entries}
 * @param ttl for how long a value is kept at most: how old it can be when every notice of a change is lost
 */
public record NearSettings(
        @Min("1") Optional<Long> maxEntries,
        Optional<DataSize> maxWeight,
        @Min("1ms") Optional<Duration> ttl) {
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(30);

    /** Checks the values. */
    public NearSettings {
        if (maxEntries.isPresent() && maxWeight.isPresent()) {
            throw new IllegalArgumentException("near.max-entries and near.max-weight exclude each other");
        }
        if (ttl.isPresent() && maxEntries.isEmpty() && maxWeight.isEmpty()) {
            throw new IllegalArgumentException("near.max-entries is missing: near.ttl does nothing without it");
        }
        if (maxWeight.isPresent() && maxWeight.get().bytes() < 1) {
            throw new IllegalArgumentException("near.max-weight is at least 1 byte");
        }
    }

    boolean isOn() {
        return maxEntries.isPresent() || maxWeight.isPresent();
    }

    Duration kept() {
        return ttl.orElse(DEFAULT_TTL);
    }
}
