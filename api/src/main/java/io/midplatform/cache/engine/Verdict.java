package io.midplatform.cache.engine;

/** What the engine makes of what the store holds for a key. */
enum Verdict {
    /** A value within its time. */
    HIT,
    /** A value past its soft-ttl, within its time. */
    STALE,
    /** A remembered absence within its time. */
    NEGATIVE,
    /** A value past its time that may stand in for a loader that fails. */
    PAST,
    /** An entry that is cleared, expired or not decodable. */
    DEAD,
    /** No entry. */
    NONE,
    /** The store could not be asked. */
    DEGRADED
}
