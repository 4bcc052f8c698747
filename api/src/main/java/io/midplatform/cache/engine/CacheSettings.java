package io.midplatform.cache.engine;

import io.midplatform.config.Default;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a cache, or of counters, that are common to all providers: {@code midplatform.cache.<name>.*}.
 *
 * @param prefix the namespace in front of every key, {@code midplatform} unless set; letters, digits and {@code . _ - /}
 * @param timeout how long a call may take in all
 * @param codec the codec's name, where several are found
 * @param ttl how long an entry lives, an hour unless set; counters live without end unless set
 * @param jitter by how many percent times are shortened at most, 0 to 100
 * @param softTtl after which time an entry is stale; shorter than the ttl
 * @param maxStale for how long after its ttl an entry stands in for a loader that fails
 * @param negativeTtl for how long it is remembered that a loader had no value
 * @param failurePolicy what reads do when the store fails
 */
public record CacheSettings(
        Optional<String> prefix,
        @Default("30s") Duration timeout,
        Optional<String> codec,
        Optional<Duration> ttl,
        @Default("10") int jitter,
        Optional<Duration> softTtl,
        Optional<Duration> maxStale,
        Optional<Duration> negativeTtl,
        @Default("fail-open") FailurePolicy failurePolicy) {}
