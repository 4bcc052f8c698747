package io.midplatform.azure.session;

import io.midplatform.config.Default;
import io.midplatform.config.Min;
import java.time.Duration;

/**
 * {@code retry.*} of a resource, which the SDK carries out.
 *
 * @param attempts how many attempts in all, the first included; 1 for no retry
 * @param backoff the wait after the first attempt; it doubles with each
 * @param maxBackoff the longest wait
 */
public record AzureRetry(
        @Default("4") @Min("1") int attempts,
        @Default("100ms") Duration backoff,
        @Default("5s") Duration maxBackoff) {}
