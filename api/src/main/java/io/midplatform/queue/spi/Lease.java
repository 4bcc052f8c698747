package io.midplatform.queue.spi;

import java.util.Objects;

/**
 * The right to settle a message for a while.
 *
 * @param messageId the message's id
 * @param receipt whatever the driver needs to settle: a receipt handle, a lock token, the native message
 * @param since a moment of {@link io.midplatform.spi.PlatformTime#nanoTime()} no later than that at which the service began to count: that before
 *     the request where the service does not tell better
 * @param lengthNanos how long the lease was granted for, in nanoseconds
 */
public record Lease(String messageId, Object receipt, long since, long lengthNanos) {
    /**
     * Checks the fields.
     *
     * @param messageId the message's id
     * @param receipt what the driver needs
     * @param since when the lease began
     * @param lengthNanos how long it is
     */
    public Lease {
        Objects.requireNonNull(messageId, "messageId");
        Objects.requireNonNull(receipt, "receipt");
    }

    /**
     * When the lease ends.
     *
     * @return a moment of the platform's monotonic clock
     */
    public long until() {
        return since + lengthNanos;
    }
}
