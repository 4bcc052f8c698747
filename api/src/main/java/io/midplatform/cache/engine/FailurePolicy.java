package io.midplatform.cache.engine;

/** What reads, and the write-back of loaded values, do when the store fails; everything else throws anyway. */
public enum FailurePolicy {
    /** A failed read is a miss, a failed write-back is dropped and counted. */
    FAIL_OPEN,
    /** They throw too. */
    FAIL_FAST
}
