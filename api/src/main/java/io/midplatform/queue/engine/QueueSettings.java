package io.midplatform.queue.engine;

import io.midplatform.config.Default;
import io.midplatform.engine.call.RetrySettings;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a queue that are the same on every provider: {@code midplatform.queue.<name>.*}.
 *
 * @param prefix put before the physical names of the queue and of its dead-letter queue
 * @param queue the physical name, by default the logical one
 * @param deadLetter the physical name of the dead-letter queue, by default the queue's with {@code -dead}
 * @param timeout how long a call may take, its retries included; the wait of a receive is added
 * @param create whether to make a missing queue, by default as the provider has it
 * @param maxDeliveries how often a message is delivered before it goes to the dead-letter queue
 * @param ordered whether each message has an ordering key within which order is kept
 * @param lease how long a received message stays invisible to others
 * @param minRetention for how long at least messages should be kept; {@code verify} warns where they are not
 * @param codec the codec of payloads, by default the only one there is
 * @param retry how often what failed is tried
 * @param overflow where bodies go that are too large for the queue
 */
public record QueueSettings(
        Optional<String> prefix,
        Optional<String> queue,
        Optional<String> deadLetter,
        @Default("30s") Duration timeout,
        Optional<Boolean> create,
        @Default("5") int maxDeliveries,
        @Default("false") boolean ordered,
        @Default("30s") Duration lease,
        Optional<Duration> minRetention,
        Optional<String> codec,
        RetrySettings retry,
        OverflowSettings overflow) {
    /** Checks the values. */
    public QueueSettings {
        if (maxDeliveries < 1) {
            throw new IllegalArgumentException("max-deliveries is at least 1, not " + maxDeliveries);
        }
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("lease is more than zero, not " + lease);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is more than zero, not " + timeout);
        }
    }

    String physicalName(String logicalName) {
        return prefix.orElse("") + queue.orElse(logicalName);
    }

    String deadLetterName(String logicalName) {
        return prefix.orElse("") + deadLetter.orElseGet(() -> queue.orElse(logicalName) + "-dead");
    }
}
