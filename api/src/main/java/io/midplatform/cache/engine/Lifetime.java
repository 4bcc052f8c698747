package io.midplatform.cache.engine;

/**
 * The moments of one entry, in milliseconds since the epoch; {@link Long#MAX_VALUE} stands for never.
 *
 * @param writtenAt when it was written
 * @param softAt when it becomes stale
 * @param freshUntil when its life ends
 * @param ttlMillis for how long the store keeps it from {@code writtenAt} on
 */
record Lifetime(long writtenAt, long softAt, long freshUntil, long ttlMillis) {}
