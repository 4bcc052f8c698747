package io.midplatform.engine.call;

import io.midplatform.config.Default;
import java.time.Duration;

/**
 * {@code retry.*} of a resource: how often what failed and may pass is tried.
 *
 * @param attempts how many attempts in all, the first included; 1 for no retry
 * @param backoff the ceiling of the wait after the first attempt; it doubles with each
 * @param maxBackoff the highest ceiling
 */
public record RetrySettings(
        @Default("4") int attempts,
        @Default("100ms") Duration backoff,
        @Default("5s") Duration maxBackoff) {
    /**
     * Checks the values.
     *
     * @param attempts how many attempts in all
     * @param backoff the first ceiling
     * @param maxBackoff the highest ceiling
     */
    public RetrySettings {
        if (attempts < 1) {
            throw new IllegalArgumentException("retry.attempts is at least 1, not " + attempts);
        }
        if (backoff.isNegative() || maxBackoff.isNegative()) {
            throw new IllegalArgumentException("retry.backoff and retry.max-backoff are zero or more");
        }
    }
}
