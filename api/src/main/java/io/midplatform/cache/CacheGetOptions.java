package io.midplatform.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to read, and how to write what a loader brings; what is not set comes from the cache's settings. Everything but the time-out is about
 * loading: a call without a loader refuses it with {@link IllegalArgumentException}. When several callers wait for one load, the options of the
 * one whose loader runs decide. Immutable.
 */
public final class CacheGetOptions {
    private static final int UNSET = -1;
    private static final CacheGetOptions DEFAULTS = new CacheGetOptions(CachePutOptions.defaults(), null, UNSET);

    private final CachePutOptions writing;
    private final @Nullable Duration negativeTtl;
    private final int eagerRefresh;

    private CacheGetOptions(CachePutOptions writing, @Nullable Duration negativeTtl, int eagerRefresh) {
        this.writing = writing;
        this.negativeTtl = negativeTtl;
        this.eagerRefresh = eagerRefresh;
    }

    /**
     * The defaults: everything from the settings, no tags.
     *
     * @return the options
     */
    public static CacheGetOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how long a loaded entry lives; jitter shortens it.
     *
     * @param duration at least a millisecond
     * @return new options
     * @throws IllegalArgumentException for less
     */
    public CacheGetOptions ttl(Duration duration) {
        return new CacheGetOptions(writing.ttl(duration), negativeTtl, eagerRefresh);
    }

    /**
     * Sets after which time a loaded entry is {@link CacheStatus#STALE}; without effect when it is not shorter than the ttl.
     *
     * @param duration at least a millisecond
     * @return new options
     * @throws IllegalArgumentException for less
     */
    public CacheGetOptions softTtl(Duration duration) {
        return new CacheGetOptions(writing.softTtl(duration), negativeTtl, eagerRefresh);
    }

    /**
     * Sets for how long after its ttl a value may stand in when the loader fails, and for how long a loaded entry is kept for that.
     *
     * @param duration zero or more; an entry that was written with less is kept for less
     * @return new options
     * @throws IllegalArgumentException for a negative duration
     */
    public CacheGetOptions maxStale(Duration duration) {
        return new CacheGetOptions(writing.maxStale(duration), negativeTtl, eagerRefresh);
    }

    /**
     * Sets by how much the times of a loaded entry are shortened at most, by chance.
     *
     * @param percent 0 to 100
     * @return new options
     * @throws IllegalArgumentException for another number
     */
    public CacheGetOptions jitter(int percent) {
        return new CacheGetOptions(writing.jitter(percent), negativeTtl, eagerRefresh);
    }

    /**
     * Sets the tags of a loaded entry, in place of earlier ones; limits as in {@link CachePutOptions#tags(String...)}.
     *
     * @param names the tags
     * @return new options
     */
    public CacheGetOptions tags(String... names) {
        return new CacheGetOptions(writing.tags(names), negativeTtl, eagerRefresh);
    }

    /**
     * Sets for how long it is remembered that the loader had no value.
     *
     * @param duration zero for not at all
     * @return new options
     * @throws IllegalArgumentException for a negative duration
     */
    public CacheGetOptions negativeTtl(Duration duration) {
        return new CacheGetOptions(writing, Durations.zeroOrMore("negativeTtl", duration), eagerRefresh);
    }

    /**
     * Sets from how much of its life on a value that is found is renewed in the background; the call returns it at once.
     *
     * @param percent 1 to 99, 0 for not at all
     * @return new options
     * @throws IllegalArgumentException for another number
     */
    public CacheGetOptions eagerRefresh(int percent) {
        if (percent < 0 || percent > 99) {
            throw new IllegalArgumentException("eagerRefresh is a percentage from 0 to 99, not " + percent);
        }
        return new CacheGetOptions(writing, negativeTtl, percent);
    }

    /**
     * Sets how long the call may take in all: requests to the store and waiting for another caller's load. A loader that runs is not stopped.
     *
     * @param duration more than zero
     * @return new options
     * @throws IllegalArgumentException for zero or less
     */
    public CacheGetOptions timeout(Duration duration) {
        return new CacheGetOptions(writing.timeout(duration), negativeTtl, eagerRefresh);
    }

    /**
     * How long a loaded entry lives.
     *
     * @return empty for the settings' ttl
     */
    public Optional<Duration> ttl() {
        return writing.ttl();
    }

    /**
     * After which time a loaded entry is stale.
     *
     * @return empty for the settings' soft-ttl
     */
    public Optional<Duration> softTtl() {
        return writing.softTtl();
    }

    /**
     * For how long after its ttl a value may stand in.
     *
     * @return empty for the settings' max-stale
     */
    public Optional<Duration> maxStale() {
        return writing.maxStale();
    }

    /**
     * By how many percent the times are shortened at most.
     *
     * @return empty for the settings' jitter
     */
    public OptionalInt jitter() {
        return writing.jitter();
    }

    /**
     * The tags of a loaded entry.
     *
     * @return the tags in the order they were given, without repetitions
     */
    public Set<String> tags() {
        return writing.tags();
    }

    /**
     * For how long absence is remembered.
     *
     * @return empty for the settings' negative-ttl
     */
    public Optional<Duration> negativeTtl() {
        return Optional.ofNullable(negativeTtl);
    }

    /**
     * From how many percent of its life on a value is renewed in the background.
     *
     * @return empty for the settings' eager-refresh
     */
    public OptionalInt eagerRefresh() {
        return eagerRefresh == UNSET ? OptionalInt.empty() : OptionalInt.of(eagerRefresh);
    }

    /**
     * The time-out.
     *
     * @return empty for that of the settings
     */
    public Optional<Duration> timeout() {
        return writing.timeout();
    }

    /**
     * What of this is about the entry that is written.
     *
     * @return the same settings as options of a write
     */
    public CachePutOptions writing() {
        return writing;
    }

    /**
     * Tells whether anything but the time-out is set.
     *
     * @return true when a call without a loader refuses these options
     */
    public boolean isAboutLoading() {
        return negativeTtl != null
                || eagerRefresh != UNSET
                || writing.ttl().isPresent()
                || writing.softTtl().isPresent()
                || writing.maxStale().isPresent()
                || writing.jitter().isPresent()
                || !writing.tags().isEmpty();
    }
}
