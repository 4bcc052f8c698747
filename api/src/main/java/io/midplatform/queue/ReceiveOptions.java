package io.midplatform.queue;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to receive. Immutable. */
public final class ReceiveOptions {
    private static final ReceiveOptions DEFAULTS = new ReceiveOptions(10, Duration.ZERO, null, null);

    private final int max;
    private final Duration waitUpTo;
    private final @Nullable Duration lease;
    private final @Nullable Duration timeout;

    private ReceiveOptions(int max, Duration waitUpTo, @Nullable Duration lease, @Nullable Duration timeout) {
        this.max = max;
        this.waitUpTo = waitUpTo;
        this.lease = lease;
        this.timeout = timeout;
    }

    /**
     * The defaults: at most 10 messages, no waiting, lease and time-out of the settings.
     *
     * @return the options
     */
    public static ReceiveOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how many messages to receive at most. A call makes do with one answer of the service, so that fewer may come although more are
     * there; a provider's own maximum (SQS 10) counts as well.
     *
     * @param count at least 1
     * @return new options
     * @throws IllegalArgumentException for less than 1
     */
    public ReceiveOptions max(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("max is at least 1, not " + count);
        }
        return new ReceiveOptions(count, waitUpTo, lease, timeout);
    }

    /**
     * Sets how long to wait for the first message. The call returns with the first that come, or with none at the end.
     *
     * @param duration zero or more, added to the time-out; longer than one poll of the service is several polls
     * @return new options
     * @throws IllegalArgumentException for a negative duration
     */
    public ReceiveOptions waitUpTo(Duration duration) {
        return new ReceiveOptions(max, Durations.zeroOrMore("waitUpTo", duration), lease, timeout);
    }

    /**
     * Asks for a lease: how long the messages stay invisible to others. A provider may grant less; what it granted is
     * {@link Delivery#leaseUntil()}.
     *
     * @param duration more than zero
     * @return new options
     * @throws IllegalArgumentException for zero or less
     */
    public ReceiveOptions lease(Duration duration) {
        return new ReceiveOptions(max, waitUpTo, Durations.positive("lease", duration), timeout);
    }

    /**
     * Sets how long the call may take beyond its waiting.
     *
     * @param duration more than zero
     * @return new options
     * @throws IllegalArgumentException for zero or less
     */
    public ReceiveOptions timeout(Duration duration) {
        return new ReceiveOptions(max, waitUpTo, lease, Durations.positive("timeout", duration));
    }

    /**
     * The most messages.
     *
     * @return at least 1
     */
    public int max() {
        return max;
    }

    /**
     * The longest wait.
     *
     * @return zero for none
     */
    public Duration waitUpTo() {
        return waitUpTo;
    }

    /**
     * The lease asked for.
     *
     * @return empty for that of the settings
     */
    public Optional<Duration> lease() {
        return Optional.ofNullable(lease);
    }

    /**
     * The time-out.
     *
     * @return empty for that of the settings
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }
}
