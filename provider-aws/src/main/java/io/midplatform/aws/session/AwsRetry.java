package io.midplatform.aws.session;

import io.midplatform.config.Default;
import java.time.Duration;

/**
 * {@code retry.*} of a resource, which the SDK carries out.
 *
 * @param attempts how many attempts in all, the first included; 1 for no retry
 * @param backoff the ceiling of the wait after the first attempt; it doubles with each
 * @param maxBackoff the highest ceiling
 */
public record AwsRetry(
        @Default("4") int attempts,
        @Default("100ms") Duration backoff,
        @Default("5s") Duration maxBackoff) {}
