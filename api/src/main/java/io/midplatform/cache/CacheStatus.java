package io.midplatform.cache;

/** What a lookup found. More may come: keep a default branch in a switch. */
public enum CacheStatus {
    /** A value within its time. */
    HIT,
    /** A value past its {@code soft-ttl} and within its {@code ttl}: good to use, and a call with a loader refreshes it. */
    STALE,
    /** Nothing, or an entry that is expired, was cleared or cannot be decoded. */
    MISS,
    /** The remembered answer that there is no value ({@code negative-ttl}). */
    NEGATIVE,
    /** The store could not be asked; treated as a miss because the failure policy is {@code fail-open}. */
    DEGRADED
}
