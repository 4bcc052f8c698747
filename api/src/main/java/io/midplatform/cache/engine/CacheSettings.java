package io.midplatform.cache.engine;

import io.midplatform.config.DataSize;
import io.midplatform.config.Default;
import io.midplatform.config.Matches;
import io.midplatform.config.Max;
import io.midplatform.config.Min;
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
 * @param eagerRefresh from how many percent of its life on a value that is found is renewed in the background, 1 to 99; not at all unless set
 * @param maxStale for how long after its ttl an entry stands in for a loader that fails
 * @param negativeTtl for how long it is remembered that a loader had no value
 * @param lease whether one process at a time loads a key, by a lease in the store; needs {@code conditional-writes}
 * @param leaseTime for how long others wait for a process that has died while it was loading; the lease of one that lives is renewed at a third
 *     of it
 * @param compressAbove encoded values larger than this are stored compressed where that makes them smaller; they are read whether it is set or not
 * @param failurePolicy what reads do when the store fails
 * @param near values kept in this process, in front of the store; none unless set
 */
public record CacheSettings(
        @Matches("[A-Za-z0-9._/-]{1,64}") Optional<String> prefix,
        @Default("30s") @Min("1ms") Duration timeout,
        Optional<String> codec,
        @Min("1ms") Optional<Duration> ttl,
        @Default("10") @Min("0") @Max("100") int jitter,
        @Min("1ms") Optional<Duration> softTtl,
        @Min("1") @Max("99") Optional<Integer> eagerRefresh,
        @Min("0s") Optional<Duration> maxStale,
        @Min("0s") Optional<Duration> negativeTtl,
        @Default("false") boolean lease,
        @Default("10s") @Min("1s") Duration leaseTime,
        Optional<DataSize> compressAbove,
        @Default("fail-open") FailurePolicy failurePolicy,
        NearSettings near) {}
