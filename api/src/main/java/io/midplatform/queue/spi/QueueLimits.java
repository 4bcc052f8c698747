package io.midplatform.queue.spi;

import java.time.Duration;
import java.util.Objects;

/**
 * A queue's limits. The engine keeps them: it refuses a message or a duration beyond them, and splits batches.
 *
 * @param messageBytes the largest message, measured by {@link QueueDriver#size}
 * @param batchBytes the largest sum of sizes in one {@link QueueDriver#send}
 * @param sendCount the most messages in one {@link QueueDriver#send}
 * @param receiveCount the most messages that one {@link QueueDriver#receive} or {@link QueueDriver#peek} gives
 * @param settleCount the most items in one call that settles or changes leases
 * @param maxDelay the longest delay of a message or of giving one back
 * @param maxWait the longest wait of one receive
 * @param maxLease the longest lease that one request may ask for; where the service fixes the length, that length
 * @param maxTotalLease the longest that a message may be leased with all renewals
 * @param deduplicationWindow for how long a deduplication id is remembered, zero without the feature
 * @param retention for how long a message that nobody acknowledges is kept, {@link #UNLIMITED} for ever
 */
public record QueueLimits(
        int messageBytes,
        int batchBytes,
        int sendCount,
        int receiveCount,
        int settleCount,
        Duration maxDelay,
        Duration maxWait,
        Duration maxLease,
        Duration maxTotalLease,
        Duration deduplicationWindow,
        Duration retention) {
    /** Stands for no limit on a duration: a hundred years. */
    public static final Duration UNLIMITED = Duration.ofDays(36_525);

    /** Checks the limits. */
    public QueueLimits {
        if (messageBytes < 1 || batchBytes < 1 || sendCount < 1 || receiveCount < 1 || settleCount < 1) {
            throw new IllegalArgumentException("limits on sizes and counts are at least 1");
        }
        Objects.requireNonNull(maxDelay, "maxDelay");
        Objects.requireNonNull(maxWait, "maxWait");
        Objects.requireNonNull(maxLease, "maxLease");
        Objects.requireNonNull(maxTotalLease, "maxTotalLease");
        Objects.requireNonNull(deduplicationWindow, "deduplicationWindow");
        Objects.requireNonNull(retention, "retention");
    }
}
