package io.midplatform.cache;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to write entries; what is not set comes from the cache's settings. Durations count in whole milliseconds. Immutable.
 *
 * <pre>{@code
 * customers.put("ada", ada, CachePutOptions.defaults().ttl(Duration.ofMinutes(10)).tags("tenant:acme"));
 * }</pre>
 */
public final class CachePutOptions {
    private static final CachePutOptions DEFAULTS = new CachePutOptions(null, null, null, -1, Set.of(), null);

    private final @Nullable Duration ttl;
    private final @Nullable Duration softTtl;
    private final @Nullable Duration maxStale;
    private final int jitter;
    private final Set<String> tags;
    private final @Nullable Duration timeout;

    private CachePutOptions(
            @Nullable Duration ttl,
            @Nullable Duration softTtl,
            @Nullable Duration maxStale,
            int jitter,
            Set<String> tags,
            @Nullable Duration timeout) {
        this.ttl = ttl;
        this.softTtl = softTtl;
        this.maxStale = maxStale;
        this.jitter = jitter;
        this.tags = tags;
        this.timeout = timeout;
    }

    /**
     * The defaults: everything from the settings, no tags.
     *
     * @return the options
     */
    public static CachePutOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how long the entry lives; jitter shortens it.
     *
     * @param duration at least a millisecond
     * @return new options
     * @throws IllegalArgumentException for less
     */
    public CachePutOptions ttl(Duration duration) {
        return new CachePutOptions(
                Durations.millisecondOrMore("ttl", duration), softTtl, maxStale, jitter, tags, timeout);
    }

    /**
     * Sets after which time the entry is {@link CacheStatus#STALE}; without effect when it is not shorter than the ttl.
     *
     * @param duration at least a millisecond
     * @return new options
     * @throws IllegalArgumentException for less
     */
    public CachePutOptions softTtl(Duration duration) {
        return new CachePutOptions(
                ttl, Durations.millisecondOrMore("softTtl", duration), maxStale, jitter, tags, timeout);
    }

    /**
     * Sets for how long after its ttl the entry is kept, to stand in when a loader fails.
     *
     * @param duration zero or more
     * @return new options
     * @throws IllegalArgumentException for a negative duration
     */
    public CachePutOptions maxStale(Duration duration) {
        return new CachePutOptions(ttl, softTtl, Durations.zeroOrMore("maxStale", duration), jitter, tags, timeout);
    }

    /**
     * Sets by how much the times are shortened at most, by chance, so that entries written together do not expire together.
     *
     * @param percent 0 to 100
     * @return new options
     * @throws IllegalArgumentException for another number
     */
    public CachePutOptions jitter(int percent) {
        return new CachePutOptions(ttl, softTtl, maxStale, Durations.percent("jitter", percent), tags, timeout);
    }

    /**
     * Sets the entry's tags, in place of earlier ones. At most 64, each of at most 1024 bytes in UTF-8: what is beyond is refused by the call
     * that the options are passed to.
     *
     * @param names the tags; none for an entry without tags
     * @return new options
     */
    public CachePutOptions tags(String... names) {
        return new CachePutOptions(ttl, softTtl, maxStale, jitter, copy(names), timeout);
    }

    /**
     * Sets how long the call may take in all.
     *
     * @param duration more than zero
     * @return new options
     * @throws IllegalArgumentException for zero or less
     */
    public CachePutOptions timeout(Duration duration) {
        return new CachePutOptions(ttl, softTtl, maxStale, jitter, tags, Durations.positive("timeout", duration));
    }

    /**
     * How long the entry lives.
     *
     * @return empty for the settings' ttl
     */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }

    /**
     * After which time the entry is stale.
     *
     * @return empty for the settings' soft-ttl
     */
    public Optional<Duration> softTtl() {
        return Optional.ofNullable(softTtl);
    }

    /**
     * For how long after its ttl the entry is kept.
     *
     * @return empty for the settings' max-stale
     */
    public Optional<Duration> maxStale() {
        return Optional.ofNullable(maxStale);
    }

    /**
     * By how many percent the times are shortened at most.
     *
     * @return empty for the settings' jitter
     */
    public OptionalInt jitter() {
        return jitter < 0 ? OptionalInt.empty() : OptionalInt.of(jitter);
    }

    /**
     * The entry's tags.
     *
     * @return the tags in the order they were given, without repetitions
     */
    public Set<String> tags() {
        return tags;
    }

    /**
     * The time-out.
     *
     * @return empty for that of the settings
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    static Set<String> copy(String... names) {
        List<String> checked = List.of(names);
        return checked.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(new LinkedHashSet<>(checked));
    }
}
